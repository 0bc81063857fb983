"""How a dialogue takes registrations, and what it asks."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.services import rows, versions
from parley.apps.convening.services.common import changed
from parley.apps.registration.models import Group, Opening, Question, QuestionKind
from parley.apps.registration.selectors import setup
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText

QUESTION_FIELDS = ("text", "kind", "choices", "required")


@transaction.atomic
def set_opening(
    actor: Actor, dialogue: Dialogue, changes: rows.Values, *, seen: str | None = None
) -> Opening:
    """Take registrations for the dialogue, or change how."""
    require(actor, "edit", dialogue)
    row = rows.locked(actor, dialogue)
    opening = Opening.objects.select_for_update().filter(dialogue=row).first()
    is_new = opening is None
    opening = opening or Opening(dialogue=row)
    versions.check(seen, versions.version_of(opening, changes))
    fields = rows.assign(opening, changes)
    if not is_new and not fields:
        return opening
    rows.checked(opening).save()
    action = "registration.opened" if is_new else "registration.settings_edited"
    changed(actor, action, opening, dialogue=row.pk, fields=fields)
    return opening


def version_of_questions(questions: Iterable[Question]) -> str:
    """Of the list, and of whom each is asked."""
    rows = list(questions)
    asked = [",".join(str(group.pk) for group in row.groups.all()) for row in rows]
    return "-".join([versions.version_of_rows(rows, QUESTION_FIELDS), *asked])


@transaction.atomic
def set_questions(
    actor: Actor, dialogue: Dialogue, given: Sequence[rows.Values], *, seen: str | None = None
) -> None:
    """What is asked beyond the standard form, in order. What has answers keeps its kind."""
    require(actor, "edit", dialogue)
    row = rows.locked(actor, dialogue)
    existing = setup.questions_of(row)
    versions.check(seen, version_of_questions(existing))
    _refuse_to_break(existing, given)
    _refuse_without_choices(given)
    plain = [{name: v for name, v in values.items() if name != "groups"} for values in given]
    saved = rows.replace(existing, plain, Question, dialogue=row)
    for question, values in zip(saved, given, strict=True):
        question.groups.set(_own_groups(row, values.get("groups", ())))
    changed(actor, "registration.questions_edited", row, questions=len(saved))


def _refuse_to_break(existing: Sequence[Question], given: Sequence[rows.Values]) -> None:
    """Answers are kept by the key of their question, choices by their number."""
    wanted = {values.get("id"): values for values in given}
    problems = []
    for question in existing:
        answers = setup.answers_to(question)
        if answers and (problem := _broken(question, wanted.get(question.pk))):
            problems.append(problem % {"question": question.text, "n": answers})
    if problems:
        raise InvalidInput(_("Some questions have answers already."), problems)


def _broken(question: Question, values: rows.Values | None) -> str:
    if values is None:
        return _(
            "“%(question)s” has answers (%(n)d): it can’t be removed. "
            "Ask it of another group, or leave it as it is."
        )
    if values["kind"] != question.kind:
        return _("“%(question)s” has answers (%(n)d): its kind can’t change. Add a new question.")
    if len(setup.lines_of(values["choices"])) < len(setup.lines_of(question.choices)):
        return _(
            "“%(question)s” has answers (%(n)d): its choices keep their places. "
            "Add new ones at the end."
        )
    return ""


def _refuse_without_choices(given: Sequence[rows.Values]) -> None:
    problems = [problem_with_choices(v["text"], v["kind"], v["choices"]) for v in given]
    if any(problems):
        raise InvalidInput(_("Some choices are missing."), [one for one in problems if one])


def problem_with_choices(text: LocalText, kind: str, choices: LocalText) -> str:
    """Why nobody could choose among them; empty where they can."""
    numbers = {len(lines.splitlines()) for lines in choices.values()}
    names = {"question": str(text)}
    if kind == QuestionKind.CHOICE and min(numbers, default=0) < 2:
        return _("“%(question)s” needs at least two choices, one a line.") % names
    if len(numbers) > 1:
        return _("“%(question)s”: give as many choices in each language, in one order.") % names
    return ""


def _own_groups(dialogue: Dialogue, groups: Sequence[Group]) -> list[Group]:
    if any(group.dialogue_id != dialogue.pk for group in groups):
        raise InvalidInput(_("A question can only be asked of groups of the same dialogue."))
    return list(groups)
