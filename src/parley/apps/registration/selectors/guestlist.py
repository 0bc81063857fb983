"""What is wrong with a list of guests, row by row, before anybody is written to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue, Status
from parley.apps.registration.models import (
    HOLDING,
    Group,
    Invitation,
    InvitationState,
    LateReason,
    Opening,
    Registration,
    State,
    Transition,
)
from parley.apps.registration.selectors import eligibility
from parley.core import locales
from parley.core.addresses import folded
from parley.core.characters import validate_plain

LONGEST = {"name": 200, "honorific": 60, "organisation": 200}
LONGEST_ADDRESS = 254


@dataclass(frozen=True)
class Guest:
    """One row of a list, as it was written; `row` is its number there."""

    row: int
    address: str
    name: str = ""
    honorific: str = ""
    organisation: str = ""
    group: str = ""
    language: str = ""
    late: bool = False


@dataclass(frozen=True)
class Terms:
    """What holds for all of a list: the group where a row names none, and until when it may be used."""

    group: Group | None = None
    expires_on: date | None = None
    vetted: bool = True
    again: bool = False  # those who declined before, too
    reason: LateReason | None = None


@dataclass(frozen=True)
class Line:
    """A row that was looked at: nobody is written to while it has problems."""

    guest: Guest
    group: Group | None
    language: str
    faults: tuple[str, ...]  # of the row itself
    met: tuple[str, ...] = ()  # why one who is invited or registered already is left alone
    notes: tuple[str, ...] = ()
    former: Invitation | None = None  # to be opened again

    @property
    def problems(self) -> tuple[str, ...]:
        return self.faults + self.met

    @property
    def is_good(self) -> bool:
        return not self.problems


def refusal_to_invite(dialogue: Dialogue, opening: Opening | None) -> str:
    """Why nobody can be invited now; empty where somebody can."""
    if opening is None:
        return _("Registration is not switched on. Do that in its settings first.")
    if dialogue.status == Status.DRAFT:
        return _("The dialogue is a draft: links to it would not work. Announce it first.")
    if not eligibility.takes_registrations(dialogue):
        return _("The dialogue is over or cancelled: nobody can register any more.")
    return ""


def judged(dialogue: Dialogue, guests: Sequence[Guest], terms: Terms) -> list[Line]:
    """Each row with all that is wrong with it. As many queries for a thousand rows as for one."""
    known = _Known(dialogue, {guest.address for guest in guests})
    first: dict[str, int] = {}
    lines = []
    for guest in guests:
        lines.append(_judged(guest, terms, known, first.get(guest.address)))
        first.setdefault(guest.address, guest.row)
    return lines


def _judged(guest: Guest, terms: Terms, known: "_Known", same_as: int | None) -> Line:
    group, language = known.group(guest.group, terms.group), language_of(guest.language)
    faults = [*_misspelt(guest)]
    if same_as is not None:
        faults.append(_("The same address as in row %(row)d.") % {"row": same_as})
    if group is None:
        faults.append(known.unknown_group(guest.group))
    else:
        faults += known.closed(group, guest, terms)
    former = known.invitations.get(guest.address)
    met, notes = known.met_before(guest, former, terms)
    if guest.language and not language:
        text = _("“%(language)s” is not offered: the mail is written in %(instead)s.")
        instead = locales.language_name(settings.LANGUAGE_CODE)
        notes.append(text % {"language": guest.language, "instead": instead})
    if group is not None and known.is_full(group):
        notes.append(_("All seats of the group are taken: whoever accepts is put on the waitlist."))
    lasting = former is not None and former.state in _TO_REOPEN
    return Line(
        guest,
        group,
        language,
        tuple(faults),
        tuple(met),
        tuple(notes),
        former if lasting else None,
    )


_TO_REOPEN = (InvitationState.OPEN, InvitationState.REVOKED, InvitationState.DECLINED)


def _misspelt(guest: Guest) -> Iterator[str]:
    if not guest.address:
        yield _("There is no e-mail address.")
    elif len(guest.address) > LONGEST_ADDRESS or not _is_address(guest.address):
        yield _("“%(address)s” is not an e-mail address.") % {"address": guest.address}
    columns = {column.name: column for column in Invitation._meta.concrete_fields}
    for name, limit in LONGEST.items():
        text, label = getattr(guest, name), capfirst(str(columns[name].verbose_name))
        if len(text) > limit:
            said = _("%(label)s: at most %(limit)d characters.")
            yield said % {"label": label, "limit": limit}
        elif problem := _not_plain(text):
            yield _("%(label)s: %(problem)s") % {"label": label, "problem": problem}


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _not_plain(text: str) -> str:
    try:
        validate_plain(text)
    except ValidationError as error:
        return str(error.messages[0])
    return ""


def language_of(text: str) -> str:
    """The language of the interface that a cell means: fr, fr-CA, French, français or الفرنسية."""
    wanted = text.strip().casefold()
    if not wanted:
        return ""
    return _languages().get(wanted) or _languages().get(wanted.split("-")[0].split("_")[0], "")


@cache
def _languages() -> Mapping[str, str]:
    """Each way to write a language of the interface → its code."""
    names: dict[str, str] = {}
    for code, _label in settings.LANGUAGES:
        names[code] = code
        for said, _name in settings.LANGUAGES:
            names[locales.language_name_in(said, code).casefold()] = code
    return names


class _Known:
    """What the database says about the addresses and the groups of a list."""

    def __init__(self, dialogue: Dialogue, addresses: set[str]) -> None:
        self.dialogue, self.now = dialogue, timezone.now()
        self.groups = list(Group.objects.filter(dialogue=dialogue).select_related("dialogue"))
        self.opening = Opening.objects.filter(dialogue=dialogue).first()
        self.invitations = _latest(dialogue, addresses)
        rows = Registration.objects.filter(dialogue=dialogue)
        people = rows.values_list("user__email", "state")
        self.registered = {folded(email): State(state) for email, state in people}
        self._kept_out = {folded(email) for email in _kept_out(rows)}
        self._taken: defaultdict[int, int] = defaultdict(int)
        for group_id in rows.filter(state__in=HOLDING).values_list("group", flat=True):
            self._taken[group_id] += 1

    @cached_property
    def _by_name(self) -> dict[str, Group]:
        names: dict[str, Group] = {}
        for group in self.groups:
            for text in (group.slug, *group.name.values()):
                names.setdefault(text.casefold(), group)
        return names

    def group(self, text: str, default: Group | None) -> Group | None:
        """The one that is named, or the default as it stands now, where it is of this dialogue."""
        if text:
            return self._by_name.get(text.casefold())
        return next((group for group in self.groups if group == default), None)

    def unknown_group(self, text: str) -> str:
        if not text:
            return _("No group is named. Name one in the row, or choose one for all.")
        names = ", ".join(str(group.name) for group in self.groups)
        said = _("There is no group “%(group)s”. There are: %(groups)s.")
        return said % {"group": text, "groups": names}

    def is_full(self, group: Group) -> bool:
        return group.seats is not None and self._taken[group.pk] >= group.seats

    def closed(self, group: Group, guest: Guest, terms: Terms) -> Iterator[str]:
        if self.opening is None or (guest.late and terms.reason):
            return
        if guest.late:
            yield _("Choose the reason for letting somebody in after the deadline.")
        window = eligibility.window_of(group, self.opening)
        if not guest.late and window.standing(self.now) is eligibility.Standing.OVER:
            yield _("Registration for this group has ended. Mark the row as late to let them in.")

    def met_before(
        self, guest: Guest, former: Invitation | None, terms: Terms
    ) -> tuple[list[str], list[str]]:
        """Problems and notes of one who was invited or came in before."""
        state = self.registered.get(guest.address)
        if state == State.DECLINED:
            return [_("Their registration was declined. Decide anew on the board instead.")], []
        if state is not None and state != State.CANCELLED:
            return [_("Registered already: %(state)s.") % {"state": state.label}], []
        if guest.address in self._kept_out:
            return [_("A convener cancelled their registration. Decide anew on the board.")], []
        notes = [_("They cancelled their registration before.")] if state else []
        if former is None or former.group_id is None:
            return [], notes
        if former.state == InvitationState.OPEN and former.is_usable(self.now):
            return [_("Invited already. Send it again from the list of invitations.")], notes
        if former.state == InvitationState.DECLINED and not terms.again:
            return [_("They declined before. Tick “invite again” to ask them anew.")], notes
        return [], [*notes, *_said_of(former)]


def _kept_out(rows: QuerySet[Registration]) -> Iterator[str]:
    """Addresses of those whom somebody else than themselves has cancelled."""
    steps = Transition.objects.filter(registration=OuterRef("pk"), after=State.CANCELLED)
    last = steps.exclude(before=State.CANCELLED).order_by("-at", "-pk")
    cancelled = rows.filter(state=State.CANCELLED).annotate(
        step=Subquery(last.values("pk")[:1]), canceller=Subquery(last.values("by")[:1])
    )
    for row in cancelled.exclude(step=None).select_related("user"):
        if row.canceller != row.user_id:
            yield row.user.email


def _said_of(former: Invitation) -> list[str]:
    """What became of an invitation that is opened again."""
    said = {
        InvitationState.OPEN: _("Their earlier invitation has expired; they get a new link."),
        InvitationState.DECLINED: _("They declined before, and are asked anew."),
        InvitationState.REVOKED: _("Their earlier invitation was revoked; they get a new link."),
    }
    return [text for state, text in said.items() if state == former.state]


def _latest(dialogue: Dialogue, addresses: set[str]) -> dict[str, Invitation]:
    """Address → its open invitation, or the last that somebody sent there; without any, the link
    that its owner asked for."""
    rows = Invitation.objects.filter(dialogue=dialogue).exclude(state=InvitationState.KNOWN)
    found: dict[str, Invitation] = {}
    for row in sorted(rows, key=_weight):
        if row.address in addresses:
            found[row.address] = row
    return found


def _weight(row: Invitation) -> tuple[bool, bool, int]:
    return row.group_id is not None, row.state == InvitationState.OPEN, row.pk


# Until when a link can be used


def own_day_of(group: Group, *, late: bool) -> date:
    """The group's deadline, or the day on which the dialogue begins."""
    last = None if late else group.last_day
    return last or group.dialogue.starts_on


def last_day_of(group: Group, *, late: bool, today: date) -> date:
    """The day until which a new link works: of those days, one that is not over."""
    dialogue = group.dialogue
    days = [own_day_of(group, late=late), dialogue.starts_on, dialogue.ends_on]
    return next((day for day in days if day >= today), days[-1])


def end_of(day: date, dialogue: Dialogue) -> datetime:
    """The midnight after it, in the dialogue's zone."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=dialogue.zone)


def expiry_of(group: Group, wanted: date | None, *, late: bool) -> datetime:
    """The end of the day that was chosen, or of the last one that there is."""
    today = timezone.now().astimezone(group.dialogue.zone).date()
    return end_of(wanted or last_day_of(group, late=late, today=today), group.dialogue)
