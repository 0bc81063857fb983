"""Quotations, names and numbers, looked at without a database."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.outcomes.findings.numbers import Group, Numbers, Who
from parley.apps.reports.checks.cells import too_small
from parley.apps.reports.checks.names import appearing, folded, telling
from parley.apps.reports.checks.quotations import normal, stands_in
from parley.core.localtext import LocalText

# ---- quotations

SOURCE = "States “should not knowingly allow” their territory\nto be used — within capacity."


@pytest.mark.parametrize(
    "words",
    [
        SOURCE,
        'States "should not knowingly allow" their territory to be used - within capacity.',
        "«should not knowingly\u00a0allow»",
        "should not knowingly allow […] to be used",
        "States (...) within capacity",
        "know\u00adingly allow",
    ],
)
def test_the_same_words_set_otherwise_still_stand_there(words):
    assert stands_in(words, SOURCE)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "  “” ",
        "…",
        "should knowingly allow",
        "States should not knowingly",
        "should not know",
        "to be used … knowingly allow",
        "their territories",
    ],
)
def test_other_words_do_not(words):
    assert not stands_in(words, SOURCE)


@given(st.text(alphabet="abc “”'’\n\u00a0.", min_size=1))
def test_a_text_stands_in_itself_or_says_nothing(text):
    assert stands_in(text, text) or not normal(text).strip(" \"'.")


# ---- names


def found(names, text, public=""):
    return appearing(telling(names, public), text)


def test_whole_words_alone_are_found_in_whatever_case():
    names = ["Ana Rossi", "Canary", "Li", "Bo Li"]
    assert found(names, "ana\u00a0rossi spoke; so did BO  LI.") == ["Ana Rossi", "Bo Li"]
    assert found(names, "Canaryland, Rossi, Ana, Li.") == []
    assert found(names, "Canary.") == ["Canary"]


def test_neither_tags_nor_invisible_characters_hide_a_name():
    assert found(["Ana Rossi"], "<text>Ana</text><text>Rossi</text>")
    assert found(["Ana Rossi"], "Ana\u200b Ro\u00adssi")
    assert found(["O’Neill & Sons"], "by O’Neill &amp; Sons")


def test_in_arabic_marks_and_what_is_written_together_make_no_other_name():
    assert found(["سلمى الحسن"], "قالت سَلمى الحسن")
    assert found(["سلمى الحسن"], "وسلمى الحسن")


def test_what_is_said_in_public_gives_nothing_away():
    names = ["Closing remarks", "Secret talks"]
    assert found(names, "Closing remarks and secret talks", "Programme: closing remarks") == [
        "Secret talks"
    ]


def test_of_two_names_that_begin_alike_the_longer_is_found():
    assert found(["Ana Rossi", "Ana Rossi Bianchi"], "Ana Rossi Bianchi") == ["Ana Rossi Bianchi"]


@given(
    st.text(max_size=30), st.text(alphabet="abcd ", min_size=5, max_size=12), st.text(max_size=30)
)
def test_a_name_between_spaces_is_always_found(before, name, after):
    if " " in folded(name) or len(folded(name)) >= 5:
        text = f"{before.replace('<', '').replace('&', '')} {name} {after.replace('>', '')}"
        assert found([name], text) == [name]


# ---- numbers

WHOLE = Numbers(Who.PARTICIPANTS, pronounced=20, agree=14, disagree=0, passed=6, absent=5)


def test_numbers_of_five_or_none_pass():
    assert too_small(WHOLE, 5) == []


@pytest.mark.parametrize(
    "name", ["pronounced", "agree", "disagree", "passed", "reserved", "absent"]
)
@pytest.mark.parametrize("n", [1, 4])
def test_each_count_of_too_few_is_found(name, n):
    assert name in too_small(replace(WHOLE, **{name: n}), 5)


def test_a_group_of_too_few_is_found():
    groups = (Group(LocalText(en="A"), 20), Group(LocalText(en="B"), None), Group(LocalText(), 3))
    assert too_small(replace(WHOLE, groups=groups), 5) == ["group 3"]


def test_what_is_withheld_is_not_told_by_the_others():
    assert too_small(replace(WHOLE, agree=14, disagree=None), 5) == []
    assert too_small(replace(WHOLE, agree=13, disagree=None), 5) == ["disagree by subtraction"]
    assert too_small(replace(WHOLE, agree=None, disagree=None), 5) == []
