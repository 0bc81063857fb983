"""Forms for inviting people: one, or a list; and for what is done with invitations."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.base import Group, date_input
from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import Group as StakeholderGroup
from parley.apps.registration.models import InvitationState, LateReason
from parley.apps.registration.selectors.guestlist import Guest, Terms
from parley.apps.registration.selectors.invitations import EXPIRED, PROBLEM, Wanted
from parley.apps.registration.services import guestlist
from parley.core.characters import validate_plain
from parley.core.errors import InvalidInput
from parley.core.forms import Refusable

LONGEST_LIST = 1_000_000
LIST_ENDINGS = ".csv,.tsv,.txt,.xlsx"


class TermsForm(Refusable, forms.Form):
    """What holds for everybody of a list."""

    groups: tuple[Group, ...] = ()
    markdown: tuple[str, ...] = ()

    group = forms.ModelChoiceField(
        StakeholderGroup.objects.none(),
        label=gettext_lazy("Group"),
        required=False,
        empty_label="—",
    )
    expires_on = forms.DateField(
        label=gettext_lazy("The link works until"),
        required=False,
        widget=date_input(),
        help_text=gettext_lazy(
            "Empty: until the last day to register of the group, else the day the dialogue begins."
        ),
    )
    vetted = forms.BooleanField(
        label=gettext_lazy("They need no further decision"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Who accepts has a seat, as long as there are seats."),
    )
    again = forms.BooleanField(
        label=gettext_lazy("Invite again those who declined before"), required=False
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why after the deadline"),
        choices=[("", "—"), *LateReason.choices],
        required=False,
        help_text=gettext_lazy("It is kept in the history, without the name."),
    )

    def __init__(self, *args: Any, dialogue: Dialogue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dialogue = dialogue
        groups = self.fields["group"]
        assert isinstance(groups, forms.ModelChoiceField)
        groups.queryset = StakeholderGroup.objects.filter(dialogue=dialogue).select_related(
            "dialogue"
        )
        if groups.queryset.count() == 1 and not self.is_bound:
            self.initial.setdefault("group", groups.queryset.get())

    def clean_expires_on(self) -> date | None:
        day: date | None = self.cleaned_data["expires_on"]
        if day is not None and day < timezone.now().astimezone(self.dialogue.zone).date():
            raise ValidationError(_("This day has passed. Choose a later one."))
        return day

    @property
    def terms(self) -> Terms:
        given = self.cleaned_data
        return Terms(
            group=given["group"],
            expires_on=given["expires_on"],
            vetted=given["vetted"],
            again=given["again"],
            reason=LateReason(given["reason"]) if given["reason"] else None,
        )

    def grouped(self) -> list[tuple[Group, list[list[forms.BoundField]]]]:
        """As the desk lays out its forms."""
        return [(group, [self._line(line) for line in group.fields]) for group in self.groups]

    def _line(self, line: str | tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in ((line,) if isinstance(line, str) else line)]


class ListForm(TermsForm):
    """A list that is pasted, or in a file."""

    text = forms.CharField(
        label=gettext_lazy("Paste the list"),
        required=False,
        max_length=LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One person a line. With heads (address, name, honorific, organisation, group, "
            "language, late) in any order, or without in this one. A line of addresses out of a "
            "mail program is fine too."
        ),
    )
    upload = forms.FileField(
        label=gettext_lazy("Or choose a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": LIST_ENDINGS}),
        help_text=gettext_lazy("XLSX (its first sheet), CSV or TSV; at most 2 MB and 2000 people."),
    )
    groups = (
        Group(gettext_lazy("Whom to invite"), ("text", "upload")),
        Group(
            gettext_lazy("For all of them"),
            ("group", "expires_on", "vetted", "again"),
            gettext_lazy("A group that is named in a row goes before the one chosen here."),
        ),
        Group(
            gettext_lazy("Let in late"),
            ("reason",),
            gettext_lazy("Rows that are marked as late may register after the deadline."),
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"text", "upload"} & self.errors.keys():
            return cleaned
        if bool(cleaned.get("text", "").strip()) == bool(cleaned.get("upload")):
            self.add_error("text", _("Either paste a list, or choose a file."))
            return cleaned
        name = "upload" if cleaned.get("upload") else "text"
        try:
            self.guests = self._read(cleaned)
        except InvalidInput as error:
            self.add_error(name, error.message)
        return cleaned

    def _read(self, cleaned: dict[str, Any]) -> guestlist.Guests:
        if upload := cleaned.get("upload"):
            return guestlist.read_file(upload, upload.name)
        return guestlist.read_text(cleaned["text"])


class GuestForm(TermsForm):
    """One person."""

    address = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), required=False, max_length=200, validators=[validate_plain]
    )
    honorific = forms.CharField(
        label=gettext_lazy("Honorific"), required=False, max_length=60, validators=[validate_plain]
    )
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        required=False,
        max_length=200,
        validators=[validate_plain],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"),
        choices=[("", "—"), *settings.LANGUAGES],
        required=False,
    )
    late = forms.BooleanField(label=gettext_lazy("May come after the deadline"), required=False)
    groups = (
        Group(
            gettext_lazy("Who"),
            ("address", ("honorific", "name"), "organisation", "language"),
        ),
        Group(gettext_lazy("How"), ("group", "expires_on", "vetted", "again")),
        Group(gettext_lazy("Let in late"), ("late", "reason")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].required = True

    @property
    def guest(self) -> Guest:
        names = ("name", "honorific", "organisation", "language", "late")
        said = {name: self.cleaned_data[name] for name in names}
        return Guest(1, self.cleaned_data["address"].lower(), **said)


class ConfirmForm(forms.Form):
    """The list that was looked at, signed."""

    list = forms.CharField(widget=forms.HiddenInput, max_length=4 * LONGEST_LIST)


FILTERS = (
    ("", gettext_lazy("All")),
    (InvitationState.OPEN, gettext_lazy("Not answered")),
    (InvitationState.ACCEPTED, gettext_lazy("Accepted")),
    (InvitationState.DECLINED, gettext_lazy("Declined")),
    (EXPIRED, gettext_lazy("Expired")),
    (InvitationState.REVOKED, gettext_lazy("Revoked")),
    (InvitationState.KNOWN, gettext_lazy("Known already")),
    (PROBLEM, gettext_lazy("Mail did not arrive")),
)


class FilterForm(forms.Form):
    """Which invitations to list."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=FILTERS, required=False)
    group = forms.ModelChoiceField(
        StakeholderGroup.objects.none(),
        label=gettext_lazy("Group"),
        required=False,
        empty_label=gettext_lazy("All"),
    )
    words = forms.CharField(
        label=gettext_lazy("Name, address or organisation"), required=False, max_length=100
    )

    def __init__(
        self, *args: Any, dialogue: Dialogue, takes_words: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.takes_words = takes_words  # an address may not hold them
        groups = self.fields["group"]
        assert isinstance(groups, forms.ModelChoiceField)
        groups.queryset = StakeholderGroup.objects.filter(dialogue=dialogue)

    @property
    def wanted(self) -> Wanted:
        """What the address asks for; what it can't ask for is left out."""
        self.is_valid()
        given = self.cleaned_data
        group = given.get("group")
        words = given.get("words", "") if self.takes_words else ""
        return Wanted(given.get("state", ""), group.pk if group else None, words)


class ActForm(forms.Form):
    """What to do with which invitations."""

    REVOKE, RESTORE, RESEND, RENEW = "revoke", "restore", "resend", "renew"
    do = forms.ChoiceField(choices=[(word, word) for word in (REVOKE, RESTORE, RESEND, RENEW)])

    @property
    def uids(self) -> list[UUID]:
        given = self.data.getlist("invitation") if hasattr(self.data, "getlist") else []
        return [UUID(text) for text in given[:1000] if _is_uid(text)]


def _is_uid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
