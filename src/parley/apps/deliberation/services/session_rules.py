"""The rule of a session in which people were asked: it may become stricter, and never laxer.

A consultation keeps its own rule once it has begun. What comes of it is kept by both rules, and those
who answered were promised no less.
"""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parley.apps.convening.models import Rule, Session
from parley.apps.convening.services.sessions import RuleKeeper
from parley.apps.deliberation.models import Consultation, Phase
from parley.apps.deliberation.services.consultations import STRICTNESS, strictness
from parley.core.errors import InvalidInput


def _begun(session: Session) -> QuerySet[Consultation]:
    return Consultation.objects.filter(session=session).exclude(phase=Phase.DRAFT)


def notices(session: Session) -> list[str]:
    """What is to be known before its rule is changed."""
    return [
        _(
            "People were asked in this session: “%(title)s” has begun. So its rule can become stricter, "
            "and not laxer. Under a stricter one, what was asked, its results, its opinion map and its "
            "findings are shown only to those who see the session then. Reports that are published stay."
        )
        % {"title": row.title}
        for row in _begun(session)
    ]


def check(session: Session, rule: str) -> None:
    """Refuse a laxer rule. One that is not stated is as strict as the strictest."""
    if strictness(rule) >= strictness(session.rule):
        return
    titles = [str(row.title) for row in _begun(session)]
    if titles:
        before = Rule(session.rule) if session.rule else STRICTNESS[-1]
        told = {"rule": before.label, "titles": ", ".join(f"“{title}”" for title in titles)}
        raise InvalidInput(
            _(
                "People answered in this session under the rule “%(rule)s”, in %(titles)s. What they "
                "were promised can’t be loosened: keep this rule, or choose a stricter one."
            )
            % told
        )


KEEPER = RuleKeeper(notices, check)
