"""The section into the database, through the services of the desk: what they refuse, a file can't.

So nothing is taken from under people who have registered: a group that they are in, a question that
they have answered, break-outs for which they have said what they wish.
"""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from parley.apps.convening.exchange.lists import matched, same
from parley.apps.convening.models import Dialogue
from parley.apps.convening.services.rows import Values
from parley.apps.registration.exchange.schema import (
    BreakOutEntry,
    GroupEntry,
    OnlineRoomEntry,
    QuestionEntry,
    RegistrationEntry,
    Weight,
)
from parley.apps.registration.models import (
    BreakoutRound,
    Group,
    Importance,
    MailKind,
    MailText,
    MeetingKind,
    Opening,
    Question,
)
from parley.apps.registration.selectors import rooms, setup
from parley.apps.registration.selectors.breakouts import rounds_of
from parley.apps.registration.services import breakouts, groups, joining, mailtexts, opening
from parley.core.actors import Actor
from parley.core.errors import InvalidInput
from parley.core.exports import Entry, Taking, Wrong


def hold(dialogues: QuerySet[Dialogue]) -> None:
    """Nobody comes in while the file does: whoever does holds a group, then the dialogue."""
    groups_of = Group.objects.filter(dialogue__in=dialogues)
    list(groups_of.select_for_update().order_by("pk").values_list("pk", flat=True))


def take(actor: Actor, dialogue: Dialogue, entry: RegistrationEntry, wrong: Wrong) -> bool:
    """Set registration up as the entry says; answers whether anything changed."""
    taking = _Taking(actor, dialogue, entry, wrong)
    taking.opening()
    taking.groups()
    taking.questions()
    taking.leaving_groups()
    taking.order_of_groups()
    taking.mails()
    taking.online_rooms()
    taking.break_outs()
    return taking.changed


def _values(entry: Entry, *without: str) -> dict[str, Any]:
    names = (name for name in type(entry).model_fields if name not in without)
    return {name: getattr(entry, name) for name in names}


def _is_as(row: Model | None, values: Values) -> bool:
    return row is not None and all(getattr(row, name) == value for name, value in values.items())


