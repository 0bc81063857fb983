"""What stands in a composed report, in which order, and that each sentence says what it rests on."""

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from parley.apps.reports.body.blocks import Kind, body_from, stored
from parley.apps.reports.body.composing import Material, Quoted, Told, composed
from parley.apps.reports.body.references import references, sentences
from parley.apps.reports.body.saying import KINDS, SUBJECTS, plain
from parley.core.localtext import LocalText

TITLE = LocalText(en="Synthetic dialogue")
KNOWLEDGE, CONDUCT = (1, LocalText(en="Knowledge")), (2, LocalText(en="Conduct"))


def told(n: int, kind: str = "convergence", subject: str = "proposition", **more: Any) -> Told:
    uid = f"{n:08x}-0000-4000-8000-000000000000"
    return Told(uid, kind, subject, LocalText(more.pop("said", {"en": f"Said {n}."})), **more)


def outline(of: Material) -> list[str]:
    """Headings as they are nested, and what stands below them."""
    found = []
    for block in composed(of):
        if block.kind == Kind.HEADING:
            found.append(f"{'#' * block.level} {block.text['en']}")
        else:
            found.append(f"{block.kind} {block.of}".strip())
    return found


def texts(of: Material, language: str = "en") -> list[str]:
    return [one.text[language] for one in composed(of) if one.kind == Kind.TEXT]


findings = st.lists(
    st.builds(
        told,
        st.integers(0, 2**32 - 1),
        st.sampled_from(KINDS),
        st.sampled_from(SUBJECTS),
        element=st.sampled_from([None, 1, 2, 3]),
    ),
    max_size=8,
    unique_by=lambda one: one.uid,
)


def material(of: list[Told]) -> Material:
    return Material(
        TITLE,
        of,
        [KNOWLEDGE, CONDUCT],
        {1: Quoted("p-1", "Word for word.")},
        ["c1/found/map/1"],
        ["e2/known/map/1"],
        ["a-practice"],
        ["q-1"],
    )


@given(findings)
def test_each_finding_is_shown_once_and_counted_once(of: list[Told]) -> None:
    body = composed(material(of))
    assert body_from(stored(body)) == body
    assert sorted(one.of for one in body if one.kind == Kind.FINDING) == sorted(o.uid for o in of)
    if of:
        for code in ("en", "fr", "ar"):
            counts = texts(material(of), code)[1]
            keys = [one.key for one in references(counts)]
            assert sorted(keys) == sorted(one.uid[:8] for one in of)


@given(findings)
def test_every_sentence_of_the_summary_rests_on_a_finding(of: list[Told]) -> None:
    """But the first paragraph, which claims nothing."""
    body = composed(material(of))
    end = next(n for n, one in enumerate(body) if one.text.get("en") == "The dialogue")
    first, *after = [one for one in body[:end] if one.kind == Kind.TEXT]
    told = [line for one in after for text in one.text.values() for line in sentences(text)]
    assert not any(references(text) for text in first.text.values())
    if of:
        assert told and [line for line in told if not references(line)] == []


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), min_size=1))
def test_words_of_others_are_neither_markup_nor_references(text: str) -> None:
    line = plain(text)
    assert "\n" not in line and not references(line)
    one = told(1, said={"en": text})
    uids = {
        r.key
        for block in composed(Material(TITLE, [one]))
        for r in references(block.text.get("en", ""))
    }
    assert uids <= {"00000001"}


def test_where_everything_stands() -> None:
    of = [
        told(1, element=1),
        told(2, "divergence", element=1),
        told(3, "unsettled", "element", element=1),
        told(4, "convergence", "roll_call"),
        told(5, "unsettled", "own"),
        told(6, "too_little", element=2),
    ]
    uid = {n: one.uid for n, one in enumerate(of, start=1)}
    assert outline(material(of)) == [
        "# Summary",
        "text",
        "text",
        "## Where views converged",
        "text",
        "## Where views diverged",
        "text",
        "# The dialogue",
        "facts",
        "## Programme",
        "programme",
        "# Findings",
        "## Overview",
        "chart c1/found/map/1",
        "## Knowledge",
        f"finding {uid[3]}",
        "quote p-1",
        f"finding {uid[1]}",
        f"finding {uid[2]}",
        "## Conduct",
        f"finding {uid[6]}",
        "## On no element",
        f"finding {uid[5]}",
        "## Recorded votes",
        "text",
        f"finding {uid[4]}",
        "chart e2/known/map/1",
        "# Practices",
        "text",
        "practice a-practice",
        "# Open questions",
        "text",
        "question q-1",
        "# Annex: method, numbers and sources",
        "## Words and thresholds",
        "scale",
        "## Method",
        "method",
        "## Numbers",
        "numbers",
        "## Sources",
        "sources",
    ]


def test_the_summary_counts_and_tells() -> None:
    of = [told(1), told(2), told(3, "divergence", said={"en": "Views diverged. By far."})]
    _opening, counts, converged, diverged = texts(material(of))[:4]
    assert counts == (
        "Views converged on 2 propositions. {finding:00000001} {finding:00000002} "
        "Views diverged on 1 proposition. {finding:00000003}"
    )
    assert converged == "- Said 1. {finding:00000001}\n- Said 2. {finding:00000002}"
    assert diverged == "- Views diverged. {finding:00000003} By far. {finding:00000003}"


def test_of_what_there_is_nothing_nothing_is_told_but_that_there_are_no_findings() -> None:
    assert outline(Material(TITLE)) == [
        "# Summary",
        "text",
        "text",
        "# The dialogue",
        "facts",
        "## Programme",
        "programme",
        "# Findings",
        "text",
        "# Annex: method, numbers and sources",
        "## Method",
        "method",
        "## Sources",
        "sources",
    ]
    assert texts(Material(TITLE))[1:] == ["No findings have been made."] * 2


def test_composed_again_what_shows_the_same_keeps_its_uid() -> None:
    before = composed(material([told(1, element=1), told(2, element=2)]))
    after = composed(material([told(2, element=2), told(3, element=1)]), before)
    known = {(one.kind, one.of): one.uid for one in before if one.kind != Kind.TEXT}
    for one in after:
        if one.kind not in (Kind.TEXT, Kind.HEADING) and (one.kind, one.of) in known:
            assert one.uid == known[one.kind, one.of]
    uids = [one.uid for one in after]
    assert len({*uids}) == len(uids)
    assert all(a.uid != b.uid for a, b in pairwise(after))
