"""Charts of opinion maps: drawn wide and narrow, with what they show in sentences and numbers."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from parley.apps.outcomes.bridge.showing import Shown, look
from parley.apps.outcomes.presenters.words import CHARTS
from parley.apps.outcomes.selectors import maps
from parley.apps.outcomes.selectors.sources import source_of
from parley.apps.reports.body.blocks import Block
from parley.apps.reports.layout.held import Place, place_of
from parley.apps.reports.layout.nodes import Figure, Node
from parley.apps.reports.layout.state import Layout
from parley.core.errors import ParleyError

# What ids within a picture begin with until it stands somewhere: those of a figure are its own.
_IDS = "parley-figure-ids"
Drawn = tuple[Mapping[str, Sequence[Any]], Mapping[str, Sequence[Any]]]


def nodes(of: Layout, block: Block) -> Iterator[Node]:
    place = place_of(block)
    try:
        shown = of.held.shown(place.source) if place else None
        pair = _pair(of, shown, place) if shown and place else None
    except ParleyError as error:
        of.leave_out(block, str(error))
        return
    if place is None or pair is None:
        of.leave_out(block, _("This chart is not there, or is not open to these readers."))
        return
    wide, narrow = pair
    anchor = of.anchor(block)
    yield Figure(
        anchor,
        of.next_figure(),
        of.plain(block.text) or of.said(wide.title),
        _own(wide.svg, f"{anchor}-w"),
        _own(narrow.svg, f"{anchor}-n"),
        wide.description,
        tuple(wide.table.columns),
        tuple(tuple(row) for row in wide.table.rows),
        source=_source(of, place.source),
        block=block.uid,
    )


def _pair(of: Layout, shown: Shown, place: Place) -> tuple[Any, Any] | None:
    """Wide and narrow; nothing of a closed room, of which nothing goes out as a file."""
    source = source_of(of.held.maps[place.source])
    if not maps.may_leave(source) or place.division not in shown.slugs:
        return None
    found = tuple(one.get(place.name, ()) for one in _drawn(shown, place.division, of.language))
    if not all(0 < place.number <= len(one) for one in found):
        return None
    return found[0][place.number - 1], found[1][place.number - 1]


@lru_cache(maxsize=16)
def _drawn(shown: Shown, division: str, _language: str) -> Drawn:
    """All charts of a division. A map never changes, so they are drawn once."""
    return (
        shown.charts(division, look(CHARTS, key=_IDS)),
        shown.charts(division, look(CHARTS, key=_IDS, narrow=True)),
    )


def _own(svg: str, key: str) -> str:
    return svg.replace(_IDS, key)


def _source(of: Layout, key: str) -> str:
    source, release = source_of(of.held.maps[key]), of.held.release(key)
    told = {"source": of.held.title(source).pick(of.language).text}
    text = _("Source: %(source)s.") % told
    consultation = source.consultation
    if consultation is None:
        return text
    if consultation.synthetic:
        text = f"{text} {_('Synthetic: made up for a demonstration.')}"
    # Whose a consultation is tells which it is.
    whose = "" if release else " ".join(consultation.attribution.split())
    return f"{text} {whose}".strip()
