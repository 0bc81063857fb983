"""Which norms and elements a dialogue discusses, in its file."""

import re
from collections.abc import Iterator
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, Field

from parley.apps.convening.exchange import fields as f
from parley.apps.convening.exchange.checks import repeated, sessions_of, unknown
from parley.apps.convening.exchange.problems import expected
from parley.apps.convening.exchange.schema import Document
from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Element, Norm
from parley.apps.deliberation.selectors.topics import norms_to_choose, topics_in
from parley.apps.deliberation.services.norms_topics import set_topics
from parley.core.actors import Actor
from parley.core.exports import Entry, Problem, Section, Wrong

MOST = 500
NORM = f"{f.SLUG}/{f.SLUG}"


def _norm(value: str) -> str:
    if not re.fullmatch(NORM, value):
        raise f.wrong(expected(_("a norm such as a-70-174/13c"), value))
    return value


class TopicEntry(Entry):
    """A norm such as a-70-174/13c, or one of its elements; in a session, or in the dialogue."""

    norm: Annotated[
        f.Line200, AfterValidator(_norm), Field(json_schema_extra={"pattern": f"^{NORM}$"})
    ]
    element: f.Slug | None = None
    session: f.Slug | None = None


class TopicsEntry(Entry):
    """What the dialogue discusses, in order."""

    topics: tuple[TopicEntry, ...]


def collect(actor: Actor, dialogue: Dialogue) -> dict[str, Any] | None:
    sessions = dict(dialogue.sessions.values_list("pk", "slug"))
    found = tuple(
        {
            "norm": f"{topic.norm.instrument.slug}/{topic.norm.slug}",
            "element": topic.element and topic.element.slug,
            "session": topic.session_id and sessions[topic.session_id],
        }
        for topic in topics_in(actor, dialogue)
    )
    return {"topics": found} if found else None


def problems_of(entry: TopicsEntry, document: Document) -> Iterator[Problem]:
    if len(entry.topics) > MOST:
        what = _("at most %(limit)d entries") % {"limit": MOST}
        yield Problem(("topics",), expected(what, len(entry.topics)))
    known = {session.slug for _path, session in sessions_of(document)}
    for n, one in enumerate(entry.topics):
        yield from unknown(("topics", n, "session"), one.session, known, "sessions")
    named = enumerate(", ".join(filter(None, dict(one).values())) for one in entry.topics)
    yield from repeated((("topics", n), name) for n, name in named)


def take(actor: Actor, dialogue: Dialogue, entry: TopicsEntry, wrong: Wrong) -> bool:
    """Let these be its topics; answers whether anything is another now."""
    norms = {f"{n.instrument.slug}/{n.slug}": (n, rows) for n, rows in norms_to_choose(actor)}
    sessions = {session.slug: session for session in dialogue.sessions.all()}
    wanted: list[dict[str, Any]] = []
    for number, one in enumerate(entry.topics):
        if one.norm not in norms:
            text = _("There is no norm “%(norm)s” here. Import its instrument first.")
            wrong(("topics", number, "norm"), text % {"norm": one.norm})
            continue
        norm, elements = norms[one.norm]
        element = next((row for row in elements if row.slug == one.element), None)
        if one.element and element is None:
            slugs = ", ".join(row.slug for row in elements) or "-"
            what = _("one of %(values)s") % {"values": slugs}
            wrong(("topics", number, "element"), expected(what, one.element))
        session = sessions.get(one.session) if one.session else None
        wanted.append({"session": session, "norm": norm, "element": element})
    if len(wanted) < len(entry.topics) or _is_so(actor, dialogue, wanted):
        return False
    set_topics(actor, dialogue, wanted)
    return True


def _is_so(actor: Actor, dialogue: Dialogue, wanted: list[dict[str, Any]]) -> bool:
    rows = [(t.session_id, t.norm_id, t.element_id) for t in topics_in(actor, dialogue)]
    return rows == [
        tuple(_key(values[name]) for name in ("session", "norm", "element")) for values in wanted
    ]


def _key(row: Norm | Element | Any) -> int | None:
    return row.pk if row is not None else None


def _counts(entry: TopicsEntry) -> Iterator[tuple[Any, int]]:
    yield gettext_lazy("Topics"), len(entry.topics)


SECTION = Section(
    name="norms",
    entry=TopicsEntry,
    collect=collect,
    take=take,
    problems=problems_of,
    counts=_counts,
    order=10,
)
