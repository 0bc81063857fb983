"""Names and titles that a rule keeps inside: none may stand in what is published.

Whatever everybody may read of the dialogue anyway is none of them, and those who run the dialogue and
write its outcome decide for themselves whether they are named.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from parley.apps.accounts.models import Person, User
from parley.apps.convening.models import Contribution, Dialogue, Host, Seat, Session
from parley.apps.deliberation.models import Topic as Discussed
from parley.apps.outcomes.policies import REPORTING
from parley.apps.registration.models import Invitation, Registration
from parley.apps.reports.checks.names import appearing, folded, telling
from parley.apps.reports.checks.problem import Problem, Topic
from parley.apps.reports.layout.nodes import Document, Imprint, Node, every_text
from parley.core.access import visible
from parley.core.actors import ANONYMOUS
from parley.core.localtext import LocalText


def problems_of_names(dialogue: Dialogue, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """`documents`: as they would be published. Each name once for a block, in whatever language."""
    names = forbidden(dialogue)
    told: dict[tuple[str, str], None] = {}
    for document in documents.values():
        for block, text in _places(document):
            told |= dict.fromkeys((block, name) for name in appearing(names, text))
    for block, name in told:
        text = _("“%(name)s” is a name or a title that is not public, and may not be published.")
        yield Problem(Topic.NAME, block, text % {"name": name}, private=True)


def _places(document: Document) -> Iterator[tuple[str, str]]:
    """All that is readable, with the block where it stands; each node as one text, since words that
    are set apart stand together on paper."""
    for node in document.nodes:
        texts = [one for one in every_text_of(node) if one != node.block]
        yield node.block, " ".join(texts)
        yield node.block, "".join(texts)  # a word may be set apart in its midst
    head = (document.title, document.subtitle, document.dialogue)
    yield from (("", text) for text in head)
    yield from (("", text) for text in every_text_of(document.imprint))


def every_text_of(part: Node | Imprint) -> list[str]:
    return list(every_text(part))


# ---- which they are


def forbidden(dialogue: Dialogue) -> dict[str, str]:
    """As they are compared → as they are written."""
    return telling([*_titles(dialogue), *_people(dialogue)], "\n".join(public_words(dialogue)))


def _titles(dialogue: Dialogue) -> Iterator[str]:
    """And the addresses of their pages, in which they stand too."""
    shown = visible(Session, ANONYMOUS).filter(dialogue=dialogue)
    for one in Session.objects.filter(dialogue=dialogue).exclude(pk__in=shown.values("pk")):
        yield from one.title.values()
        yield f"{dialogue.slug}/sessions/{one.slug}"


def _people(dialogue: Dialogue) -> list[str]:
    """Whoever speaks, is registered, invited, assigned or has a seat, and is not named in public."""
    seats = Seat.objects.filter(dialogue=dialogue)
    team = User.objects.filter(pk__in=seats.filter(role__in=REPORTING).values("user"))
    registered = Registration.objects.filter(dialogue=dialogue).exclude(user__in=team)
    here = Q(pk__in=seats.values("user")) | Q(session_seats__session__dialogue=dialogue)
    users = User.objects.filter(here | Q(pk__in=registered.values("user"))).exclude(pk__in=team)
    speaking = Contribution.objects.filter(session__dialogue=dialogue).values("person")
    people = Person.objects.filter(Q(pk__in=speaking) | Q(user__in=users)).exclude(user__in=team)
    own = list(team.values_list("email", flat=True))
    invited = Invitation.objects.filter(dialogue=dialogue).exclude(address__in=own)
    names = {name for rows in (people, registered, invited, users) for name in _names(rows)}
    shown = visible(Person, ANONYMOUS).filter(name__in=names)
    public = {folded(one) for one in (*_names(shown), *_names(team))}
    addresses = (*_column(users, "email"), *_column(invited, "address"))
    return [*(one for one in sorted(names) if folded(one) not in public), *addresses]


def _names(rows: QuerySet[Any]) -> list[str]:
    return [one for one in _column(rows, "name") if one]


def _column(rows: QuerySet[Any], name: str) -> list[str]:
    return list(rows.values_list(name, flat=True).distinct())


def public_words(dialogue: Dialogue) -> Iterator[str]:
    """What everybody may read of the dialogue and its norms."""
    texts: list[LocalText | str] = [
        dialogue.title,
        dialogue.subtitle,
        dialogue.purpose,
        dialogue.body,
        dialogue.background,
        dialogue.eligibility,
        dialogue.source_note,
        dialogue.contact_name,
        dialogue.contact_email,
    ]
    texts += [one.text for one in dialogue.points.all()]
    for session in visible(Session, ANONYMOUS).filter(dialogue=dialogue):
        texts += [session.label, session.title, session.question, session.abstract]
    for host in visible(Host, ANONYMOUS).filter(dialogue=dialogue).select_related("organisation"):
        texts += [host.organisation.name, host.organisation.acronym]
    for topic in visible(Discussed, ANONYMOUS).filter(dialogue=dialogue).select_related("norm"):
        texts += [topic.norm.title, topic.norm.text]
        texts += [one.title for one in topic.norm.elements.all()]
    yield from _each(texts)


def _each(texts: Iterable[LocalText | str]) -> Iterator[str]:
    for text in texts:
        yield from text.values() if isinstance(text, LocalText) else [text]
