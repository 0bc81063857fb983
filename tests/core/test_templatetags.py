"""Dates and texts as templates show them, in the reader's language."""

from datetime import date

import pytest
from django.template import engines
from django.templatetags.static import static
from django.utils import translation
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from parley.core.localtext import LocalText
from parley.core.templatetags.parley import date_range, markdown


@pytest.mark.parametrize(
    ("language", "ends_on", "shown"),
    [
        ("en", date(2020, 1, 30), "30 January 2020"),
        ("en", date(2020, 1, 31), "30–31 January 2020"),
        ("en", date(2020, 2, 2), "30 January – 2 February 2020"),
        ("en", date(2021, 1, 2), "30 January 2020 – 2 January 2021"),
        ("fr", date(2020, 1, 31), "30–31 janvier 2020"),
        ("fr", date(2020, 2, 2), "30 janvier – 2 février 2020"),
        ("ar", date(2020, 1, 31), "30–31 يناير 2020"),
        ("ar", date(2021, 1, 2), "30 يناير 2020 – 2 يناير 2021"),
    ],
)
def test_days_with_whole_names_of_months(language: str, ends_on: date, shown: str) -> None:
    with translation.override(language):
        # Unicode sets thin spaces around the dash.
        assert " ".join(date_range(date(2020, 1, 30), ends_on).split()) == shown


def test_a_text_in_another_language_says_which_and_keeps_its_paragraphs_apart() -> None:
    text = LocalText(en="One.\n\nTwo.")
    with translation.override("en"):
        assert markdown(text) == "<p>One.</p>\n<p>Two.</p>\n"
    with translation.override("ar"):
        shown = '<div class="flow" lang="en" dir="ltr"><p>One.</p>\n<p>Two.</p>\n</div>'
        assert markdown(text) == shown


def shown(tag: str, **values: object) -> str:
    return engines["django"].from_string(tag).render(values)


QUESTION = '{% kept "components/question.html" text=text source=source %}'
INCLUDED = '{% include "components/question.html" with text=text source=source only %}'


@given(st.text(max_size=5), st.text(max_size=5), st.booleans(), st.sampled_from(["en", "ar"]))
def test_a_kept_component_is_the_included_one(
    text: str, source: str, is_safe: bool, language: str
) -> None:
    """Few characters, so that the same ones come again: escaped, and marked as safe."""
    given_text = mark_safe(text) if is_safe else text
    with translation.override(language):
        for _again in range(2):
            kept = shown(QUESTION, text=given_text, source=source)
            assert kept == shown(INCLUDED, text=given_text, source=source)


def test_a_kept_component_tells_a_safe_text_from_another_and_languages_apart() -> None:
    texts = ["<b>", mark_safe("<b>"), "<b>"]
    rendered = [shown(QUESTION, text=text, source="") for text in texts]
    assert ["<bdi>&lt;b&gt;" in html for html in rendered] == [True, False, True]
    badge = '{% kept "components/badge_rule.html" rule="" label="" %}'
    said = []
    for language in ("en", "fr", "en"):
        with translation.override(language):
            said.append(shown(badge))
    assert said[0] == said[2] != said[1]


def test_a_kept_component_sees_its_parameters_only() -> None:
    tag = '{% kept "components/question.html" text=text %}'
    for source in ("Ada", "Bob"):
        assert source not in shown(tag, text="Why?", source=source)


def test_an_icon_is_one_of_the_symbols_and_turns_where_it_should() -> None:
    address = static("parley/icons.svg")
    svg = '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'
    assert shown('{% icon "place" %}') == svg.format("", address, "place")
    turning = shown(
        '{% include "components/icon.html" with name="chevron" directional=True only %}'
    )
    assert turning.strip() == svg.format(" icon--directional", address, "chevron")
    assert "<b>" not in shown("{% icon name %}", name='"><b>')
