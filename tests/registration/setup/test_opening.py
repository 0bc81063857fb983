"""What is asked, and that answers keep their questions."""

from typing import Any

import pytest

from parley.apps.convening.services.versions import Conflict
from parley.apps.registration.models import Opening, Question
from parley.apps.registration.services import opening
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make


def asked(**values: Any) -> dict[str, Any]:
    plain = {"id": None, "kind": "line", "choices": LocalText(), "required": False, "groups": ()}
    return {**plain, "text": LocalText(en="Why?"), **values}


CHOICE = {"kind": "choice", "choices": LocalText(en="Yes\nNo", fr="Oui\nNon")}


def questions(dialogue: Any) -> list[str]:
    return [str(question) for question in dialogue.questions.all()]


def answered(host: Any, question: Question, answer: str) -> None:
    make.registration(make.group(host.dialogue), answers={str(question.pk): answer})


def test_saving_the_settings_opens_registration_once(host: Any) -> None:
    opening.set_opening(host.actor, host.dialogue, {"keep_days": 90})
    opening.set_opening(host.actor, host.dialogue, {"keep_days": 90})
    opening.set_opening(host.actor, host.dialogue, {"keep_days": 30})
    assert Opening.objects.get(dialogue=host.dialogue).keep_days == 30
    assert list(AuditRecord.objects.order_by("pk").values_list("action", flat=True)) == [
        "registration.opened",
        "registration.settings_edited",
    ]


def test_settings_have_limits_and_a_convener(host: Any) -> None:
    with pytest.raises(InvalidInput):
        opening.set_opening(host.actor, host.dialogue, {"keep_days": 0})
    with pytest.raises(NotAllowed):
        opening.set_opening(make.actor(make.user()), host.dialogue, {"keep_days": 5})
    with pytest.raises(Conflict):
        opening.set_opening(host.actor, host.dialogue, {"keep_days": 5}, seen="another")
    assert not Opening.objects.exists()


def test_questions_are_kept_in_order_and_for_groups(host: Any) -> None:
    group = make.group(host.dialogue)
    given = [asked(), asked(text=LocalText(en="Visa?"), kind="yes_no", groups=[group])]
    opening.set_questions(host.actor, host.dialogue, given)
    one, two = host.dialogue.questions.all()
    assert [list(row.groups.all()) for row in (one, two)] == [[], [group]]
    opening.set_questions(host.actor, host.dialogue, [{**given[1], "id": two.pk}])
    assert [(q.pk, str(q)) for q in host.dialogue.questions.all()] == [(two.pk, "Visa?")]


def test_no_group_of_another_dialogue_is_asked(host: Any) -> None:
    foreign = make.group(make.dialogue())
    with pytest.raises(InvalidInput, match="same dialogue"):
        opening.set_questions(host.actor, host.dialogue, [asked(groups=[foreign])])
    assert questions(host.dialogue) == []


def test_whom_a_question_is_asked_of_belongs_to_its_version(host: Any) -> None:
    group = make.group(host.dialogue)
    opening.set_questions(host.actor, host.dialogue, [asked()])
    rows = list(host.dialogue.questions.all())
    seen = opening.version_of_questions(rows)
    rows[0].groups.set([group])
    with pytest.raises(Conflict):
        opening.set_questions(host.actor, host.dialogue, [], seen=seen)
    assert questions(host.dialogue) == ["Why?"]


def test_a_question_with_answers_keeps_its_kind_its_choices_and_its_place(host: Any) -> None:
    opening.set_questions(host.actor, host.dialogue, [asked(**CHOICE)])
    question = host.dialogue.questions.get()
    answered(host, question, "1")
    answered(host, question, "")
    same = asked(id=question.pk, **CHOICE)
    fewer = {"choices": LocalText(en="Yes", fr="Oui")}
    for given, words in (
        ([], r"has answers \(1\): it can’t be removed"),
        ([{**same, "kind": "text"}], "its kind can’t change"),
        ([{**same, **fewer}], "keep their places"),
    ):
        with pytest.raises(InvalidInput, match=words):
            opening.set_questions(host.actor, host.dialogue, given)
    more = {"choices": LocalText(en="Yes\nNo\nPerhaps", fr="Oui\nNon\nPeut-être")}
    opening.set_questions(host.actor, host.dialogue, [{**same, **more}])
    assert str(host.dialogue.questions.get().choices) == "Yes\nNo\nPerhaps"


def test_empty_answers_hold_nothing(host: Any) -> None:
    opening.set_questions(host.actor, host.dialogue, [asked()])
    answered(host, host.dialogue.questions.get(), "")
    opening.set_questions(host.actor, host.dialogue, [])
    assert questions(host.dialogue) == []


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        (LocalText(en="Yes"), "at least two choices"),
        (LocalText(), "at least two choices"),
        (LocalText(en="Yes\nNo", fr="Oui\nNon\nPeut-être"), "as many choices in each language"),
    ],
)
def test_one_of_several_needs_several_in_each_language(
    host: Any, choices: LocalText, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        opening.set_questions(host.actor, host.dialogue, [asked(kind="choice", choices=choices)])
