"""Dates and texts as templates show them, in the reader's language."""

from datetime import date

import pytest
from django.utils import translation

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