class _Taking(Taking):
    """One section on its way in."""

    def __init__(
        self, actor: Actor, dialogue: Dialogue, entry: RegistrationEntry, wrong: Wrong
    ) -> None:
        super().__init__(actor, dialogue, wrong)
        self.entry = entry

    def _groups(self) -> dict[str, Group]:
        return {row.slug: row for row in setup.groups_of(self.dialogue)}

    def opening(self) -> None:
        if self.entry.opening is None:
            return
        values = _values(self.entry.opening)
        if not _is_as(Opening.objects.filter(dialogue=self.dialogue).first(), values):
            self.do(("opening",), opening.set_opening, self.dialogue, values)

    # A new group must be there before questions are asked of it; one that leaves goes when they
    # are asked of it no more.

    def groups(self) -> None:
        stored = self._groups()
        for entry in self.entry.groups:
            self._group(stored.get(entry.slug), entry)

    def _group(self, row: Group | None, entry: GroupEntry) -> None:
        values = {**_values(entry, "slug"), "kind": entry.kind or ""}
        path = ("groups", entry.slug)
        if row is None:
            self.do(path, groups.add, self.dialogue, values, slug=entry.slug)
        elif not _is_as(row, values):
            self.do(path, groups.edit, row, values)

    def leaving_groups(self) -> None:
        staying = {entry.slug for entry in self.entry.groups}
        for slug, row in self._groups().items():
            if slug not in staying:
                self.do(("groups", slug), _remove_group, row)

    def order_of_groups(self) -> None:
        stored = self._groups()
        wanted = [stored[entry.slug] for entry in self.entry.groups if entry.slug in stored]
        if wanted != [row for row in stored.values() if row in wanted]:
            self.do(("groups",), groups.reorder, self.dialogue, wanted)

    def questions(self) -> None:
        stored, known = setup.questions_of(self.dialogue), self._groups()
        given = [_question(entry, known) for entry in self.entry.questions]
        found, leaving = matched(stored, given, _is_question, *LIKE_QUESTIONS)
        pairs = list(zip(found, given, strict=True))
        if leaving or found != stored or not all(row and _is_question(row, v) for row, v in pairs):
            named = [{**values, "id": row.pk if row else None} for row, values in pairs]
            self.do(("questions",), opening.set_questions, self.dialogue, named)

    def mails(self) -> None:
        for entry in self.entry.mails:
            words = _values(entry, "kind")
            if not _is_as(mailtexts.text_of(self.dialogue, entry.kind), words):
                path = ("mails", entry.kind.value)
                self.do(path, mailtexts.write, self.dialogue, entry.kind, words, seen=None)
        written = {entry.kind for entry in self.entry.mails}
        for row in MailText.objects.filter(dialogue=self.dialogue).exclude(kind__in=written):
            kind = MailKind(row.kind)
            self.do(("mails", kind.value), mailtexts.restore, self.dialogue, kind)

    def online_rooms(self) -> None:
        wanted = {entry.session: entry for entry in self.entry.online_rooms}
        for meeting in rooms.meetings_of(self.actor, self.dialogue):
            slug = meeting.session.slug
            values = _room(wanted.get(slug))
            if not _is_as(meeting, values):
                self.do(("online_rooms", slug), joining.arrange, meeting, values)

    def break_outs(self) -> None:
        stored = {row.session.slug: row for row in rounds_of(self.actor, self.dialogue)}
        for entry in self.entry.break_outs:
            self._break_out(stored.pop(entry.session, None), entry)
        for slug, row in stored.items():
            self.do(("break_outs", slug), _remove_round, row)

    def _break_out(self, row: BreakoutRound | None, entry: BreakOutEntry) -> None:
        path = ("break_outs", entry.session)
        if row is None:
            row = self.do(path, breakouts.begin, self.dialogue.sessions.get(slug=entry.session))
        values = _round(entry)
        if row is not None and not _is_as(row, values):
            self.do(path, breakouts.adjust, row, values)


def _remove_group(actor: Actor, row: Group) -> None:
    try:
        groups.remove(actor, row)
    except InvalidInput as error:
        text = _("The file leaves this group out, but it can’t go. %(reason)s")
        raise InvalidInput(text % {"reason": error.message}) from error


def _question(entry: QuestionEntry, known: dict[str, Group]) -> dict[str, Any]:
    """Of groups that could not be made, it has been said why."""
    asked = [known[slug] for slug in entry.groups if slug in known]
    return {**_values(entry), "groups": asked}


def _is_question(row: Question, values: Values) -> bool:
    plain = {name: values[name] for name in opening.QUESTION_FIELDS}
    return _is_as(row, plain) and list(row.groups.all()) == values["groups"]


def _in_the_same_words(row: Question, values: Values) -> bool:
    """In one language at least; the others may have been mended or added."""
    return any(row.text.get(code) == text for code, text in values["text"].items())


# Which question of the file is which one here. Answers belong to one question: so never by its
# place, where another one may stand now.
LIKE_QUESTIONS = (same("text", "kind"), same("text"), _in_the_same_words)


def _room(entry: OnlineRoomEntry | None) -> dict[str, Any]:
    if entry is None:
        return {"kind": MeetingKind.LINK, "room": ""}
    return _values(entry, "session")


def _round(entry: BreakOutEntry) -> dict[str, Any]:
    values = _values(entry, "session")
    return {
        name: Importance[value.name] if isinstance(value, Weight) else value
        for name, value in values.items()
    }


def _remove_round(actor: Actor, row: BreakoutRound) -> None:
    """Only where nobody has a part in it: what people wished can't be had again."""
    if row.places.exists() or row.wishes.exists():
        raise InvalidInput(
            _(
                "The file leaves these break-outs out, but people have places in them, or have "
                "said which rooms they wish. Remove the break-outs on the desk first."
            )
        )
    breakouts.remove(actor, row)
