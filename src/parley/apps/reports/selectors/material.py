"""What a report can be composed of, as whoever has it composed may see it.

What a rule keeps inside is left out, though its writers see it: words in a text are the same for all
its readers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import F
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue, Rule
from parley.apps.deliberation.models import Element
from parley.apps.evidence.models import EvidenceLevel, Position, PositionStance
from parley.apps.outcomes.bridge.showing import Shown
from parley.apps.outcomes.findings.numbers import Kind
from parley.apps.outcomes.findings.scale import Scale
from parley.apps.outcomes.models import (
    FindingState,
    MapRelease,
    OpenQuestion,
    QuestionStatus,
    Synthesis,
)
from parley.apps.outcomes.policies import KEPT_INSIDE
from parley.apps.outcomes.presenters import findings as present
from parley.apps.outcomes.presenters import maps as drawn
from parley.apps.outcomes.presenters import releases as let_out
from parley.apps.outcomes.presenters.words import engine_words
from parley.apps.outcomes.selectors import findings as find
from parley.apps.outcomes.selectors.findings import FindingSeen, GroundSeen, SourceSeen
from parley.apps.outcomes.selectors.grounds import is_ready
from parley.apps.outcomes.selectors.practices import practices_of
from parley.apps.outcomes.selectors.questions import questions_of
from parley.apps.outcomes.selectors.releases import is_safe, releases_of
from parley.apps.outcomes.selectors.sources import Source, source_of, unnamed
from parley.apps.reports.body.composing import Material, Quoted, Told
from parley.apps.reports.body.saying import in_all
from parley.core.access import visible
from parley.core.actors import ANONYMOUS, Actor
from parley.core.localtext import LocalText

# Which way to divide people tells most: of a map in colours, and of where they converge.
MAP_BY = ("found", "known", "line", "everybody")
CONTRAST_BY = ("known", "found", "everybody", "line")
# Of a chart that goes on over several.
MOST_PAGES = 3
VOTES = "votes"
STRUCTURED = ("groups", "continuum")
TELLING = ("convergence", "divergence", "unsettled")


@dataclass(frozen=True)
class Gathered:
    """`inside`: how many findings a rule keeps out of it. `decided`: the findings are accepted ones.
    `synthetic`: some of it was made up for a demonstration."""

    material: Material
    inside: int
    decided: bool
    synthetic: bool


def material_for(actor: Actor, dialogue: Dialogue) -> Gathered:
    synthesis = find.synthesis_of(dialogue)
    every, decided = _findings(actor, dialogue)
    open_ = [one for one in every if goes_out(one)]
    sources = find.sources_for(actor, synthesis)
    asked = [one.source.consultation.pk for one in sources if one.source.consultation]
    out = releases_of(ANONYMOUS, asked)
    charts = [(one.source, list(_charts(actor, one, out))) for one in sources]
    elements = _elements(open_)
    practices = [
        row for row in practices_of(actor, dialogue) if row.published and _may_leave(row.session)
    ]
    questions = [one.question for one in questions_of(actor, dialogue) if _is_told(one.question)]
    made_up = [one.source.consultation.synthetic for one in sources if one.source.consultation]
    made_up += [row.synthetic for row in practices] + [row.synthetic for row in questions]
    return Gathered(
        Material(
            LocalText(dialogue.title),
            tuple(_told(one, find.scale_of(synthesis)) for one in _in_print(synthesis, open_)),
            tuple((one.pk, LocalText(one.title)) for one in elements),
            _quotes(actor, dialogue, synthesis, elements),
            tuple(key for source, keys in charts if source.kind != VOTES for key in keys),
            tuple(key for source, keys in charts if source.kind == VOTES for key in keys),
            tuple(row.slug for row in practices),
            tuple(str(row.uid) for row in questions),
        ),
        len(every) - len(open_),
        decided,
        dialogue.synthetic or any(made_up),
    )


# ---- findings


def _findings(actor: Actor, dialogue: Dialogue) -> tuple[list[FindingSeen], bool]:
    """Those that were accepted; where none is, those that were proposed."""
    accepted = find.findings_for(actor, dialogue).every
    if accepted:
        return accepted, True
    proposed = find.board_for(actor, dialogue).every
    return [one for one in proposed if one.row.state == FindingState.PROPOSED], False


def goes_out(one: FindingSeen) -> bool:
    """Whether it could be shown to everybody whom the findings reach."""
    sources = [ground.source for ground in one.grounds]
    if not all(is_ready(source) for source in sources):
        return False
    if one.row.behind_id is not None or one.row.released:
        # Let out of another rule, it is not let out of this one.
        shut = any(source.is_behind_doors for source in sources)
        return one.row.released and (one.row.behind_id is not None or not shut)
    return not one.row.bound and not any(_is_inside(source) for source in sources)


def _is_inside(source: Source) -> bool:
    return bool(source.rules.intersection(KEPT_INSIDE))


def _elements(findings: Iterable[FindingSeen]) -> list[Element]:
    """In the order of their norms, which is that of the findings."""
    found = {one.row.element_id: one.row.element for one in findings}
    return [element for element in found.values() if element is not None]


def _in_print(synthesis: Synthesis, findings: Iterable[FindingSeen]) -> Iterator[FindingSeen]:
    """With the names that sources have for everybody: what a consultation is called that is not public
    is known to its participants alone."""
    labels: dict[str, LocalText] = {}
    if synthesis.pk is not None:
        rows = synthesis.sources.select_related("consultation", "collection")
        labels = {source_of(row).key: LocalText(row.label) for row in rows}
    for one in findings:
        grounds = (replace(ground, title=_title(ground, labels)) for ground in one.grounds)
        yield replace(one, grounds=tuple(grounds))


def _title(of: GroundSeen, labels: dict[str, LocalText]) -> LocalText:
    label = labels.get(of.source.key)
    if label:
        return label
    return LocalText() if of.source.rules - {Rule.PUBLIC} else of.title


def _told(one: FindingSeen, scale: Scale) -> Told:
    row = one.row
    said = row.wording or in_all(lambda: _sentence(one, scale))
    return Told(str(row.uid), row.kind, row.subject, LocalText(said), row.element_id)


def _sentence(one: FindingSeen, scale: Scale) -> str:
    """In the active language. Sources that have too little evidence are told of where the finding is
    shown, and not here."""
    telling = [ground for ground in one.grounds if ground.numbers.kind != Kind.TOO_LITTLE]
    if not telling or len(telling) == len(one.grounds):
        return present.suggestion(one, scale)
    said = present.suggestion(replace(one, grounds=tuple(telling)), scale)
    return _named(telling, said)


def _named(telling: Sequence[GroundSeen], said: str) -> str:
    if len(telling) > 1:
        return said
    return _("%(source)s: %(sentence)s") % {
        "source": present.source_name(telling[0]),
        "sentence": said,
    }


# ---- charts


def _charts(actor: Actor, seen: SourceSeen, out: Mapping[str, MapRelease]) -> Iterator[str]:
    """Addresses of those that tell most, of a map that everybody sees: of a public consultation, or let
    out of its rule."""
    source, row = seen.source, seen.map
    is_out = source.key in out
    if row is None or not seen.ready or (source.rules - {Rule.PUBLIC} and not is_out):
        return
    if is_out and not is_safe(row, unnamed(row, engine_words())):
        return
    of = let_out.shown(row) if is_out else drawn.shown(actor, row)
    divisions = {one.kind: one.slug for one in of.divisions()}
    for name, order in (("map", MAP_BY), ("propositions", CONTRAST_BY), ("ambiguity", CONTRAST_BY)):
        slug = next(divisions[kind] for kind in order if kind in divisions)
        if _tells(of, slug, name):
            pages = drawn.charts(source, of, slug).get(name, [])
            for place in range(1, min(len(pages), MOST_PAGES) + 1):
                yield f"{source.key}/{slug}/{name}/{place}"


def _tells(of: Shown, slug: str, name: str) -> bool:
    """Whether there is anything to see: a map of no structure is a cloud of dots."""
    if name == "map":
        return of.kind in STRUCTURED and not of.held
    if name == "propositions":
        return any(any(of.rows(slug, verdict)) for verdict in TELLING)
    return any(estimate is not None for _name, _n, estimate in of.elements())


# ---- quotations, and what was gathered


def _may_leave(session: object) -> bool:
    rule = getattr(session, "rule", Rule.PUBLIC)
    return rule not in KEPT_INSIDE


def _is_told(question: OpenQuestion) -> bool:
    return _may_leave(question.session) and question.status != QuestionStatus.DROPPED


def _quotes(
    actor: Actor, dialogue: Dialogue, synthesis: Synthesis, elements: Sequence[Element]
) -> dict[int, Quoted]:
    """Of each element the newest that a document says of it, word for word."""
    here = visible(Position, actor).filter(
        collection__published=True,
        level=EvidenceLevel.DIRECT,
        document__isnull=False,
        superseded_by=None,
        proposition__element__in=elements,
    )
    collections = set(dialogue.collections.values_list("pk", flat=True))
    if synthesis.pk is not None:
        drawn_from = synthesis.sources.filter(collection__isnull=False)
        collections.update(drawn_from.values_list("collection__pk", flat=True))
    rows = here.filter(collection__pk__in=collections)
    said = rows.exclude(quotation="").exclude(stance=PositionStance.PRACTICE)
    found: dict[int, Quoted] = {}
    fields = ("proposition__element", "uid", "quotation")
    newest = F("document__year").desc(nulls_last=True)
    for element, uid, words in said.order_by(newest, "pk").values_list(*fields):
        found.setdefault(element, Quoted(str(uid), words))
    return found
