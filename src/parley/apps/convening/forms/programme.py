"""Forms of a session and of those who take part in it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms import times
from parley.apps.convening.forms.base import (
    DeskForm,
    Group,
    choose_from,
    date_input,
    desk_field,
    linked,
    short_name,
    time_input,
    whole_number,
)
from parley.apps.convening.forms.picks import PicksOrganisation, PicksPerson
from parley.apps.convening.forms.rows import Row, rows_of
from parley.apps.convening.models import Contribution, Dialogue, Room, Rule, Session
from parley.apps.convening.models.limits import is_in_years, validate_year
from parley.apps.convening.selectors import desk
from parley.apps.convening.selectors.desk import Choices
from parley.apps.convening.services import sessions
from parley.core.actors import Actor
from parley.core.localtext import LocalTextFormField

RULES = [
    (Rule.PUBLIC.value, gettext_lazy("Public: everyone may come, and quote.")),
    (Rule.PARTICIPANTS.value, gettext_lazy("Participants: only those approved may come.")),
    (
        Rule.CHATHAM_HOUSE.value,
        gettext_lazy("Chatham House: what is said may be used, but never who said it."),
    ),
    (
        Rule.CLOSED_DOOR.value,
        gettext_lazy("Closed door: only those assigned know of it, and nothing leaves the room."),
    ),
    ("", gettext_lazy("Not stated: treated like a closed door until you choose.")),
]
WHICH = [
    ("", "—"),
    (times.FIRST, gettext_lazy("the first time, before the clocks go back")),
    (times.SECOND, gettext_lazy("the second time, after the clocks have gone back")),
]
TIMES = ("day", "starts_at", "ends_at")


def parse_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_in_years(day) else None


class RoomField(forms.ModelChoiceField):
    """A room, named with its building."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.venue.name} – {obj.name}"


