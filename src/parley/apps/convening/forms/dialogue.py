"""Forms of a dialogue's own sections."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.base import (
    DeskForm,
    Group,
    choose_from,
    desk_field,
    linked,
)
from parley.apps.convening.forms.picks import PicksOrganisation
from parley.apps.convening.forms.rows import Row, Rows, rows_of
from parley.apps.convening.models import Dialogue, Host, KeyPoint, NormReference
from parley.apps.convening.selectors import desk
from parley.apps.convening.selectors.desk import Choices
from parley.apps.convening.services import dialogues
from parley.core.actors import Actor


class FactsForm(DeskForm):
    """What, when, where, and whom to ask."""

    move_programme = forms.BooleanField(
        label=gettext_lazy("Move the programme along"),
        help_text=gettext_lazy("When the first day changes, all sessions move by as many days."),
        required=False,
    )
    groups = (
        Group(
            gettext_lazy("Name"),
            ("title", "subtitle", "slug", ("series", "edition"), "visibility", "synthetic"),
        ),
        Group(gettext_lazy("When"), (("starts_on", "ends_on"), "time_zone", "move_programme")),
        Group(gettext_lazy("Where"), ("format", ("city", "country"))),
        Group(gettext_lazy("Registration"), ("registration_required", "registration_deadline")),
        Group(
            gettext_lazy("Contact"),
            (
                ("contact_name", "contact_email"),
                "hashtag",
                ("account", "account_network"),
            ),
        ),
    )

    class Meta:
        model = Dialogue
        formfield_callback = desk_field
        fields = (
            "title",
            "subtitle",
            "slug",
            "series",
            "edition",
            "visibility",
            "synthetic",
            "starts_on",
            "ends_on",
            "time_zone",
            "format",
            "city",
            "country",
            "registration_required",
            "registration_deadline",
            "contact_name",
            "contact_email",
            "hashtag",
            "account",
            "account_network",
        )
        labels = {"series": gettext_lazy("Series")}
        help_texts = {
            "slug": gettext_lazy(
                "It stands in the address of the page. Links to the old address will break."
            ),
            "edition": gettext_lazy("Such as 2 for the second meeting of the series."),
            "time_zone": gettext_lazy(
                "Sessions keep their clock times when the time zone changes."
            ),
            "hashtag": gettext_lazy("Such as #EUCyber."),
            "account": gettext_lazy("Such as @EUCyberDirect."),
            "account_network": gettext_lazy("Such as Mastodon."),
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "series", desk.series_to_choose(actor))
        add = linked(_("Add a series"), "series-add", self.instance.slug)
        self.fields["series"].help_text = add


class TextsForm(DeskForm):
    """What readers read."""

    groups = (
        Group(
            gettext_lazy("Texts"),
            ("purpose", "body", "background"),
            gettext_lazy("You can use Markdown: **bold**, *italic*, lists with - and [links](…)."),
        ),
        Group(gettext_lazy("Small print"), ("eligibility", "source_note")),
    )

    class Meta:
        model = Dialogue
        formfield_callback = desk_field
        fields = ("purpose", "body", "background", "eligibility", "source_note")
        help_texts = {
            "purpose": gettext_lazy("Why this dialogue is held, in a paragraph."),
            "body": gettext_lazy("What happens there."),
            "background": gettext_lazy("What one should know beforehand."),
            "eligibility": gettext_lazy("Such as: Limited to government representatives."),
            "source_note": gettext_lazy("Where the texts on this page come from, if elsewhere."),
        }


class HostRow(PicksOrganisation, Row):
    """One organiser."""

    lines = (("organisation", "role"),)

    class Meta:
        model = Host
        formfield_callback = desk_field
        fields = ("role",)

    def __init__(self, *args: Any, organisations: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = organisations

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.organisation_given = self.picked_organisation()
        if self.organisation_given is None and "organisation" not in self.errors:
            self.add_error("organisation", _("Name the organisation."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        return {**super().values, "organisation": self.organisation_given}


class HostRows(rows_of(HostRow, "hosts", dialogues.HOST_FIELDS)):  # type: ignore[misc]
    """The organisers, in order."""

    def initial_of(self, row: Host) -> dict[str, Any]:
        label = self.choices["organisations"].label_of(row.organisation_id)
        return {**super().initial_of(row), "organisation": label}


class PointRow(Row):
    """One objective, or one kind of people."""

    lines = (("kind",), ("text",))

    class Meta:
        model = KeyPoint
        formfield_callback = desk_field
        fields = dialogues.POINT_FIELDS


class NormRow(Row):
    """One norm under discussion."""

    lines = (("label", "link"), ("text",), ("origin",))

    class Meta:
        model = NormReference
        formfield_callback = desk_field
        fields = dialogues.NORM_FIELDS
        help_texts = {
            "label": gettext_lazy("Such as: Norm 13(c)."),
            "origin": gettext_lazy("Who adopted it, and in which document."),
        }


PointRows: type[Rows] = rows_of(PointRow, "points", dialogues.POINT_FIELDS)
NormRows: type[Rows] = rows_of(NormRow, "norms", dialogues.NORM_FIELDS)
