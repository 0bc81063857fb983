"""Who sees a report, and who may do what to it.

| what                        | who sees it                                                   |
|-----------------------------|---------------------------------------------------------------|
| the draft, its revisions    | the dialogue's rapporteurs and conveners                      |
| the draft, while commented  | also those who take part in the dialogue                      |
| comments                    | rapporteurs and conveners; participants as the rule of the    |
|                             | period allows, their own always; also when it has ended       |
| a published version         | everybody who sees the dialogue                               |

What a draft shows of findings, sessions and sources is asked of their own policies, each time.
"""

from typing import Any

from django.db.models import Model, Q

from parley.apps.convening.models import Dialogue, Rule, SeatRole
from parley.apps.convening.policies import INSIDE, contributed, seated
from parley.apps.outcomes.policies import REPORTING, reports, takes_part
from parley.apps.reports.models import (
    CommentPeriod,
    Edition,
    Report,
    ReportComment,
    Revision,
    Stage,
    Version,
)
from parley.core.access import NOTHING, Policy, visible
from parley.core.actors import Actor


def convenes(actor: Actor, dialogue_id: int) -> bool:
    return bool(
        Dialogue.objects.filter(Q(pk__in=seated(actor, SeatRole.CONVENER)), pk=dialogue_id).exists()
        and actor.preview is None
    )


def _written_by(actor: Actor, key: str) -> Q:
    if actor.preview is not None:
        return NOTHING
    return Q(**{f"{key}__in": seated(actor, *REPORTING)})


def _inside(actor: Actor, key: str) -> Q:
    here = Q(**{f"{key}__in": seated(actor, *INSIDE)})
    return here | Q(**{f"{key}__in": contributed(actor, "session__dialogue")})


class ReportPolicy(Policy):
    """The draft. That there is one is no secret of those who take part, once it is commented on."""

    model = Report

    def scope(self, actor: Actor) -> Q:
        here = Q(dialogue__in=visible(Dialogue, actor))
        mine = _written_by(actor, "dialogue")
        return here & (mine | (Q(stage=Stage.COMMENTS) & _inside(actor, "dialogue")))

    def can_edit(self, actor: Actor, report: Report) -> bool:
        return reports(actor, report.dialogue_id)

    def can_comment(self, actor: Actor, report: Report) -> bool:
        """While it is open for comments; whether the period has ended is asked of the period."""
        return report.stage == Stage.COMMENTS and takes_part(actor, report.dialogue_id)

    def can_approve(self, actor: Actor, report: Report) -> bool:
        """The conveners answer for what is published."""
        return convenes(actor, report.dialogue_id)

    def can_publish(self, actor: Actor, report: Report) -> bool:
        return convenes(actor, report.dialogue_id)


class RevisionPolicy(Policy):
    model = Revision

    def scope(self, actor: Actor) -> Q:
        here = Q(report__dialogue__in=visible(Dialogue, actor))
        return here & _written_by(actor, "report__dialogue")


class CommentPeriodPolicy(Policy):
    """Those who could comment may know what became of it, when the draft is closed to them again."""

    model = CommentPeriod

    def scope(self, actor: Actor) -> Q:
        here = Q(report__dialogue__in=visible(Dialogue, actor))
        mine = _written_by(actor, "report__dialogue")
        return here & (mine | _inside(actor, "report__dialogue"))

    def can_comment(self, actor: Actor, period: CommentPeriod) -> bool:
        """Whether it is still open is asked of services, which keep the words of who comes late."""
        return takes_part(actor, period.report.dialogue_id)


class ReportCommentPolicy(Policy):
    """Behind closed doors comments are between each and those who write; pseudonyms are asked of
    services, for the database knows no secret."""

    model = ReportComment

    def scope(self, actor: Actor) -> Q:
        seen = Q(period__in=visible(CommentPeriod, actor))
        among = ~Q(period__rule=Rule.CLOSED_DOOR)
        mine = Q(author=actor.user_id) if actor.is_signed_in else NOTHING
        return seen & (among | mine | _written_by(actor, "period__report__dialogue"))

    def can_decide(self, actor: Actor, comment: ReportComment) -> bool:
        return reports(actor, comment.period.report.dialogue_id)


class VersionPolicy(Policy):
    """Published is published, to everybody who sees the dialogue; also that one was withdrawn."""

    model = Version

    def scope(self, actor: Actor) -> Q:
        return Q(report__dialogue__in=visible(Dialogue, actor))

    def can_withdraw(self, actor: Actor, version: Version) -> bool:
        return convenes(actor, version.report.dialogue_id)


class EditionPolicy(Policy):
    model = Edition

    def scope(self, actor: Actor) -> Q:
        return Q(version__in=visible(Version, actor).filter(withdrawn_at=None))


POLICIES: tuple[type[Policy], ...] = (
    ReportPolicy,
    RevisionPolicy,
    CommentPeriodPolicy,
    ReportCommentPolicy,
    VersionPolicy,
    EditionPolicy,
)
WIDENINGS: tuple[tuple[type[Model], Any], ...] = ()
