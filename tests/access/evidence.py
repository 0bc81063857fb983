"""Collections of the world: published, kept by somebody, gathered for a dialogue; and who has which.

All that may be read of one carries one word. Where a collection is published its map is drawn.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from parley.apps.deliberation.models import Element
from parley.apps.evidence.models import Choice, Collection, CollectionKind, PublicBody
from parley.core.localtext import LocalText
from tests import factories as make
from tests.access.consultations import NEVER
from tests.access.targets import Target, Targets
from tests.access.world import EVERYONE, World

STATE = "announced"
N_BODIES = 12
KINDS = tuple(kind.value for kind in CollectionKind)


@dataclass(frozen=True)
class Case:
    """`seen_by` are those for whom it exists, `kept_by` who may change it."""

    name: str
    published: bool
    keeper: str
    seen_by: frozenset[str]
    kept_by: frozenset[str]


CASES = (
    Case(
        "published", True, "rapporteur", frozenset(EVERYONE), frozenset({"rapporteur", "operator"})
    ),
    # Gathered for the announced dialogue, by somebody of none of these parts.
    Case(
        "gathered",
        False,
        "",
        frozenset({"rapporteur", "convener", "operator"}),
        frozenset({"operator"}),
    ),
    # Nobody's business but its keeper's, who is a participant elsewhere.
    Case(
        "kept",
        False,
        "outsider",
        frozenset({"outsider", "operator"}),
        frozenset({"outsider", "operator"}),
    ),
)


def slug_of(case: Case, kind: str) -> str:
    return f"{case.name}-{kind}"


def word_of(case: Case, kind: str) -> str:
    return f"canaryevidence{case.name}{kind}"


def words_seen(persona: str) -> set[str]:
    return {word_of(case, kind) for case in CASES for kind in KINDS if persona in case.seen_by}


def add_to(world: World) -> None:
    bodies = [
        make.public_body(slug=f"the-body-{number}", name=LocalText(en=f"Body {number}"))
        for number in range(N_BODIES)
    ]
    bodies[0].country = "FI"
    bodies[0].save()
    group = make.public_body(slug="the-union", kind="group", name=LocalText(en="The Union"))
    for body in bodies[:3]:
        make.membership(group, body)
    element = Element.objects.get(slug="the-element")
    for _ in range(2):
        make.library_proposition(element)
    for case in CASES:
        for kind in KINDS:
            world.collections[case.name, kind] = _add(world, case, kind, bodies)


def _add(world: World, case: Case, kind: str, bodies: list[PublicBody]) -> Collection:
    word = word_of(case, kind)
    text = LocalText(en=f"Text {word}", fr=f"Texte {word}", ar=f"نص {word}")
    element = Element.objects.get(slug="the-element")
    row = make.collection(
        slug=slug_of(case, kind),
        kind=kind,
        title=text,
        description=text,
        norm=element.norm if kind == CollectionKind.POSITIONS else None,
        source=f"Source {word}",
        link=f"https://example.org/{word}",
        licence=word,
        published=case.published,
        kept_by=world.accounts[case.keeper] if case.keeper else make.user(),
    )
    row.dialogues.add(*([world.dialogues[STATE]] if case.name != "kept" else []))
    fill = _add_positions if kind == CollectionKind.POSITIONS else _add_votes
    fill(row, bodies, word, text)
    return row


def _add_positions(row: Collection, bodies: list[PublicBody], word: str, text: LocalText) -> None:
    element = Element.objects.get(slug="the-element")
    asked = list(element.propositions.filter(consultation=None))
    for place, body in enumerate(bodies):
        document = make.document(
            row,
            body=body,
            title=text,
            symbol=word,
            year=2020,
            note=word,
            link=f"https://example.org/{word}",
        )
        make.reading(document, element, note=word)
        for proposition in asked:
            make.position(
                row,
                proposition,
                document=document,
                stance="supports" if place % 2 else "opposes",
                place=word,
                quotation=f"“{word}”",
                source=f"https://example.org/{word}",
                note=word,
                recorded_by=make.user(name=NEVER) if not place else None,
            )


def _add_votes(row: Collection, bodies: list[PublicBody], word: str, text: LocalText) -> None:
    for number in range(2):
        call = make.roll_call(
            row, symbol=f"{word}/{number}", title=text, link=f"https://example.org/{word}"
        )
        for place, body in enumerate(bodies):
            make.vote(call, body, choice=Choice.YES if place % 2 else Choice.NO)


# The rows that routes are tried with

Parts = Callable[[Collection], dict[str, Any]]


def _nothing_more(row: Collection) -> dict[str, Any]:
    return {}


def collections(parts: Parts = _nothing_more, kinds: tuple[str, ...] = KINDS) -> Targets:
    """Each collection of these kinds; `parts` are the rest of its address."""

    def targets(world: World) -> Iterator[Target]:
        for case in CASES:
            for kind in kinds:
                row = world.collections[case.name, kind]
                yield Target({"collection": row.slug, **parts(row)}, case.seen_by.__contains__)

    return targets


def in_turn(targets: Targets) -> Targets:
    """A quarter of them for each reader: of pages that ask the same as those that are all opened."""

    def turning(world: World) -> Iterator[Target]:
        for turn, target in enumerate(targets(world)):
            yield replace(target, turn=turn)

    return turning


def kept(parts: Parts = _nothing_more, kinds: tuple[str, ...] = KINDS) -> Targets:
    """The same, of which only keepers get the page."""

    def targets(world: World) -> Iterator[Target]:
        for turn, target in enumerate(collections(parts, kinds)(world)):
            name = str(target.kwargs["collection"]).rsplit("-", 1)[0]
            case = next(one for one in CASES if one.name == name)
            yield replace(target, allowed=case.kept_by, turn=turn)

    return targets


def _column(row: Collection) -> int:
    if row.kind == CollectionKind.VOTES:
        return int(row.roll_calls.values_list("pk", flat=True)[0])
    return int(row.positions.values_list("proposition", flat=True)[0])


def a_cell(row: Collection) -> dict[str, Any]:
    return {"body": "the-body-1", "key": _column(row)}


def a_body(row: Collection) -> dict[str, Any]:
    return {"body": "the-body-1"}


def a_column(row: Collection) -> dict[str, Any]:
    return {"key": _column(row)}


def a_document(row: Collection) -> dict[str, Any]:
    return {"document": row.documents.values_list("uid", flat=True)[0]}


def a_position(row: Collection) -> dict[str, Any]:
    return {"position": row.positions.values_list("uid", flat=True)[0]}


def a_roll_call(row: Collection) -> dict[str, Any]:
    return {"roll_call": row.roll_calls.values_list("uid", flat=True)[0]}


POSITIONS, VOTES = ("positions",), ("votes",)


def map_files(**parts: Any) -> Targets:
    """Of published collections a map is drawn; of the others there is no file."""

    def targets(world: World) -> Iterator[Target]:
        for target in collections(lambda _row: parts)(world):
            is_drawn = str(target.kwargs["collection"]).startswith("published")
            yield target if is_drawn else replace(target, sees=set().__contains__)

    return targets


def bodies(world: World) -> Iterator[Target]:
    yield Target({"body": "the-body-1"})
