"""Documents with all that a convener could set up for their registration."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from parley.apps.accounts.models import StakeholderGroup
from parley.apps.convening.exchange import checks
from parley.apps.convening.exchange.order import in_order
from parley.apps.convening.exchange.schema import Document, document_type
from parley.apps.convening.models import SessionKind
from parley.apps.registration.exchange.schema import Weight
from parley.apps.registration.models import (
    Admission,
    BadgeColour,
    MailKind,
    MeetingKind,
    QuestionKind,
    Sight,
)
from parley.apps.registration.services import wording
from tests.convening.exchange.strategies import documents, entries, flags, one_of, slugs, texts

title = texts(minimum=1)
days = st.none() | st.dates(date(2027, 1, 1), date(2027, 12, 31))
weights = st.sampled_from([*Weight])
openings = entries(
    opens_on=days,
    asks_country=flags,
    asks_gender=flags,
    asks_access_needs=flags,
    asks_photo=flags,
    notice=texts(),
    keep_days=st.integers(1, 3650),
    keep_evidence_days=st.integers(0, 3650),
    offer_days=st.integers(1, 60),
    reminds=flags,
)
groups = entries(
    slug=slugs,
    name=title,
    kind=st.none() | one_of(StakeholderGroup),
    who=texts(),
    admission=one_of(Admission),
    vetted=flags,
    seats=st.none() | st.integers(0, 100_000),
    offers=flags,
    deadline=days,
    evidence=texts(),
    evidence_needed=flags,
    sight=one_of(Sight),
    nominations=st.integers(0, 50),
    colour=one_of(BadgeColour),
)
choices = st.sampled_from(
    [{"en": "no\n~\n- a"}, {"en": "1\n2", "ar": "واحد\nاثنان"}, {"fr": "a: b\n# c"}]
)


@st.composite
def registrations(draw: Any, sessions: list[tuple[str, int]]) -> dict[str, Any]:
    """A section that fits these sessions, each with how many parts of it are break-outs."""
    found = draw(st.lists(groups, max_size=3, unique_by=lambda group: group["slug"]))
    names = [group["slug"] for group in found]
    asked = st.lists(st.sampled_from(names), unique=True, max_size=3) if names else st.just([])
    question = entries(
        text=title,
        kind=st.sampled_from([kind for kind in QuestionKind if kind != QuestionKind.CHOICE]),
        choices=st.just({}) | choices,
        required=flags,
        groups=asked,
    )
    choice = entries(
        text=title, kind=st.just("choice"), choices=choices, required=flags, groups=asked
    )
    everywhere = [slug for slug, _parts in sessions]
    breaking = [slug for slug, parts in sessions if parts >= 2]
    return {
        "opening": draw(st.none() | openings),
        "groups": found,
        "questions": draw(st.lists(question | choice, max_size=3)),
        "mails": draw(st.lists(mails(), max_size=3, unique_by=lambda mail: mail["kind"])),
        "online_rooms": draw(_some(everywhere, _room)),
        "break_outs": draw(_some(breaking, _round)),
    }


@st.composite
def mails(draw: Any) -> dict[str, Any]:
    kind = draw(one_of(MailKind))
    words = draw(title)
    more = "\n\n{link}\n" if kind in wording.NEED_LINK else draw(st.sampled_from(["", " {name}"]))
    safe = {code: text.replace("{", "(").replace("}", ")") for code, text in words.items() if text}
    return {
        "kind": kind,
        "subject": {code: text[:200] for code, text in safe.items()},
        "body": {code: text + more for code, text in safe.items()},
    }


def _some(names: list[str], make: Any) -> st.SearchStrategy[list[dict[str, Any]]]:
    if not names:
        return st.just([])
    chosen = st.lists(st.sampled_from(names), unique=True, max_size=3)
    return chosen.flatmap(lambda slugs: st.tuples(*map(make, slugs)).map(list))


def _room(session: str) -> st.SearchStrategy[dict[str, Any]]:
    return entries(
        session=st.just(session),
        kind=st.sampled_from([MeetingKind.LINK, MeetingKind.JITSI]),
        room=st.sampled_from(["", "plenary", "no-1", "1", "x" * 40]),
    )


def _round(session: str) -> st.SearchStrategy[dict[str, Any]]:
    return entries(
        session=st.just(session),
        takes_wishes=flags,
        weigh_wishes=weights,
        weigh_groups=weights,
        weigh_countries=weights,
        weigh_organisations=weights,
        weigh_sizes=weights,
        seed=st.integers(0, 2_147_483_647),
    )


@st.composite
def documents_with_registration(draw: Any) -> Document:
    """A document that is right, and in order."""
    document = draw(documents())
    sessions = [
        (
            session.slug,
            sum(p.kind == SessionKind.BREAK_OUT and not p.cancelled for p in session.parts),
        )
        for _path, session in checks.sessions_of(document)
    ]
    section = draw(registrations(sessions))
    tree = {**document.model_dump(), "registration": section}
    whole = in_order(document_type().model_validate(tree))
    assert checks.problems_of(whole) == []
    return whole