class SessionForm(DeskForm):
    """A session. Times are by the clock of the dialogue."""

    on = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=date_input(),
        validators=[validate_year],
    )
    starts = forms.TimeField(label=gettext_lazy("Start"), required=False, widget=time_input())
    ends = forms.TimeField(label=gettext_lazy("End"), required=False, widget=time_input())
    ends_on = forms.DateField(
        label=gettext_lazy("Ends on"),
        required=False,
        widget=date_input(),
        help_text=gettext_lazy("Only if it ends on another day."),
        validators=[validate_year],
    )
    starts_which = forms.ChoiceField(
        label=gettext_lazy("Which start?"), choices=WHICH, required=False
    )
    ends_which = forms.ChoiceField(label=gettext_lazy("Which end?"), choices=WHICH, required=False)
    move_parts = forms.BooleanField(
        label=gettext_lazy("Move its parts along when the start changes"),
        required=False,
        initial=True,
    )
    rule = forms.ChoiceField(
        label=gettext_lazy("Rule"), choices=RULES, required=False, widget=forms.RadioSelect
    )
    room = RoomField(Room.objects.none(), label=gettext_lazy("Room"), required=False)
    slug = short_name()
    groups = (
        Group(gettext_lazy("What"), ("kind", "title", "label", "question", "abstract")),
        Group(
            gettext_lazy("When"),
            (
                ("on", "starts", "ends"),
                ("starts_which", "ends_which"),
                "ends_on",
                "move_parts",
            ),
        ),
        Group(gettext_lazy("Where"), ("room", "join_url", "capacity")),
        Group(gettext_lazy("Who may know"), ("rule", "listed")),
        Group(gettext_lazy("Place in the programme"), ("parent", "slug", "cancelled")),
    )

    class Meta:
        model = Session
        formfield_callback = desk_field
        fields = (
            "kind",
            "title",
            "label",
            "question",
            "abstract",
            "rule",
            "listed",
            "cancelled",
            "parent",
            "room",
            "join_url",
            "capacity",
            "slug",
        )
        help_texts = {
            "question": gettext_lazy("The question that a lecture or a panel sets out to answer."),
            "join_url": gettext_lazy("Only those who may attend see it."),
            "parent": gettext_lazy("For a break-out: the session that it belongs to."),
            "cancelled": gettext_lazy("It stays in the programme and is marked."),
        }

    def __init__(self, *args: Any, actor: Actor, dialogue: Dialogue, **kwargs: Any) -> None:
        self.dialogue = dialogue
        session = kwargs["instance"]
        kwargs["initial"] = {**self._times_of(session), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        choose_from(self, "room", desk.rooms_to_choose(actor))
        add = linked(_("Rooms are added under Places"), "dialogue-places", dialogue.slug)
        self.fields["room"].help_text = add
        choose_from(self, "parent", desk.parents_to_choose(actor, dialogue, session))
        if session.pk is None or not session.parts.exists():
            del self.fields["move_parts"]

    def _times_of(self, session: Session) -> dict[str, Any]:
        """What the form shows of the stored times."""
        zone = self.dialogue.zone
        if session.starts_at is None or session.ends_at is None:
            return {"on": session.day}
        start, end = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
        return {
            "on": start.date(),
            "starts": start.time(),
            "ends": end.time(),
            "ends_on": end.date() if end.date() != start.date() else None,
            "starts_which": times.which_of_two(session.starts_at, zone),
            "ends_which": times.which_of_two(session.ends_at, zone),
        }

    @classmethod
    def blank(cls, actor: Actor, dialogue: Dialogue, on: str, parent: str) -> Session:
        """A new session, on the day and below the session that a link has named."""
        session = Session(dialogue=dialogue, day=parse_day(on))
        if key := whole_number(parent):
            above = desk.parents_to_choose(actor, dialogue).filter(pk=key).first()
            session.parent, session.day = above, above.date if above else session.day
        return session

    @property
    def columns(self) -> list[str]:
        return [*super().columns, *TIMES]

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"] or self.instance.slug)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned |= {"day": cleaned.get("on"), "starts_at": None, "ends_at": None}
        day, starts, ends = (cleaned.get(name) for name in ("on", "starts", "ends"))
        if {"on", "starts", "ends", "ends_on"} & self.errors.keys() or not (starts or ends):
            return cleaned
        if day is None:
            self.add_error("on", _("Say on which day."))
        if starts is None:
            self.add_error("starts", _("Give the start too, or leave both empty."))
        if ends is None:
            self.add_error("ends", _("Give the end too, or leave both empty."))
        if day and starts and ends:
            self._take_times(cleaned)
        return cleaned

    def _post_clean(self) -> None:
        """Let the model judge the times that were typed: they are no fields of the form."""
        for name in TIMES:
            setattr(self.instance, name, self.cleaned_data.get(name))
        super()._post_clean()  # type: ignore[misc]

    def _take_times(self, cleaned: dict[str, Any]) -> None:
        last = cleaned.get("ends_on") or cleaned["on"]
        cleaned["day"] = None
        cleaned["starts_at"] = self._moment("starts", cleaned["on"], cleaned)
        cleaned["ends_at"] = self._moment("ends", last, cleaned)
        start, end = cleaned["starts_at"], cleaned["ends_at"]
        if start and end and end <= start:
            text = _("The end is not after the start. Choose a later time, or fill in “Ends on”.")
            self.add_error("ends", text)

    def _moment(self, name: str, day: Any, cleaned: dict[str, Any]) -> datetime | None:
        clock = datetime.combine(day, cleaned[name]).replace(tzinfo=None)
        try:
            return times.moment(clock, self.dialogue.zone, cleaned.get(f"{name}_which", ""))
        except ValidationError as error:
            self.add_error(name, error)
            return None

    @property
    def unasked(self) -> frozenset[str]:
        """Which of two equal times is asked only where the clock shows one twice."""
        return frozenset(
            f"{name}_which"
            for name in ("starts", "ends")
            if not self[f"{name}_which"].value() and not self.has_error(name, "twice")
        )

    def stored_instead(self, row: Model) -> list[tuple[str, str]]:
        plain = [pair for pair in super().stored_instead(row) if pair[0] not in TIMES]
        assert isinstance(row, Session)
        stored = self._times_of(row)
        typed = {name: self.cleaned_data.get(name) for name in ("on", "starts", "ends")}
        return plain + [
            (str(self.fields[name].label), str(stored.get(name) or "—"))
            for name, value in typed.items()
            if value != stored.get(name)
        ]


class MoveForm(forms.Form):
    """A nudge: minutes earlier or later, or a place up or down."""

    minutes = forms.TypedChoiceField(
        choices=[("-15", "-15"), ("15", "15")], coerce=int, required=False
    )
    direction = forms.ChoiceField(choices=[("up", "up"), ("down", "down")], required=False)


class ContributionRow(PicksPerson, PicksOrganisation, Row):
    """One part in a session, as of that day."""

    lines = (
        ("person", "role"),
        ("organisation", "honorific"),
        ("position", "capacity"),
    )

    class Meta:
        model = Contribution
        formfield_callback = desk_field
        fields = ("role", "honorific", "position", "capacity")
        help_texts = {
            "honorific": gettext_lazy("On that day, such as Prof. or Amb."),
            "position": gettext_lazy("Their post on that day."),
            "capacity": gettext_lazy("If not for their organisation: such as Chair of the OEWG."),
        }

    def __init__(
        self,
        *args: Any,
        people: Choices,
        organisations: Choices,
        synthetic: bool,
        affiliation_of: Callable[[Any], Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.organisations = people, organisations
        if not synthetic:
            del self.fields["person_synthetic"]
        self.suggested = self._suggestion(affiliation_of) if self.is_bound else None
        if self.suggested is not None:
            self._take(self.suggested)

    def _suggestion(self, affiliation_of: Callable[[Any], Any]) -> Any:
        """What the directory says of a person who is new here and of whom nothing is typed."""
        languages = [code for code, _name in settings.LANGUAGES]
        names = ["id", "organisation"]
        names += [f"{name}_{code}" for name in ("position", "capacity") for code in languages]
        if any(self.data.get(self.add_prefix(name), "").strip() for name in names):
            return None
        person = self.people.find(self.data.get(self.add_prefix("person"), ""))
        return affiliation_of(person) if person else None

    def _take(self, affiliation: Any) -> None:
        """Fill it in as if it had been typed: it is shown, and can be changed."""
        typed = cast("QueryDict", self.data)
        label = self.organisations.label_of(affiliation.organisation_id)
        typed[self.add_prefix("organisation")] = label
        ours = [code for code, _name in settings.LANGUAGES]
        for code in ours:
            text = affiliation.position.get(code, "")
            typed[f"{self.add_prefix('position')}_{code}"] = text
        others = {c: text for c, text in affiliation.position.items() if c not in ours}
        cast("LocalTextFormField", self.fields["position"]).kept = others

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.person_given = self.picked_person()
        self.organisation_given = self.picked_organisation()
        named = self.person_given or self.organisation_given
        if not named and not {"person", "organisation"} & self.errors.keys():
            self.add_error("person", _("Name a person or an organisation."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        picked = {"person": self.person_given, "organisation": self.organisation_given}
        return {**super().values, **picked}


class ContributionRows(rows_of(ContributionRow, "contributions", sessions.CONTRIBUTION_FIELDS)):  # type: ignore[misc]
    """Who takes which part, in order."""

    def initial_of(self, row: Contribution) -> dict[str, Any]:
        return {
            **super().initial_of(row),
            "person": self.choices["people"].label_of(row.person_id),
            "organisation": self.choices["organisations"].label_of(row.organisation_id),
        }
