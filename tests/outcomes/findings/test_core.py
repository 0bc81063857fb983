"""From numbers to words: the scale, the verdicts, and no sentence that says more than its numbers."""

import json
import re
from dataclasses import replace

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.outcomes.findings import counting, wording
from parley.apps.outcomes.findings.numbers import Kind, Measure, Numbers, Who, Why, numbers_from
from parley.apps.outcomes.findings.scale import LIMITS, InvalidScale, Scale, scale_from
from parley.apps.outcomes.findings.verdicts import Judged, judge, judge_element, together
from parley.apps.outcomes.models import FindingKind
from tests.outcomes.findings.examples import all_judged, counted, judged, scales, sides_of, unjudged

# ---- the scale


def test_a_scale_is_stored_as_what_differs_from_the_defaults():
    assert Scale().changed == {}
    other = Scale(least=8, split_at=0.3)
    assert other.changed == {"least": 8, "split_at": 0.3}
    assert scale_from(other.changed) == other and scale_from({}) == Scale()


@given(scales())
def test_every_scale_survives_storing(scale):
    assert scale_from(json.loads(json.dumps(scale.changed))) == scale


@pytest.mark.parametrize("name", LIMITS)
def test_every_threshold_has_limits(name):
    limit = LIMITS[name]
    for wrong in (limit.low - 0.01, limit.high + 0.01, "0.5", None, True):
        with pytest.raises(InvalidScale, match=name) as refused:
            Scale(**{name: wrong})
        assert refused.value.name == name


@pytest.mark.parametrize(
    "values",
    [
        {"most_at": 0.75, "large_at": 0.6},
        {"large_at": 0.9, "nearly_all_at": 0.8},
        {"alike_at": 0.5, "opposed_at": 0.5},
    ],
)
def test_thresholds_may_not_contradict_each_other(values):
    with pytest.raises(InvalidScale) as refused:
        Scale(**values)
    assert refused.value.name is None


def test_unknown_thresholds_are_refused():
    with pytest.raises(InvalidScale, match="no threshold 'most'"):
        scale_from({"most": 0.5})


# ---- numbers


def test_kinds_are_those_of_the_model():
    assert {kind.value for kind in Kind} == set(FindingKind.values)


@given(all_judged())
def test_numbers_survive_storing(case):
    numbers = case[0]
    stored = json.loads(json.dumps(numbers.as_json()))
    back = numbers_from(stored)
    assert back.as_json() == stored and back.digest == numbers.digest
    assert (back.kind, back.why, back.who, back.agrees) == (
        numbers.kind,
        numbers.why,
        numbers.who,
        numbers.agrees,
    )
    assert (back.pronounced, back.agree, back.silent) == (
        numbers.pronounced,
        numbers.agree,
        numbers.silent,
    )


@given(all_judged(), st.text(max_size=5))
def test_other_names_are_no_other_numbers_and_other_counts_are(case, name):
    numbers = case[0]
    renamed = replace(
        numbers,
        groups=tuple(replace(one, name={"en": name}) for one in numbers.groups),
        higher={"en": name},
        column=7,
    )
    assert renamed.digest == numbers.digest
    assert replace(numbers, agree=(numbers.agree or 0) + 1).digest != numbers.digest
    other = Kind.UNSETTLED if numbers.kind != Kind.UNSETTLED else Kind.TOO_LITTLE
    assert replace(numbers, kind=other).digest != numbers.digest


# ---- verdicts


@pytest.mark.parametrize(
    ("counts", "kind", "why", "agrees"),
    [
        ((4, 0), Kind.TOO_LITTLE, Why.FEW, None),
        ((40, 2), Kind.CONVERGENCE, Why.MOST, True),
        ((2, 40), Kind.CONVERGENCE, Why.MOST, False),
        ((30, 28), Kind.DIVERGENCE, Why.SPLIT, None),
        ((6, 4), Kind.UNSETTLED, Why.OPEN, None),
        ((10, 10, 60), Kind.UNSETTLED, Why.OPEN, None),
        ((0, 0, 40), Kind.UNSETTLED, Why.OPEN, None),
    ],
)
def test_without_a_map_the_counts_decide(counts, kind, why, agrees):
    found = judged(*counts)
    assert (found.kind, found.why, found.agrees) == (kind, why, agrees)


@pytest.mark.parametrize(
    ("says", "more", "kind", "why"),
    [
        (("convergence", True, 3), {}, Kind.CONVERGENCE, Why.GROUPS),
        (("divergence", None, 3), {}, Kind.DIVERGENCE, Why.GAP),
        # A majority of all is no convergence where there are groups that could differ.
        (("unsettled", None, 3), {}, Kind.UNSETTLED, Why.OPEN),
        (("too little evidence", None, 3), {}, Kind.UNSETTLED, Why.OPEN),
        (("convergence", True, 1), {}, Kind.CONVERGENCE, Why.MOST),
        # What is enough for the map is not enough for a scale that asks for more.
        (
            ("convergence", True, 3),
            {"smallest": Measure(0.8, 0.65, 0.9)},
            Kind.UNSETTLED,
            Why.OPEN,
        ),
        (("divergence", None, 3), {"gap": Measure(0.4, 0.2, 0.6)}, Kind.UNSETTLED, Why.OPEN),
    ],
)
def test_the_map_judges_groups_and_the_scale_may_ask_for_more(says, more, kind, why):
    scale = Scale(groups_at=0.7, gap_at=0.5) if more else Scale()
    found = judged(70, 15, 5, Judged(*says), scale, **more)
    assert (found.kind, found.why) == (kind, why)


