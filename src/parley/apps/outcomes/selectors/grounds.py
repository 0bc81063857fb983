"""What the sources of a synthesis hold on each proposition, roll call and element, as numbers.

Everything is read from where it has been published: the results of a consultation and the opinion map,
both after disclosure control, and the matrix of a collection. Stances are not looked at here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.utils.translation import override

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Consultation, Element, Phase, Proposition, Results
from parley.apps.deliberation.selectors.results import ConsultationResults, results_of
from parley.apps.evidence.cells import SAID, Cell
from parley.apps.evidence.models import BodyKind, RollCall
from parley.apps.evidence.selectors.matrix import Matrix, matrix_of
from parley.apps.outcomes.bridge.naming import element_keys
from parley.apps.outcomes.bridge.seen import Division, RowSeen
from parley.apps.outcomes.bridge.shares import share
from parley.apps.outcomes.bridge.showing import Shown, opened
from parley.apps.outcomes.findings.numbers import Group, Measure, Numbers, Who
from parley.apps.outcomes.findings.scale import LEVEL, Scale
from parley.apps.outcomes.findings.verdicts import Judged, Sides, judge, judge_element
from parley.apps.outcomes.models import OpinionMap, Subject, SynthesisSource
from parley.apps.outcomes.selectors import sources
from parley.apps.outcomes.selectors.sources import READER, Source, SourceColumn, source_of
from parley.core.localtext import LocalText

OVER = (Phase.CLOSED, Phase.SEALED)
# Names that no finding shows: those of the ways to divide people.
WORDS = ("known", "everybody", ("one end", "the middle", "the other end"))
# What the map divides by, the best to tell of first.
DIVISIONS = ("known", "found", "everybody")


@dataclass(frozen=True)
class Matter:
    """What a finding is about: `key` is that of a proposition, a roll call or an element.

    `behind` is the consultation behind closed doors that it comes from, if any.
    """

    subject: str
    key: int
    behind: int | None = None


@dataclass
class Evidence:
    """What there is on one matter. `bound`: a rule keeps some of it among participants."""

    element: int | None
    bound: bool = False
    grounds: dict[int, Numbers] = field(default_factory=dict)  # by key of the synthesis' source


def is_ready(source: Source) -> bool:
    """Whether its numbers have been published to those who may see them.

    Where stances are confidential, only once nothing changes any more.
    """
    consultation = source.consultation
    if consultation is None:
        return source.of_collection.published
    if consultation.phase in (Phase.DRAFT, Phase.COLLECTING):
        return False
    over = consultation.phase in OVER
    if consultation.is_confidential and not over:
        return False
    if consultation.results_shown or consultation.results == Results.LIVE:
        return True
    return consultation.results == Results.AFTER and over


def evidence_of(
    rows: Iterable[SynthesisSource], scale: Scale, progress: Callable[[float], None]
) -> dict[Matter, Evidence]:
    """By matter, in the order in which findings are first proposed."""
    found: dict[Matter, Evidence] = {}
    every = [row for row in rows if is_ready(source_of(row))]
    for place, row in enumerate(every):
        source = source_of(row)
        consultation = source.consultation
        behind = consultation.pk if consultation and source.is_behind_doors else None
        bound = bool({Rule.PARTICIPANTS, Rule.CLOSED_DOOR} & source.rules)
        for (subject, key, element), numbers in _read(source, scale):
            evidence = found.setdefault(Matter(subject, key, behind), Evidence(element))
            evidence.grounds[row.pk] = numbers
            evidence.bound |= bound
        progress((place + 1) / len(every))
    return found


About = tuple[str, int, int | None]  # subject, its key, element


def _read(source: Source, scale: Scale) -> Iterator[tuple[About, Numbers]]:
    columns = sources.columns_of(source)
    drawn = Drawn.of(source)
    read = _of_consultation if source.consultation is not None else _of_collection
    numbers = read(source, columns)
    for about, column in _matters(source, columns):
        told = replace(numbers[column.number], column=column.number)
        yield about, judged(told, drawn, column.number, scale)
    if drawn is not None:
        yield from _elements(source, drawn, scale)


def _matters(
    source: Source, columns: Iterable[SourceColumn]
) -> Iterator[tuple[About, SourceColumn]]:
    """A proposition counts as the one of the library that it was taken from, unless its words have
    been changed since: what people agreed to then is another sentence."""
    listed = list(columns)
    origins = {one.origin for one in listed if one.origin is not None}
    library = {one.pk: one for one in Proposition.objects.filter(pk__in=origins)}
    calls = _roll_calls(source)
    for column in listed:
        if column.proposition is None:
            yield (Subject.ROLL_CALL, calls[column.number], None), column
            continue
        origin = library.get(column.origin or 0)
        if origin is not None and _is_same(origin.text, column.text):
            yield (Subject.PROPOSITION, origin.pk, origin.element_id), column
        else:
            yield (Subject.PROPOSITION, column.proposition, column.element), column


def _roll_calls(source: Source) -> dict[int, int]:
    if source.kind != "votes":
        return {}
    rows = RollCall.objects.filter(collection=source.of_collection)
    return dict(rows.values_list("number", "pk"))


def _is_same(one: LocalText, other: LocalText) -> bool:
    """In every language that both have, and there is one."""
    both = set(one) & set(other)
    return bool(both) and all(one[code].strip() == other[code].strip() for code in both)


# ---- counts


def _of_consultation(source: Source, columns: Iterable[SourceColumn]) -> dict[int, Numbers]:
    results = results_of(source.of_consultation)
    return {
        one.number: _of_result(results, one.proposition or 0, source.of_consultation)
        for one in columns
    }


def _of_result(results: ConsultationResults, key: int, consultation: Consultation) -> Numbers:
    found = results.of(key)
    total, absent = found.total, None
    if total.answers is not None and results.respondents is not None:
        absent = results.respondents - total.answers
        if 0 < absent < results.least or absent < 0:
            absent = None  # a number about few, or one of another moment
    return Numbers(
        Who.PARTICIPANTS,
        pronounced=total.answers,
        agree=total.agree,
        disagree=total.disagree,
        passed=total.passed,
        reserved=found.reserved,
        absent=absent,
    )


def _of_collection(source: Source, columns: Iterable[SourceColumn]) -> dict[int, Numbers]:
    matrix = matrix_of(READER, source.of_collection)
    is_vote = source.kind == "votes"
    states = all(body.kind == BodyKind.STATE for body in matrix.bodies)
    calls = _roll_calls(source)
    return {
        one.number: _of_cells(
            matrix,
            calls[one.number] if is_vote else one.number,
            Who.STATES if states else Who.ACTORS,
            is_vote,
        )
        for one in columns
    }


def _of_cells(matrix: Matrix, column: int, who: Who, is_vote: bool) -> Numbers:
    cells = Counter(matrix.at(body.pk, column) for body in matrix.bodies)
    return Numbers(
        who,
        pronounced=sum(cells[one] for one in SAID),
        agree=cells[Cell.SUPPORTS] + cells[Cell.CONDITIONAL],
        disagree=cells[Cell.OPPOSES],
        passed=cells[Cell.UNDECIDED],
        reserved=cells[Cell.CONDITIONAL],
        contested=cells[Cell.CONTESTED],
        silent=cells[Cell.SILENT],
        absent=cells[Cell.NOT_READ] + cells[Cell.NOT_RECORDED],
        is_vote=is_vote,
    )


# ---- the map


@dataclass(frozen=True, eq=False)
class Drawn:
    """The current map of a source in every language, and by what it divides people."""

    by_language: Mapping[str, Shown]
    division: Division | None
    elements: tuple[int, ...]

    @classmethod
    def of(cls, source: Source) -> "Drawn | None":
        row = sources.current_map(READER, source)
        if row is None:
            return None
        by_language = {}
        for code, _name in settings.LANGUAGES:
            with override(code):
                by_language[code] = sources.shown(READER, row, WORDS, code)
        return cls(by_language, _division(next(iter(by_language.values()))), _element_keys(row))

    def rows(self, number: int) -> dict[str, RowSeen]:
        """Language → what it says of one proposition; the numbers are the same in all."""
        slug = self.division.slug if self.division else ""
        found = {code: one.row(slug, number) for code, one in self.by_language.items() if slug}
        return {code: row for code, row in found.items() if row is not None}


def _division(of: Shown) -> Division | None:
    """The thirds of a line are a way to read it: no finding is made of them."""
    by_kind = {one.kind: one for one in of.divisions()}
    return next((by_kind[kind] for kind in DIVISIONS if kind in by_kind), None)


def _element_keys(row: OpinionMap) -> tuple[int, ...]:
    return element_keys(opened(row.artefact.storage, row.artefact.name).map)


def judged(numbers: Numbers, drawn: Drawn | None, column: int, scale: Scale) -> Numbers:
    rows = drawn.rows(column) if drawn else {}
    sides = _sides(numbers)
    if drawn is None or not rows:
        return judge(numbers, None, sides, scale)
    row = next(iter(rows.values()))
    assert drawn.division is not None
    says = Judged(row.verdict, row.agrees, row.compared)
    told = replace(
        numbers,
        has_map=True,
        divided=drawn.division.kind if drawn.division.kind in ("known", "found") else "",
        compared=row.compared,
        smallest=row.smallest and Measure(*row.smallest),
        smallest_group=_names(rows, lambda one: one.smallest_group),
        gap=row.gap and Measure(*row.gap),
        higher=_names(rows, lambda one: one.higher),
        lower=_names(rows, lambda one: one.lower),
        groups=_groups(rows) if drawn.division.kind != "everybody" else (),
    )
    return judge(told, says, sides, scale)


def _sides(of: Numbers) -> Sides | None:
    if of.agree is None or of.disagree is None or not of.pronounced:
        return None
    agree, disagree = (share(one, of.pronounced, LEVEL) for one in (of.agree, of.disagree))
    return Sides(Measure(*agree), Measure(*disagree))


def _names(rows: Mapping[str, RowSeen], name: Callable[[RowSeen], str]) -> LocalText:
    return LocalText({code: name(row) for code, row in rows.items()})


def _groups(rows: Mapping[str, RowSeen]) -> tuple[Group, ...]:
    row = next(iter(rows.values()))
    return tuple(
        Group(
            LocalText({code: other.shares[place].group for code, other in rows.items()}),
            one.answers,
            one.agree,
            one.low,
            one.high,
        )
        for place, one in enumerate(row.shares)
    )


def _elements(source: Source, drawn: Drawn, scale: Scale) -> Iterator[tuple[About, Numbers]]:
    """What the map says of each element that still stands with its norm."""
    here = set(Element.objects.filter(pk__in=drawn.elements).values_list("pk", flat=True))
    shown = next(iter(drawn.by_language.values()))
    who = Who.PARTICIPANTS if source.consultation is not None else Who.ACTORS
    for key, (_name, n, value) in zip(drawn.elements, shown.elements(), strict=True):
        if key in here:
            numbers = Numbers(
                who,
                pronounced=shown.n_respondents,
                ambiguity=value and Measure(*value),
                propositions=n,
                has_map=True,
            )
            yield (Subject.ELEMENT, key, key), judge_element(numbers, scale)
