"""Texts in several languages: which one a reader gets, and that nothing is lost."""

import pytest
from django import forms
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.models import Dialogue
from parley.core.localtext import LocalText, LocalTextFormField, Picked, direction
from parley.core.templatetags.parley import localized
from tests import factories as make

TEXTS = LocalText(en="Panel", fr="Table ronde", de="Podium")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", Picked("Table ronde", "fr")),
        ("fr-ca", Picked("Table ronde", "fr")),
        ("ar", Picked("Panel", "en")),
        ("de", Picked("Podium", "de")),
    ],
)
def test_the_fallback_is_base_then_site_then_any(language: str, expected: Picked) -> None:
    assert TEXTS.pick(language) == expected


def test_without_the_sites_language_the_first_text_is_better_than_none() -> None:
    assert LocalText(fr="Seul").pick("ar") == Picked("Seul", "fr")
    assert LocalText().pick("ar") == Picked("", "ar")


def test_empty_texts_do_not_count() -> None:
    assert not LocalText(en="", fr="")
    assert LocalText(en="", fr="x") == {"fr": "x"}


def test_a_fallback_is_marked_with_its_language_and_direction() -> None:
    with override("fr"):
        assert localized(LocalText(fr="<b>", ar="ب")) == "<b>"  # escaped by the template
        html = localized(LocalText(ar="<script>"))
    assert html == '<span lang="ar" dir="rtl">&lt;script&gt;</span>'
    assert direction("ar-EG") == "rtl"
    assert direction("en") == "ltr"


codes = st.sampled_from(["en", "fr", "ar", "de", "pt-BR"])
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@pytest.mark.django_db
@given(st.dictionaries(codes, texts))
def test_what_is_stored_comes_back(given_texts: dict[str, str]) -> None:
    dialogue = make.dialogue(title=LocalText(given_texts))
    stored = Dialogue.objects.get(pk=dialogue.pk).title
    assert isinstance(stored, LocalText)
    assert stored == LocalText(given_texts)


class TitleForm(forms.Form):
    title = LocalTextFormField()
    abstract = LocalTextFormField(required=False, multiline=True)


def test_a_form_takes_one_language_of_three() -> None:
    form = TitleForm({"title_fr": "Titre"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"title": LocalText(fr="Titre"), "abstract": LocalText()}


def test_a_form_without_any_language_says_so_and_keeps_the_rest() -> None:
    form = TitleForm({"abstract_en": "Kept"})
    assert not form.is_valid()
    assert form.errors["title"] == ["Give this text in at least one language."]
    assert 'name="abstract_en"' in str(form["abstract"])
    assert "Kept" in str(form["abstract"])