def test_what_is_withheld_is_too_little_evidence_unless_the_map_tells():
    nothing = Numbers(Who.PARTICIPANTS)
    assert judge(nothing, None, None, Scale()).why == Why.WITHHELD
    partly = Numbers(Who.PARTICIPANTS, pronounced=40)
    assert judge(partly, None, None, Scale()).kind == Kind.TOO_LITTLE
    told = judge(partly, Judged("convergence", True, 2), None, Scale())
    assert (told.kind, told.why, told.agrees) == (Kind.CONVERGENCE, Why.GROUPS, True)
    strict = judge(partly, Judged("convergence", True, 2), None, Scale(groups_at=0.9))
    assert (strict.kind, strict.why) == (Kind.UNSETTLED, Why.WITHHELD)


@given(unjudged(), st.data())
def test_asking_for_more_never_finds_more(numbers, data):
    """Each threshold is raised alone: what rests on it can only go, and nothing of it come."""
    says = data.draw(
        st.none()
        | st.builds(
            Judged,
            st.sampled_from(["convergence", "divergence", "unsettled", "too little evidence"]),
            st.booleans(),
            st.integers(0, 4),
        )
    )
    base = Scale()
    rests = {
        "groups_at": Why.GROUPS,
        "gap_at": Why.GAP,
        "most_at": Why.MOST,
        "split_at": Why.SPLIT,
    }
    name = data.draw(st.sampled_from([*rests]))
    high = min(LIMITS[name].high, base.large_at if name == "most_at" else 1)
    raised = replace(base, **{name: data.draw(st.floats(getattr(base, name), high))})
    before = judge(numbers, says, sides_of(numbers), base)
    after = judge(numbers, says, sides_of(numbers), raised)
    if after.why == rests[name]:
        assert before.why == rests[name]


@given(unjudged(), st.integers(3, 60), st.integers(3, 60))
def test_where_more_are_asked_for_fewer_things_are_said(numbers, one, other):
    few, many = sorted((one, other))
    if judge(numbers, None, sides_of(numbers), Scale(least=few)).kind == Kind.TOO_LITTLE:
        found = judge(numbers, None, sides_of(numbers), Scale(least=many))
        assert found.kind == Kind.TOO_LITTLE


@pytest.mark.parametrize(
    ("ambiguity", "propositions", "kind"),
    [
        (Measure(0.2, 0.1, 0.3), 4, Kind.CONVERGENCE),
        (Measure(0.8, 0.7, 0.9), 4, Kind.DIVERGENCE),
        (Measure(0.5, 0.3, 0.7), 4, Kind.UNSETTLED),
        (None, 4, Kind.TOO_LITTLE),
        (Measure(0.2, 0.1, 0.3), 0, Kind.TOO_LITTLE),
    ],
)
def test_an_element_is_judged_by_the_interval_of_its_ambiguity(ambiguity, propositions, kind):
    numbers = Numbers(
        Who.PARTICIPANTS, pronounced=40, ambiguity=ambiguity, propositions=propositions
    )
    assert judge_element(numbers, Scale()).kind == kind


def of_kind(kind, agrees=None):
    return Numbers(Who.PARTICIPANTS, kind=kind, agrees=agrees)


@pytest.mark.parametrize(
    ("grounds", "kind", "relation"),
    [
        ([], Kind.TOO_LITTLE, "none"),
        ([of_kind(Kind.TOO_LITTLE)] * 2, Kind.TOO_LITTLE, "none"),
        ([of_kind(Kind.DIVERGENCE), of_kind(Kind.TOO_LITTLE)], Kind.DIVERGENCE, "alone"),
        ([of_kind(Kind.CONVERGENCE, True)] * 2, Kind.CONVERGENCE, "alike"),
        (
            [of_kind(Kind.CONVERGENCE, True), of_kind(Kind.CONVERGENCE, False)],
            Kind.DIVERGENCE,
            "opposite",
        ),
        (
            [of_kind(Kind.CONVERGENCE, True), of_kind(Kind.DIVERGENCE)],
            Kind.DIVERGENCE,
            "different",
        ),
        (
            [of_kind(Kind.CONVERGENCE, True), of_kind(Kind.UNSETTLED)],
            Kind.UNSETTLED,
            "different",
        ),
    ],
)
def test_several_sources_say_one_thing_together(grounds, kind, relation):
    assert together(grounds) == (kind, relation)


# ---- words

LEAST = {"nearly all": "nearly_all_at", "a large majority": "large_at", "most ": "most_at"}


