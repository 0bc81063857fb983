"""Forms of directory entries."""

from typing import Any

from django.utils.translation import gettext_lazy

from parley.apps.accounts.models import Listed, Organisation, Person
from parley.apps.convening.forms.base import DeskForm, Group, choose_from, desk_field
from parley.apps.convening.forms.rows import Row, Rows, rows_of
from parley.apps.convening.models import Room, Series, Venue
from parley.apps.convening.selectors import desk
from parley.apps.convening.services import directory
from parley.core.actors import Actor


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
        if "parent" in self.fields:
            choose_from(self, "parent", desk.organisations_above(actor, self.instance))

    @property
    def columns(self) -> list[str]:
        return [name for name in super().columns if name in self.fields]


class PersonForm(EntryForm):
    groups = (Group("", (("honorific", "name"), "country", "bio", "synthetic")),)

    class Meta:
        model = Person
        formfield_callback = desk_field
        fields = ("honorific", "name", "country", "bio", "synthetic")
        help_texts = {
            "name": gettext_lazy("As they write it themselves."),
            "bio": gettext_lazy("In a few lines. You can use Markdown."),
        }


class OrganisationForm(EntryForm):
    groups = (
        Group("", ("name", ("acronym", "kind"), "country", "parent", "website", "synthetic")),
    )

    class Meta:
        model = Organisation
        formfield_callback = desk_field
        fields = ("name", "acronym", "kind", "country", "parent", "website", "synthetic")
        labels = {"parent": gettext_lazy("Part or project of")}


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
