"""Answers to a convener's own questions."""

from django.utils.translation import gettext as _

from parley.apps.registration.models import Question, QuestionKind, Registration


def answer_in_words(registration: Registration, question: Question) -> str:
    """What was answered, in the reader's language where it was chosen; empty if nothing was."""
    said = registration.answer_to(question)
    if question.kind == QuestionKind.YES_NO:
        return {"yes": _("Yes"), "no": _("No")}.get(said, said)
    if question.kind == QuestionKind.CHOICE and said.isdecimal():
        choices = str(question.choices).splitlines()
        return choices[int(said)] if int(said) < len(choices) else said
    return said
