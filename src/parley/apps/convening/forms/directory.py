"""Forms of directory entries."""

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.accounts.models import Affiliation, Listed, Organisation, Person
from parley.apps.convening.forms.affiliations import AffiliationRows
from parley.apps.convening.forms.base import DeskForm, Group, desk_field
from parley.apps.convening.forms.rows import Row, Rows, rows_of
from parley.apps.convening.models import Room, Series, Venue
from parley.apps.convening.selectors import desk
from parley.apps.convening.selectors.desk import Choices
from parley.apps.convening.services import directory
from parley.core.actors import Actor
from parley.core.characters import validate_keepable


class EntryForm(DeskForm):
    """An entry that one makes or keeps. Only synthetic dialogues have synthetic entries."""

    @property
    def model(self) -> type[Listed]:
        return type(self.instance)

    def blank(self) -> Listed:
        """What is stored of a new entry: nothing."""
        return self.model()

    def __init__(self, *args: Any, actor: Actor, synthetic: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not synthetic:
            del self.fields["synthetic"]

    @property
    def columns(self) -> list[str]:
        return [name for name in super().columns if name in self.fields]

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {"values": self.changes}


class PersonForm(EntryForm):
    """A person, with their affiliations as rows below."""

    groups = (Group("", (("honorific", "name"), "country", "bio", "synthetic")),)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        # A form that says nothing of them leaves them as they are.
        self.lists_rows = "rows-TOTAL_FORMS" in self.data
        self.rows = AffiliationRows(
            self.data if self.lists_rows else None,
            stored=self._stored(self.instance),
            organisations=desk.organisations_to_choose(actor),
        )

    def _stored(self, person: Any) -> list[Affiliation]:
        return desk.rows_in(person, AffiliationRows.relation) if person.pk else []

    @property
    def values(self) -> dict[str, Any]:
        return {
            "values": self.changes,
            "affiliations": self.rows.values if self.lists_rows else None,
        }

    def is_valid(self) -> bool:
        return all([super().is_valid(), not self.lists_rows or self.rows.is_valid()])

    def stay_quiet(self) -> None:
        super().stay_quiet()
        if self.lists_rows:
            self.rows.stay_quiet()

    def version_of(self, row: Any) -> str:
        return directory.version_of_entry(row, self.columns)

    def stored_instead(self, row: Any) -> list[tuple[str, str]]:
        return super().stored_instead(row) + self.rows.stored_instead(self._stored(row))

    class Meta:
        model = Person
        formfield_callback = desk_field
        fields = ("honorific", "name", "country", "bio", "synthetic")
        help_texts = {
            "name": gettext_lazy("As they write it themselves."),
            "bio": gettext_lazy("In a few lines. You can use Markdown."),
        }


class WholeField(forms.ModelChoiceField):
    """What an organisation is a part of; one that the reader may not see has no name here."""

    unseen: int | None = None

    def label_from_instance(self, obj: Any) -> str:
        return _unseen_whole() if obj.pk == self.unseen else str(obj)


def _unseen_whole() -> str:
    return _("An organisation that you cannot see")


class OrganisationForm(EntryForm):
    groups = (
        Group("", ("name", ("acronym", "kind"), "country", "parent", "website", "synthetic")),
    )
    parent = WholeField(
        Organisation.objects.none(), label=gettext_lazy("Part or project of"), required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        wholes = desk.organisations_above(actor, self.instance)
        field = cast("WholeField", self.fields["parent"])
        stored = self.instance.parent_id
        if stored is not None and not wholes.filter(pk=stored).exists():
            field.unseen = stored
        # A choice of its own, so that a form which says nothing of it does not take it away.
        here = Q(pk__in=wholes.values("pk")) | Q(pk=field.unseen)
        field.queryset = Organisation.objects.filter(here)

    def stored_instead(self, row: Any) -> list[tuple[str, str]]:
        """Of a whole that the reader may not see, that it is there and not which."""
        label = str(self.fields["parent"].label)
        found = [pair for pair in super().stored_instead(row) if pair[0] != label]
        chosen = self.cleaned_data.get("parent")
        if row.parent_id != (chosen.pk if chosen else None):
            unseen = row.parent_id is not None and row.parent is None
            found.append((label, _unseen_whole() if unseen else str(row.parent or "")))
        return found

    class Meta:
        model = Organisation
        formfield_callback = desk_field
        fields = ("name", "acronym", "kind", "country", "parent", "website", "synthetic")


class VenueForm(EntryForm):
    groups = (Group("", ("name", "address", ("city", "country"), "description", "synthetic")),)

    class Meta:
        model = Venue
        formfield_callback = desk_field
        fields = ("name", "address", "city", "country", "description", "synthetic")


class SeriesForm(EntryForm):
    groups = (Group("", ("title", "description", "synthetic")),)

    class Meta:
        model = Series
        formfield_callback = desk_field
        fields = ("title", "description", "synthetic")


class RoomRow(Row):
    """One room of a venue."""

    lines = (("name",), ("capacity",))

    class Meta:
        model = Room
        formfield_callback = desk_field
        fields = directory.ROOM_FIELDS


RoomRows: type[Rows] = rows_of(RoomRow, "rooms", directory.ROOM_FIELDS)


class MergeForm(forms.Form):
    """Which other entry is to become part of this one."""

    other = forms.CharField(
        label=gettext_lazy("The other entry"),
        max_length=400,
        widget=forms.TextInput(attrs={"list": "entries", "autocomplete": "off"}),
        help_text=gettext_lazy("Type, and choose one. You can merge entries that you may edit."),
        validators=[validate_keepable],
    )

    def __init__(self, *args: Any, entries: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = entries

    def clean_other(self) -> Any:
        found = self.entries.find(self.cleaned_data["other"])
        if found is None:
            raise forms.ValidationError(_("There is no such entry that you may edit. Choose one."))
        return found
