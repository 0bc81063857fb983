"""What is refused, and that the words of the refusal lead to the line and say what to write."""

from datetime import datetime

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.apps.convening.exchange import MAX_BYTES, read_document
from parley.core.errors import InvalidInput
from tests.convening.exchange.helpers import GOOD, changed
from tests.convening.exchange.helpers import reading_problems as problems


def test_scalars_are_texts_until_the_schema_says_otherwise() -> None:
    document = read_document(GOOD.replace("title: Talk", "title: 13:00"))
    assert document.dialogue.country == "NO"
    assert document.sessions[0].title == {"en": "13:00"}
    assert document.sessions[0].starts == datetime.fromisoformat("2027-10-30 09:00")


def test_a_field_without_a_value_is_unset() -> None:
    document = read_document(changed("country: NO", "country:\n  subtitle:\n    fr:\n  city: ''"))
    assert (document.dialogue.country, document.dialogue.city) == ("", "")
    assert document.dialogue.subtitle == {}


def test_a_byte_order_mark_is_no_text() -> None:
    assert read_document("\ufeff" + GOOD) == read_document(GOOD.encode("utf-8-sig"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", "line 1: the file is empty"),
        ("# nothing but a comment\n", "line 1: the file is empty"),
        ("- a\n", "line 1: expected fields with names, got a list"),
        ("hello", "line 1: expected fields with names, got 'hello'"),
        (
            changed("slug: oslo", "slug: oslo: bergen"),
            "line 3: this is not YAML: mapping values are not allowed in this context",
        ),
        (
            changed("slug: oslo", 'slug: "oslo'),
            "line 35: this is not YAML: found unexpected end of stream",
        ),
        (GOOD + "---\nparley: 1\n", "line 36: expected one document, got a second one"),
        ("[" * 100_000, "line 1: expected at most 24 levels"),
        ("a: [" + "x, " * 120_000 + "]", "line 1: expected at most 100000 values"),
        ("? {a: b}\n: c\n", "line 1: expected the name of a field, got several fields"),
        ("*a : b\n", "line 1: expected the name of a field, without tag, anchor or alias"),
        ("a: b\nc: \x07\n", "line 2: the character U+0007 can't be kept"),
        (b"a: b\nc: \xff\n", "line 2: expected text in UTF-8"),
        (GOOD.encode("utf-16"), "line 1: expected text in UTF-8"),
    ],
)
def test_what_is_no_readable_yaml_stops_at_its_line(source: str | bytes, expected: str) -> None:
    assert problems(source) == [expected]


def test_ten_megabytes_are_refused_before_they_are_parsed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = "a: [" + "x, " * (10 * 1024**2 // 3) + "]"
    with monkeypatch.context() as patched:
        patched.setattr(yaml, "parse", None)  # calling it would fail
        assert problems(source.encode()) == ["line 1: expected at most 8 MB, got 10.0 MB"]
        assert problems(source) == ["line 1: expected at most 8 MB, got 10.0 MB"]
    assert problems(b" " * MAX_BYTES) == ["line 1: the file is empty"]


def test_an_alias_bomb_stays_small() -> None:
    lines = ["a0: &a0 [lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join(f'*a{n - 1}' for _ in range(9))}]" for n in range(1, 10)]
    found = problems("\n".join(lines))
    assert found[0] == ("line 1: a0: anchors and aliases (& and *) are not taken; repeat the text")
    assert found[-1].startswith("… and ")
    assert len(found) == 51


def test_tags_are_refused() -> None:
    source = changed("title: Talk", "title: !!python/object/apply:os.system [id]")
    assert problems(source) == [
        "line 16: sessions[0].title: tags (!) are not taken; write the plain value",
        "line 16: sessions[0].title: expected a text, or a text for each language, got a list",
    ]


def test_a_field_that_stands_twice_is_named_with_both_lines() -> None:
    source = changed("title: Talk", "title: Talk\n    kind: panel")
    assert problems(source) == [
        "line 17: sessions[0].kind: this field stands twice, first on line 15"
    ]


pieces = st.sampled_from(
    ["-", ":", " ", "\n", "  ", "{", "}", "[", "]", "&a", "*a", "!", "|", ">", "'", '"', "#", "%",
     "?", "---", "...", "\t", "\x00", "\u2028", "\ufeff", "no", "null", "~", "2027-10-31", "+02:00"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 12), pieces), max_size=4))
def test_whatever_a_file_holds_it_is_read_or_refused(edits: list[tuple[int, int, str]]) -> None:
    text = GOOD
    for at, length, piece in edits:
        text = text[:at] + piece + text[at + length :]
    _read_or_refuse(text)
    _read_or_refuse(text.encode())


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.text(st.characters(), max_size=200))
def test_noise_is_refused(source: bytes | str) -> None:
    _read_or_refuse(source)
    assert _problems_of(source)


def _read_or_refuse(source: bytes | str) -> None:
    problems = _problems_of(source)
    assert all(problem.startswith(("line ", "… and ")) for problem in problems)


def _problems_of(source: bytes | str) -> tuple[str, ...]:
    try:
        read_document(source)
    except InvalidInput as error:
        return error.problems or ("an error without a problem",)
    return ()