@given(all_judged())
def test_no_sentence_says_more_than_its_numbers(case):
    numbers, says, scale = case
    text = wording.suggested([wording.Ground("", numbers)], "TEXT", scale)
    assert "%(" not in text and "None" not in text
    if "All groups" in text or "all groups" in text:
        assert says is not None and says.verdict == "convergence" and says.compared >= 2
        assert numbers.smallest is None or numbers.smallest.low >= scale.groups_at
    for words, name in LEAST.items():
        if f", {words}" in text:
            share = numbers.share
            known = share.low > getattr(scale, name) if share else words == "most "
            assert known, text
    if "diverge" in text:
        assert numbers.kind == Kind.DIVERGENCE
        sides = sides_of(numbers)
        by_gap = says is not None and says.verdict == "divergence"
        assert by_gap or min(one.low for one in sides) > scale.split_at
    if numbers.kind == Kind.TOO_LITTLE:
        assert "too little evidence" in text
    if re.search(r"most (agreed|support)", text):
        assert numbers.agrees is True
    if re.search(r"most (disagreed|oppose)", text):
        assert numbers.agrees is False


@given(all_judged())
def test_what_is_withheld_is_in_no_sentence(case):
    numbers, _says, _scale = case
    text = counting.counted(numbers)
    told = {int(one) for one in re.findall(r"\d+", text)}
    counts = ("pronounced", "agree", "disagree", "passed", "reserved", "contested")
    assert told <= {n for name in counts if (n := getattr(numbers, name)) is not None}
    if None in (numbers.pronounced, numbers.agree, numbers.disagree, numbers.passed):
        assert "would tell of too few people" in text


@given(all_judged(), st.sampled_from(["en", "fr", "ar"]))
def test_every_language_has_all_sentences(case, language):
    numbers, _says, scale = case
    with override(language):
        for text in (
            wording.suggested(
                [wording.Ground("A", numbers), wording.Ground("B", numbers)], "T", scale
            ),
            counting.counted(numbers),
            counting.not_counted(numbers),
            counting.how_sure(numbers),
            counting.why(numbers, scale),
        ):
            assert "%(" not in text


def test_a_position_says_of_how_many_and_who_was_not_read():
    numbers = Numbers(
        Who.STATES,
        pronounced=12,
        agree=11,
        disagree=0,
        passed=0,
        reserved=2,
        contested=1,
        silent=1,
        absent=180,
    )
    numbers = judge(numbers, None, sides_of(numbers), Scale())
    text = wording.suggested([wording.Ground("", numbers)], "States must know", Scale())
    assert text == (
        "Of the 12 states that have pronounced themselves, a large majority supports the proposition "
        "“States must know”."
    )
    assert counting.counted(numbers) == (
        "Of the 12 states that have pronounced themselves: 11 support it; 2 of them on conditions; "
        "0 oppose it; 0 are undecided; for 1 the sources conflict."
    )
    assert counting.not_counted(numbers) == (
        "1 was read in full and says nothing on it. 180 were not read, which is not silence."
    )


def test_few_states_say_nothing_of_the_others():
    numbers = judged(3, 0, who=Who.STATES)
    text = wording.suggested([wording.Ground("", numbers)], "T", Scale())
    assert text.startswith("There is too little evidence") and "nothing of the others" in text


def test_agreement_on_a_text_is_kept_apart_from_agreement_on_its_meaning():
    vote = judged(150, 5, 20, who=Who.STATES, is_vote=True)
    said = wording.suggested([wording.Ground("", vote)], "A/RES/73/27", Scale(), on_text=True)
    assert said == (
        "Of the 175 states that took part in the vote, a large majority voted in favour of "
        "“A/RES/73/27”. This is about the text; it does not say that its meaning is agreed."
    )
    against = judged(30, 30, who=Who.STATES, is_vote=True)
    ground = wording.Ground("", against)
    assert "its meaning" not in wording.suggested([ground], "T", Scale(), on_text=True)


def test_several_sources_are_told_side_by_side():
    here, there = judged(60, 2), judged(2, 60, who=Who.STATES)
    text = wording.suggested(
        [wording.Ground("The dialogue", here), wording.Ground("Positions", there)], "T", Scale()
    )
    assert text.startswith("On the proposition “T”, the sources point in opposite directions.")
    assert "The dialogue: Of the 62 participants" in text
    assert "Positions: Of the 62 states" in text and "oppose" in text


def test_where_groups_could_differ_a_majority_is_told_with_care():
    numbers = judged(70, 15, 5, Judged("unsettled", None, 3))
    text = wording.suggested([wording.Ground("", numbers)], "T", Scale())
    assert ", most agreed with the proposition “T”. It is not certain that this holds" in text


def test_the_strongest_word_that_an_interval_bears():
    words = [wording.quantifier(Measure(1, low, 1), Scale()) for low in (0.5, 0.51, 0.67, 0.91)]
    assert words == ["", "most", "large", "nearly_all"]
    assert wording.quantifier(None, Scale()) == ""
    assert counted(1, 1).kind == Kind.TOO_LITTLE
