"""The desk of who keeps collections."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from parley.apps.evidence.exchange.plan import Line, Plan
from parley.apps.evidence.exchange.taking import Taken
from parley.apps.evidence.exchange.votes import VoteLine, VotesPlan, VotesTaken
from parley.apps.evidence.forms.desk import called
from parley.apps.evidence.models import (
    BodyKind,
    Choice,
    Collection,
    Document,
    Extent,
    Position,
    PublicBody,
    RollCall,
    Vote,
)
from parley.apps.evidence.presenters.words import is_votes
from parley.apps.evidence.selectors.matrix import letter
from parley.core.templatetags.parley import localized

LABEL = gettext_lazy("Your evidence")
Step = tuple[Any, str]


def crumbs(*trail: Step) -> list[dict[str, Any]]:
    """Desk › evidence › where one is; the last has no link."""
    steps = [
        (_("Convene"), reverse("desk")),
        (pgettext("positions and votes", "Evidence"), reverse("desk-evidence")),
        *trail,
    ]
    return [
        {"label": label, "url": url if number < len(steps) else ""}
        for number, (label, url) in enumerate(steps, start=1)
    ]


def url_of(collection: Collection, name: str = "desk-collection", *parts: Any) -> str:
    return reverse(name, args=[collection.slug, *parts])


def step(collection: Collection) -> Step:
    return localized(collection.title), url_of(collection)


def around(collection: Collection, title: Any) -> dict[str, Any]:
    """What every page of a collection at the desk has."""
    return {
        "collection": collection,
        "title": title,
        "back": url_of(collection),
        "breadcrumbs": crumbs(step(collection), (title, "")),
        "is_votes": is_votes(collection),
    }


def cards(collections: Iterable[Collection]) -> list[dict[str, Any]]:
    return [
        {
            "title": localized(row.title),
            "kind": row.get_kind_display(),
            "norm": row.norm.label if row.norm else "",
            "published": row.published,
            "keeper": row.kept_by.name if row.kept_by else "",
            "url": url_of(row),
            "page_url": reverse("collection", args=[row.slug]),
        }
        for row in collections
    ]


def tabs(collection: Collection, current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    pages = (
        [("desk-collection", _("Roll calls"))]
        if is_votes(collection)
        else [("desk-collection", _("Positions")), ("desk-documents", _("Documents"))]
    )
    return [
        {
            "label": label,
            "url": url_of(collection, name),
            "current": name == current,
            "count": number_format(counts[name], force_grouping=True),
        }
        for name, label in pages
    ]


def facts(collection: Collection, dialogues: Iterable[Any]) -> list[dict[str, Any]]:
    keeper = collection.kept_by
    rows = [
        (_("Kind"), collection.get_kind_display()),
        (_("Norm"), str(collection.norm) if collection.norm else ""),
        (_("Kept by"), keeper.name if keeper else _("nobody: an operator can edit it")),
        (_("Dialogues"), ", ".join(str(localized(one.title)) for one in dialogues)),
        (_("Source"), collection.source),
        (_("Licence"), collection.licence),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


# Positions, documents, roll calls


def positions(rows: Iterable[Position], labels: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "actor": localized(one.body.name),
            "label": labels.get(one.proposition_id, ""),
            "text": localized(one.proposition.text),
            "stance": one.get_stance_display(),
            "level": one.get_level_display(),
            "document": localized(one.document.title) if one.document else "",
            "year": one.document.year if one.document else None,
            "note": one.note,
            "replaces": bool(one.supersedes_id),
            "replaced": one.is_replaced,  # type: ignore[attr-defined]
            "url": url_of(one.collection, "position-edit", one.uid),
        }
        for one in rows
    ]


def documents(collection: Collection, rows: Iterable[Document]) -> list[dict[str, Any]]:
    return [
        {
            "actor": localized(one.body.name),
            "title": localized(one.title),
            "year": one.year,
            "symbol": one.symbol,
            "link": one.link,
            "positions": one.used,  # type: ignore[attr-defined]
            "readings": _readings(one),
            "url": url_of(collection, "document-edit", one.uid),
            "readings_url": url_of(collection, "document-readings", one.uid),
        }
        for one in rows
    ]


def _readings(document: Document) -> str:
    """Such as: B, C read in full."""
    found = list(document.readings.all())
    full = [_place(one.element) for one in found if one.extent == Extent.FULL]
    located = [_place(one.element) for one in found if one.extent == Extent.LOCATED]
    said = []
    if full:
        said.append(_("read in full: %(places)s") % {"places": ", ".join(full)})
    if located:
        said.append(_("located, not read: %(places)s") % {"places": ", ".join(located)})
    return "; ".join(said)


def _place(element: Any) -> str:
    return letter(element.order) if element else _("the whole norm")


def roll_calls(collection: Collection, rows: Iterable[RollCall]) -> list[dict[str, Any]]:
    return [
        {
            "symbol": one.symbol,
            "title": localized(one.title),
            "held_on": date_format(one.held_on) if one.held_on else "",
            "votes": _votes(one.cast),  # type: ignore[attr-defined]
            "url": url_of(collection, "roll-call-edit", one.uid),
        }
        for one in rows
    ]


def _votes(n: int) -> str:
    return ngettext("%(n)d vote", "%(n)d votes", n) % {"n": n}


def cast(votes: Iterable[Vote]) -> list[dict[str, Any]]:
    return [{"actor": localized(v.body.name), "choice": v.get_choice_display()} for v in votes]


def bodies(rows: Iterable[PublicBody]) -> list[dict[str, Any]]:
    return [
        {
            "name": localized(row.name),
            "kind": row.get_kind_display(),
            "country": row.country,
            "url": reverse("body-edit", args=[row.slug]),
            "members_url": reverse("body-members", args=[row.slug])
            if row.kind != BodyKind.STATE
            else "",
        }
        for row in rows
    ]


# Confirmations


def publishing(collection: Collection, rows: int) -> dict[str, Any]:
    """What happens when it is shown, or taken back."""
    if collection.published:
        return {
            "title": _("Unpublish this collection?"),
            "points": [
                _("Readers find it no more, and links to it lead nowhere."),
                _("Conveners and rapporteurs of its dialogues go on seeing it, and you do."),
                _("Maps and findings that were made from it stay where they are."),
            ],
            "label": _("Unpublish it"),
            "danger": True,
        }
    return {
        "title": _("Publish this collection?"),
        "points": [
            _("Everybody can read it: every actor, document, quotation and note in it."),
            ngettext("It holds %(n)d row.", "It holds %(n)d rows.", rows) % {"n": rows},
            _("It is found by search, and stands on the pages of its norm and dialogues."),
            _("You can change it afterwards, and take it back."),
        ],
        "label": _("Publish it"),
        "danger": False,
    }


# Imports

MOST_SHOWN = 200


def preview(plan: Plan) -> dict[str, Any]:
    known = sum(line.is_known for line in plan.lines if not line.problems)
    return {
        "heading": _heading(len(plan.bad), plan.new_rows),
        "bad": [_line(line) for line in plan.bad[:MOST_SHOWN]],
        "points": _points(known, plan.new_actors),
        "rows": [_line(line) for line in plan.lines if not line.problems][:MOST_SHOWN],
        "can_take": not plan.bad and plan.new_rows > 0,
        "number": plan.new_rows,
    }


def preview_of_votes(plan: VotesPlan) -> dict[str, Any]:
    known = sum(line.is_known for line in plan.lines if not line.problems)
    rows = sum(not line.is_known and not line.problems for line in plan.lines)
    points = _points(known, plan.new_actors)
    if plan.new_symbols:
        text = ngettext(
            "New roll call: %(names)s", "New roll calls: %(names)s", len(plan.new_symbols)
        )
        points.append(text % {"names": ", ".join(plan.new_symbols)})
    if plan.new_votes:
        text = ngettext("%(n)d vote is new.", "%(n)d votes are new.", plan.new_votes)
        points.append(text % {"n": plan.new_votes})
    if plan.other_votes:
        text = ngettext(
            "%(n)d vote is another one than the one that stands here, and takes its place.",
            "%(n)d votes are others than those that stand here, and take their place.",
            plan.other_votes,
        )
        points.append(text % {"n": plan.other_votes})
    new = rows + len(plan.new_symbols)
    return {
        "heading": _heading(len(plan.bad), rows),
        "bad": [_vote_line(line) for line in plan.bad[:MOST_SHOWN]],
        "points": points,
        "rows": [_vote_line(line) for line in plan.lines if not line.problems][:MOST_SHOWN],
        "can_take": not plan.bad and new > 0,
        "number": rows,
    }


def _heading(bad: int, new: int) -> str:
    if bad:
        text = ngettext(
            "%(n)d row can’t be taken: nothing is stored before it is mended",
            "%(n)d rows can’t be taken: nothing is stored before they are mended",
            bad,
        )
        return text % {"n": bad}
    if not new:
        return _("All of this stands here already")
    text = ngettext("%(n)d row will be stored", "%(n)d rows will be stored", new)
    return text % {"n": new}


def _points(known: int, new_actors: Sequence[Any]) -> list[str]:
    points = []
    if known:
        text = ngettext(
            "%(n)d row stands here already and is left as it is.",
            "%(n)d rows stand here already and are left as they are.",
            known,
        )
        points.append(text % {"n": known})
    if new_actors:
        names = [f"{localized(one.name)} ({BodyKind(one.kind).label})" for one in new_actors[:12]]
        more = [" …"] if len(new_actors) > len(names) else [""]
        text = ngettext("New actor: %(names)s", "New actors: %(names)s", len(new_actors))
        points.append(text % {"names": ", ".join(names) + more[0]})
    return points


def _line(line: Line) -> dict[str, Any]:
    row = line.row
    said = [row.get(name) for name in ("document", "year", "place") if row.get(name)]
    return {
        "row": row.number,
        "actor": localized(line.who.name) if line.who else row.get("actor"),
        "what": " ".join(filter(None, [row.get("proposition"), row.get("stance")])),
        "source": " · ".join(said),
        "is_known": line.is_known,
        "problems": line.problems,
    }


def _vote_line(line: VoteLine) -> dict[str, Any]:
    said = [
        f"{symbol}: {Choice(choice).label}" for symbol, choice in line.choices.items() if choice
    ]
    return {
        "row": line.row.number,
        "actor": localized(line.who.name) if line.who else line.row.get("actor"),
        "what": ", ".join(said),
        "source": "",
        "is_known": line.is_known,
        "problems": line.problems,
    }


def taken(done: Taken | VotesTaken) -> str:
    """What an import has stored, in a sentence."""
    if not done:
        return _("Nothing is new: all of it stood here already.")
    if isinstance(done, VotesTaken):
        counts = [
            ngettext("%(n)d roll call", "%(n)d roll calls", done.roll_calls)
            % {"n": done.roll_calls},
            _votes(done.votes),
        ]
    else:
        counts = [
            ngettext("%(n)d position", "%(n)d positions", done.positions) % {"n": done.positions},
            ngettext("%(n)d document", "%(n)d documents", done.documents) % {"n": done.documents},
            ngettext("%(n)d reading", "%(n)d readings", done.readings) % {"n": done.readings},
        ]
    actors = ngettext("%(n)d actor", "%(n)d actors", done.actors) % {"n": done.actors}
    return pgettext("import", "New or changed: %(things)s.") % {
        "things": ", ".join([*counts, actors])
    }


def document_name(document: Document) -> str:
    return called(document)
