"""Forms of a consultation: a few fields to begin with, then all of them."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms import times
from parley.apps.convening.forms.base import (
    DeskForm,
    Group,
    choose_from,
    desk_field,
    short_name,
)
from parley.apps.convening.models import Dialogue, Rule
from parley.apps.convening.models.limits import validate_year
from parley.apps.convening.services import rows
from parley.apps.deliberation.models import Consultation, Element, Phase
from parley.apps.deliberation.selectors import desk
from parley.apps.deliberation.services.consultations import FIXED, LINKS, RESERVED
from parley.apps.registration.models import Group as GuestGroup
from parley.core.actors import Actor
from parley.core.localtext import LocalTextFormField

RULES = [
    (Rule.PUBLIC.value, gettext_lazy("Public: everybody sees it and where it stands.")),
    (
        Rule.PARTICIPANTS.value,
        gettext_lazy("Participants: only they see it and where it stands."),
    ),
    (
        Rule.CHATHAM_HOUSE.value,
        gettext_lazy("Chatham House: what comes out may be used, but never who said it."),
    ),
    (
        Rule.CLOSED_DOOR.value,
        gettext_lazy("Closed door: only those of the session know of it, and nothing leaves it."),
    ),
]
_FIXED_TEXT = gettext_lazy(
    "It has begun, and people rely on these settings: they can’t change any more."
)
MOMENTS = ("collects_at", "opens_at", "closes_at", "seals_at")
FORMAT = "%Y-%m-%dT%H:%M"


class WallInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=FORMAT)


class WallField(forms.DateTimeField):
    """A time as the clocks of the dialogue show it; the form makes a moment of it."""

    widget = WallInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, input_formats=[FORMAT, f"{FORMAT}:%S"], **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        for shape in (FORMAT, f"{FORMAT}:%S", "%Y-%m-%d %H:%M"):
            try:
                found = datetime.strptime(str(value).strip(), shape)  # noqa: DTZ007 (by the wall)
            except ValueError:
                continue
            validate_year(found.date())
            return found
        raise ValidationError(_("Give the day and the time, such as 2027-05-12 14:30."))


class ConsultationForm(DeskForm):
    """What both forms share: times by the clock of the dialogue, and what can't change any more."""

    def __init__(self, *args: Any, actor: Actor, dialogue: Dialogue, **kwargs: Any) -> None:
        self.dialogue, self.actor = dialogue, actor
        row: Consultation = kwargs["instance"]
        self.stored = {name: getattr(row, name) for name in MOMENTS}
        walls = {name: self._wall(at) for name, at in self.stored.items()}
        kwargs["initial"] = {**walls, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for name in self.moments:
            self.fields[name].label = rows.label(row, name)
        for name, found in self._choices(row).items():
            if name in self.fields:
                choose_from(self, name, found)
        if row.phase != Phase.DRAFT:
            self._fix()

    def _choices(self, row: Consultation) -> dict[str, Any]:
        groups = desk.groups_to_choose(self.dialogue)
        return {
            "norm": desk.norms_to_choose(self.actor),
            "session": desk.sessions_to_choose(self.actor, self.dialogue),
            "elements": desk.elements_to_choose(self.actor, row.norm),
            "proposing": groups,
            "responding": groups,
        }

    def _fix(self) -> None:
        for name in FIXED:
            if name in self.fields:
                self.fields[name].disabled = True
                self.fields[name].help_text = ""

    def _wall(self, at: datetime | None) -> datetime | None:
        return at and at.astimezone(self.dialogue.zone).replace(tzinfo=None, second=0)

    @property
    def moments(self) -> list[str]:
        return [name for name in MOMENTS if name in self.fields]

    @property
    def columns(self) -> list[str]:
        return [*super().columns, *self.moments]

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"] or self.instance.slug)
        if slug in RESERVED:
            raise ValidationError(_("Choose another short name: this one is taken by Parley."))
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.moments:
            if cleaned.get(name) is not None:
                cleaned[name] = self._moment(name, cleaned[name])
        return cleaned

    def _moment(self, name: str, wall: datetime) -> datetime | None:
        """Of two moments that the clock shows alike the first, unless the other is stored."""
        if wall == self._wall(self.stored[name]):
            return self.stored[name]
        try:
            return times.moment(wall, self.dialogue.zone, times.FIRST)
        except ValidationError as error:
            self.add_error(name, error)
            return None

    def stored_instead(self, row: Model) -> list[tuple[str, str]]:
        shown = {name: self._wall(getattr(row, name)) for name in self.moments}
        plain = [name for name in self.columns if name not in shown]
        found = super().stored_instead(row)
        labels = {str(self.fields[name].label) for name in shown}
        kept = [pair for pair in found if pair[0] not in labels]
        typed = {name: self._wall(self.cleaned_data.get(name)) for name in shown}
        return kept + [
            (str(self.fields[name].label), f"{at:%Y-%m-%d %H:%M}" if at else "—")
            for name, at in shown.items()
            if plain and at != typed[name]
        ]


class CreateForm(ConsultationForm):
    """What one has to decide at once; all else has a default that can be changed after."""

    rule = forms.ChoiceField(
        label=gettext_lazy("Rule"),
        choices=RULES,
        widget=forms.RadioSelect,
        initial=Rule.CHATHAM_HOUSE.value,
    )
    opens_at = WallField()
    closes_at = WallField()
    groups = (
        Group(gettext_lazy("What it is about"), ("title", "norm")),
        Group(
            gettext_lazy("Who may know"),
            ("session", "rule"),
            gettext_lazy("At least as strict as the rule of its session."),
        ),
        Group(
            gettext_lazy("When"),
            (("opens_at", "closes_at"),),
            gettext_lazy(
                "By the clock of the dialogue. Left empty, you open and close it by hand."
            ),
        ),
    )

    class Meta:
        model = Consultation
        formfield_callback = desk_field
        fields = ("title", "norm", "session", "rule")
        help_texts = {
            "session": gettext_lazy(
                "Where it belongs to one session. Left empty: to the dialogue."
            ),
            "norm": gettext_lazy("Its elements and propositions are offered to take up."),
        }


class SettingsForm(ConsultationForm):
    """All settings."""

    introduction = LocalTextFormField(
        label=gettext_lazy("Introduction"), multiline=True, required=False
    )
    rule = forms.ChoiceField(label=gettext_lazy("Rule"), choices=RULES, widget=forms.RadioSelect)
    collects_at, opens_at, closes_at, seals_at = WallField(), WallField(), WallField(), WallField()
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "In which people submit propositions. Where none is ticked, in any."
        ),
    )
    elements = forms.ModelMultipleChoiceField(
        Element.objects.none(),
        label=gettext_lazy("Elements"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Where none is ticked, it is about all of them."),
    )
    proposing = forms.ModelMultipleChoiceField(
        GuestGroup.objects.none(),
        label=gettext_lazy("Groups that may submit propositions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Where none is ticked, all who take part."),
    )
    responding = forms.ModelMultipleChoiceField(
        GuestGroup.objects.none(),
        label=gettext_lazy("Groups that may take stances"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Where none is ticked, all who take part."),
    )
    slug = short_name()
    groups = (
        Group(gettext_lazy("What it is about"), ("title", "introduction", "norm", "elements")),
        Group(
            gettext_lazy("Who may know"),
            ("session", "rule", "audience", "on_record", "least"),
            gettext_lazy("These can’t change any more once it has begun."),
        ),
        Group(
            gettext_lazy("When"),
            (("collects_at", "opens_at"), ("closes_at", "seals_at")),
            gettext_lazy("By the clock of the dialogue. What is left empty, you do by hand."),
        ),
        Group(
            gettext_lazy("Propositions"),
            ("takes_propositions", "moderated", "proposing", "languages"),
        ),
        Group(gettext_lazy("Stances and results"), ("responding", "results")),
        Group(gettext_lazy("Source and address"), ("attribution", "slug")),
    )

    class Meta:
        model = Consultation
        formfield_callback = desk_field
        fields = (
            "title",
            "introduction",
            "norm",
            "session",
            "rule",
            "audience",
            "on_record",
            "least",
            "takes_propositions",
            "moderated",
            "languages",
            "results",
            "attribution",
            "slug",
        )
        widgets = {"attribution": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "norm": gettext_lazy("After you choose another one, save, and choose its elements."),
            "session": gettext_lazy(
                "Where it belongs to one session. Left empty: to the dialogue."
            ),
            "audience": gettext_lazy("Anyone only where the consultation is public."),
            "attribution": gettext_lazy(
                "Only of what came from elsewhere: whose it is, under which licence."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        row: Consultation = kwargs["instance"]
        links = {name: getattr(row, name).all() for name in LINKS}
        kwargs["initial"] = {**links, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        ours = dict(settings.LANGUAGES)
        field = self.fields["languages"]
        assert isinstance(field, forms.MultipleChoiceField)
        kept = [(code, code) for code in row.languages if code not in ours]
        field.choices = [*ours.items(), *kept]
        for name in ("elements", "proposing", "responding"):
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ModelMultipleChoiceField)
            if chosen.queryset is not None and not chosen.queryset.exists():
                del self.fields[name]

    def grouped(self) -> list[tuple[Group, list[list[forms.BoundField]]]]:
        """Where something is fixed, its group says why."""
        return [
            (group._replace(text=_FIXED_TEXT) if self._is_fixed(lines) else group, lines)
            for group, lines in super().grouped()
        ]

    @staticmethod
    def _is_fixed(lines: list[list[forms.BoundField]]) -> bool:
        return any(field.field.disabled for line in lines for field in line)

    @property
    def links(self) -> dict[str, list[Any]]:
        """The lists; elements of another norm than the one now chosen are let go."""
        found = {name: list(self.cleaned_data.get(name, ())) for name in LINKS}
        norm = self.cleaned_data["norm"]
        found["elements"] = [one for one in found["elements"] if norm and one.norm_id == norm.pk]
        return found


class PhaseForm(forms.Form):
    """Agreement with what can't be undone."""

    sure = forms.BooleanField(
        label=gettext_lazy("I know that this can’t be undone"),
        error_messages={"required": gettext_lazy("Tick this to go on.")},
    )


class MoveForm(forms.Form):
    direction = forms.ChoiceField(choices=[("up", "up"), ("down", "down")])


class ShowForm(forms.Form):
    shown = forms.TypedChoiceField(choices=[("1", "1"), ("", "")], coerce=bool, required=False)
