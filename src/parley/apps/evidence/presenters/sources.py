"""The pages behind a matrix: a cell with its sources, an actor, a document."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from parley.apps.evidence.cells import SAID, Cell
from parley.apps.evidence.models import (
    Collection,
    Document,
    EvidenceLevel,
    Extent,
    Position,
    PositionStance,
    PublicBody,
    Reading,
)
from parley.apps.evidence.presenters import collections as present
from parley.apps.evidence.presenters.matrix import region
from parley.apps.evidence.presenters.words import is_votes, number, words_for
from parley.apps.evidence.selectors import cell as look
from parley.apps.evidence.selectors.cell import CellSeen, Weighed
from parley.apps.evidence.selectors.matrix import Column, Filters, Matrix, letter
from parley.core.actors import Actor
from parley.core.templatetags.parley import date_range, localized

Item = dict[str, Any]
STANCES = {
    PositionStance.SUPPORTS: Cell.SUPPORTS,
    PositionStance.OPPOSES: Cell.OPPOSES,
    PositionStance.CONDITIONAL: Cell.CONDITIONAL,
    PositionStance.UNDECIDED: Cell.UNDECIDED,
}


# ---- a cell


def cell_page(collection: Collection, seen: CellSeen, wanted: Filters, query: str) -> Item:
    word = words_for(collection)[seen.decision.cell]
    return {
        "cell": seen.decision.cell.value,
        "word": word,
        "label": seen.column.label,
        "text": localized(seen.column.text),
        "body": {
            "name": localized(seen.body.name),
            "url": present.body_url(collection, seen.body, query),
        },
        "why": _why(collection, seen, wanted),
        "deciding": [_weighed(collection, one) for one in seen.weighed if one.decides],
        "others": [_weighed(collection, one) for one in seen.weighed if not one.decides],
        "readings": [_reading(collection, one) for one in seen.readings],
        "unread": [document_line(collection, one) for one in seen.unread],
        "vote": _vote(seen),
        "is_votes": is_votes(collection),
    }


def _why(collection: Collection, seen: CellSeen, wanted: Filters) -> list[str]:
    """How the cell was worked out, in sentences."""
    cell = seen.decision.cell
    if is_votes(collection):
        if cell == Cell.NOT_RECORDED:
            return [
                _("The record names no vote of this actor. That tells nothing of what it holds.")
            ]
        return [_("This is the vote as it was recorded.")]
    sentences = [_decided(cell, len(seen.decision.by))]
    if seen.decision.of_group:
        sentences.append(
            _(
                "The actor has said nothing itself: this is what a group says that it is a member of."
            )
        )
    if wanted.of_positions and cell != Cell.LEFT_OUT:
        sentences.append(
            _("Your filters hold here too: sources that they leave out decide nothing.")
        )
    return sentences


def _decided(cell: Cell, n: int) -> str:
    if cell == Cell.CONTESTED:
        text = _(
            "Contested: sources that all still count do not agree. Their number here: %(number)s."
        )
        return text % {"number": number(n)}
    if cell in SAID:
        text = ngettext(
            "One source that still counts decides this cell.",
            "%(number)s sources that still count say the same.",
            n,
        )
        return text % {"number": number(n)}
    if cell == Cell.SILENT:
        return _(
            "Silent: a document of this actor has been read in full for this element, and no "
            "position on the proposition was found in it."
        )
    if cell == Cell.LEFT_OUT:
        return _("There are positions here; your filters leave all of them out.")
    return _(
        "Not read: no document of this actor has been read in full for this element, and no source "
        "tells of a position. It may have said anything, or nothing."
    )


def _weighed(collection: Collection, one: Weighed) -> Item:
    notes = []
    if one.replaced:
        notes.append(_("Replaced by a later position: it no longer counts."))
    if one.position.stance == PositionStance.PRACTICE:
        notes.append(_("A practice is no stance: it decides nothing here."))
    if one.left_out:
        notes.append(_("Your filters leave this out."))
    if one.of_group:
        notes.append(
            _("Said by %(group)s, of which the actor is a member.")
            % {"group": one.position.body.name}
        )
        if not (one.decides or one.left_out):
            notes.append(_("The actor’s own position comes first."))
    return {**position_line(collection, one.position), "notes": notes, "replaced": one.replaced}


def _vote(seen: CellSeen) -> Item | None:
    if seen.vote is None:
        return None
    call = seen.vote.roll_call
    held = date_range(call.held_on, call.held_on) if call.held_on else ""
    return {"choice": seen.vote.get_choice_display(), "held": held, "link": call.link}


# ---- positions and documents


def position_line(collection: Collection, position: Position) -> Item:
    """One position with all that is known of where it comes from."""
    element = position.proposition.element
    order = element.order if element is not None else 0
    cell = STANCES.get(PositionStance(position.stance))
    words = words_for(collection)
    return {
        "uid": position.uid,
        "stance": position.get_stance_display(),
        "cell": cell.value if cell else "practice",
        "sign": words[cell].sign if cell else "",
        "level": position.get_level_display(),
        "weak": position.level in (EvidenceLevel.SECONDARY, EvidenceLevel.CONFLICTING),
        "label": f"{letter(order)}{position.proposition.number}",
        "text": localized(position.proposition.text),
        "cell_url": present.cell_url(collection, position.body, position.proposition_id),
        "actor": localized(position.body.name),
        "document": document_line(collection, position.document) if position.document else None,
        "place": position.place,
        "quotation": position.quotation,
        "lang": position.document.language if position.document else "",
        "source": position.source,
        "note": position.note,
    }


def document_line(collection: Collection, document: Document) -> Item:
    return {
        "title": localized(document.title),
        "url": present.document_url(collection, document),
        "symbol": document.symbol,
        "published": present.published(document),
        "link": document.link,
        "note": document.note,
    }


def _reading(collection: Collection, reading: Reading) -> Item:
    return {
        "document": document_line(collection, reading.document),
        "extent": reading.get_extent_display(),
        "full": reading.extent == Extent.FULL,
        "of": localized(reading.element.title) if reading.element else _("the whole norm"),
        "note": reading.note,
    }


def document_page(
    document: Document, readings: Sequence[Reading], positions: Sequence[Position]
) -> Item:
    collection = document.collection
    facts: list[Item] = [
        {
            "label": pgettext("evidence", "Actor"),
            "value": localized(document.body.name),
            "url": present.body_url(collection, document.body),
        }
    ]
    if document.symbol:
        facts.append({"label": _("Symbol"), "value": document.symbol})
    if when := present.published(document):
        facts.append({"label": _("Published"), "value": when})
    else:
        facts.append({"label": _("Published"), "value": _("not known")})
    if document.link:
        facts.append({"label": _("The text itself"), "value": document.link, "url": document.link})
    if document.note:
        facts.append({"label": _("Note"), "value": document.note})
    return {
        "facts": facts,
        "readings": [_reading(collection, one) for one in readings],
        "positions": [position_line(collection, one) for one in by_column(positions)],
    }


def by_column(positions: Iterable[Position]) -> list[Position]:
    """In the order of the matrix, the newest first in each place."""

    def place(one: Position) -> tuple[int, int]:
        element = one.proposition.element
        return (element.order if element is not None else 0, one.proposition.number)

    return sorted(positions, key=place)


# ---- an actor


def actor_page(
    actor: Actor,
    matrix: Matrix,
    body: PublicBody,
    positions: Sequence[Position],
    documents: Sequence[Document],
    readings: Sequence[Reading],
    query: str,
) -> Item:
    collection = matrix.collection
    return {
        "facts": _facts(actor, body),
        "elements": list(_by_element(matrix, body, query)),
        "positions": [position_line(collection, one) for one in by_column(positions)],
        "documents": [_with_readings(collection, one, readings) for one in documents],
        "is_votes": is_votes(collection),
    }


def _facts(actor: Actor, body: PublicBody) -> list[Item]:
    found: list[Item] = [{"label": _("Kind"), "value": body.get_kind_display()}]
    if where := region(body):
        found.append({"label": pgettext("of the world", "Region"), "value": where})
    found += [
        {"label": _("Member of"), "value": _member(one.group, one.since, one.until)}
        for one in look.groups_of(actor, body)
    ]
    n = len(look.members_of(actor, body))
    if n:
        found.append({"label": _("Members"), "value": number(n)})
    return found


def _member(group: PublicBody, since: int | None, until: int | None) -> str:
    told = {"group": group.name, "since": since, "until": until}
    if since and until:
        return _("%(group)s, from %(since)s to %(until)s") % told
    if since:
        return _("%(group)s, since %(since)s") % told
    if until:
        return _("%(group)s, until %(until)s") % told
    return str(group.name)


def _by_element(matrix: Matrix, body: PublicBody, query: str) -> Iterable[Item]:
    words = words_for(matrix.collection)
    here: dict[int | None, list[Column]] = {}
    for column in matrix.columns:
        here.setdefault(column.element, []).append(column)
    for columns in here.values():
        yield {
            "title": localized(columns[0].element_title),
            "cells": [
                {
                    "label": one.label,
                    "text": localized(one.text),
                    "cell": matrix.at(body.pk, one.key).value,
                    "word": words[matrix.at(body.pk, one.key)],
                    "bound": (body.pk, one.key) in matrix.bound,
                    "url": present.cell_url(matrix.collection, body, one.key, query),
                }
                for one in columns
            ],
        }


def _with_readings(collection: Collection, document: Document, readings: Sequence[Reading]) -> Item:
    mine = [_reading(collection, one) for one in readings if one.document_id == document.pk]
    return {**document_line(collection, document), "readings": mine}
