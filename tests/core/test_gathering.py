"""Rows that come with another row are the rows that a query of their own would bring."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.models import NormReference, Picture
from parley.apps.convening.selectors.dialogues import pictures_with, points_of, whole_dialogue_for
from parley.apps.convening.selectors.directory import pictures_of
from parley.core import gathering
from parley.core.access import visible
from parley.core.actors import ANONYMOUS
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db
WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
SHOWN = ("pk", "uid", "image", "width", "height", "illustration", "caption", "alt", "credit")


def told(pictures: list[Picture]) -> list[tuple[Any, ...]]:
    return [tuple(getattr(one, name) for name in (*SHOWN, "is_lead")) for one in pictures]


@given(st.lists(st.tuples(WORDS, WORDS, st.booleans(), st.integers(0, 3)), max_size=4))
def test_pictures_come_as_a_query_would_bring_them(rows: Any) -> None:
    dialogue, other = make.dialogue(), make.dialogue()
    closed = make.session(dialogue, rule="closed_door")
    for english, credit, is_lead, order in rows:
        texts = {"alt": LocalText(en=english or "x", ar="صورة"), "credit": credit}
        flags = {"is_lead": is_lead, "order": order, "width": 3, "height": 2}
        for where in (dialogue, other):
            Picture.objects.create(dialogue=where, image="pictures/a.webp", **texts, **flags)
        hidden = {"session": closed, "illustration": "refectory", "alt": LocalText(en="secret")}
        Picture.objects.create(dialogue=dialogue, **hidden)
    whole = whole_dialogue_for(ANONYMOUS, dialogue.slug)
    found = pictures_with(whole)
    assert told(found) == told(pictures_of(ANONYMOUS, dialogue))
    assert all(isinstance(one.alt, LocalText) and one.dialogue == dialogue for one in found)
    Picture.objects.all().delete()


@given(WORDS, WORDS)
def test_texts_keep_every_letter(label: str, text: str) -> None:
    dialogue = make.dialogue()
    kept = {"label": label, "text": LocalText(en=text, fr=f"«{text}»"), "link": ""}
    NormReference.objects.create(dialogue=dialogue, origin=LocalText(), **kept)
    (norm,) = points_of(whole_dialogue_for(ANONYMOUS, dialogue.slug))[1]
    assert (norm.label, norm.text, norm.origin, norm.link) == (label, kept["text"], {}, "")


def test_what_an_app_adds_comes_along_for_those_who_may_see_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialogue = make.dialogue()
    for rule in ("public", "closed_door"):
        make.session(dialogue, rule=rule, slug=rule)
    monkeypatch.setattr(gathering, "_gathers", {})
    model = type(dialogue)
    sessions = model.sessions.rel.related_model
    gathering.add(
        model,
        "gathered_sessions",
        lambda actor: gathering.gathered(
            visible(sessions, actor), "dialogue", "id", "slug", "starts_at"
        ),
    )
    (row,) = gathering.with_gathered(model.objects.all(), ANONYMOUS)
    (found,) = gathering.rows_in(row, "gathered_sessions", sessions, dialogue=row)
    assert (found.slug, found.starts_at) == ("public", sessions.objects.get(pk=found.pk).starts_at)
