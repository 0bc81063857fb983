"""Maps that were let out of their rule, as everybody sees them; and which could be."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Subquery
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue, Rule
from parley.apps.deliberation.selectors.consultations import consultation_for
from parley.apps.outcomes.bridge import letting_out
from parley.apps.outcomes.bridge.showing import Shown
from parley.apps.outcomes.models import MapRelease, MapStatus, OpinionMap, SynthesisSource
from parley.apps.outcomes.policies import LEAVING
from parley.apps.outcomes.selectors import sources
from parley.apps.outcomes.selectors.grounds import WORDS, is_ready
from parley.apps.outcomes.selectors.maps import is_over
from parley.apps.outcomes.selectors.sources import READER, Words, source_of
from parley.core.access import get_visible, may, visible
from parley.core.actors import Actor
from parley.core.errors import not_found
from parley.core.gathering import gathered, rows_in
from parley.core.localtext import LocalText

RELATED = ("map__consultation__dialogue", "map__consultation__session")


def release_for(actor: Actor, slug: str, uid: UUID) -> MapRelease:
    """By its public address; a 404 where it was taken back."""
    rows = visible(MapRelease, actor).select_related(*RELATED)
    return get_visible(rows, actor, uid=uid, map__consultation__dialogue__slug=slug)


def releases_of(actor: Actor, consultations: Iterable[int]) -> dict[str, MapRelease]:
    """Of these consultations: key of the source → its map that was let out."""
    rows = visible(MapRelease, actor).filter(map__consultation__in=list(consultations))
    return {source_of(one.map).key: one for one in rows.select_related(*RELATED)}


def release_of(row: OpinionMap) -> MapRelease | None:
    """The one there is, whether or not everybody sees it now: for those who can take it back."""
    return MapRelease.objects.filter(map=row).first()


def shown_to_all(row: OpinionMap, words: Words, language: str) -> Shown:
    """The map in its public form. Its propositions leave with it, whoever reads them.

    A 404 where there is no such form: where anybody stands on the map, or few are told of.
    """
    found = sources.shown(READER, row, words, language)
    if not is_safe(row, found):
        raise not_found()
    return found


def is_safe(row: OpinionMap, shown: Shown) -> bool:
    least = source_of(row).of_consultation.least
    return letting_out.is_of_nobody(shown, least) and not letting_out.too_small(shown, least)


# ---- at the desk


def name_in_print(row: OpinionMap) -> LocalText:
    """What the consultation is called beside findings, if it was given such a name."""
    found = SynthesisSource.objects.filter(consultation=row.consultation_id).first()
    return LocalText(found.label) if found else LocalText()


def map_at_desk(actor: Actor, slug: str, consultation: str) -> OpinionMap:
    """The current map of a consultation whose results the actor sees."""
    found = consultation_for(actor, slug, consultation)
    if not may(actor, "see_results", found):
        raise not_found()
    row = sources.current_map(actor, source_of(found))
    if row is None:
        raise not_found()
    row.consultation = found
    return row


def may_release(actor: Actor, row: OpinionMap) -> bool:
    return may(actor, "release", row)


def why_not(row: OpinionMap) -> str:
    """Why it can't be let out, whoever wants to; the first reason is enough."""
    source = source_of(row)
    if source.consultation is None or source.rules == {Rule.PUBLIC}:
        return _("Everybody who sees what it is drawn from sees this map already.")
    if source.is_behind_doors:
        return _(
            "Nothing of a closed room leaves it as a map. A finding that was accepted can be let out."
        )
    if source.consultation.rule != Rule.CHATHAM_HOUSE or source.rules.difference(LEAVING):
        return _(
            "Those who answered were promised that this stays among participants, and the map shows "
            "where each of them stands. A finding that was accepted can be let out."
        )
    if not is_over(source):
        return _("Close the consultation first: only the map of its end can be let out.")
    if not (row.final and row.current and row.status == MapStatus.READY):
        return _("The map of its end is not drawn yet. Come back in a minute.")
    if not is_ready(source):
        return _("Show the results first: those who took part see them before everybody else.")
    if not is_safe(row, sources.unnamed(row, WORDS)):
        return _("This map tells of single people, or of too few. It can’t be let out.")
    return ""


# ---- on other pages


def gathered_releases(actor: Actor) -> Subquery:
    """Comes with the dialogue of a page: see core/gathering.py."""
    rows = visible(MapRelease, actor)
    return gathered(rows, "map__consultation__dialogue", "id", "uid", "title")


def releases_with(dialogue: Dialogue) -> list[MapRelease]:
    """Of those that came with their dialogue: names and addresses."""
    found: list[Any] = rows_in(dialogue, "gathered_releases", MapRelease)
    return found
