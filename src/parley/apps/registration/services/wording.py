"""What the mails say: the convener's words, or the standard ones, with a fixed list of placeholders.

There is no template language for conveners: a placeholder is replaced by its value, once, and a
value is never looked at again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from parley.apps.convening.models import Dialogue, Status
from parley.apps.registration.models import (
    Group,
    Invitation,
    Mail,
    MailKind,
    MailState,
    MailText,
    Registration,
    State,
)
from parley.apps.registration.selectors import eligibility, tokens
from parley.apps.registration.selectors.evidence import evidence_missing
from parley.apps.registration.selectors.guests import LINK
from parley.apps.registration.services import calendars, words
from parley.core import mail as letters
from parley.core.characters import LINKING
from parley.core.errors import ParleyError

PLACEHOLDERS = {
    "name": gettext_lazy("title and name of the guest"),
    "dialogue": gettext_lazy("title of the dialogue"),
    "group": gettext_lazy("stakeholder group of the guest"),
    "dates": gettext_lazy("first to last day"),
    "place": gettext_lazy("city and country, or online"),
    "deadline": gettext_lazy("until when the guest has to answer"),
    "link": gettext_lazy("the guest’s own link, best alone on its line"),
    "contact": gettext_lazy("name and address of the contact person"),
}
PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
# What mail programs make a link of though nothing marks it as one: win.example, me@win.example. A
# title without its blank (Prof.Dr.) is none.
_LOOKS_LIKE_ADDRESS = re.compile(r"\S@\S|[\w-]{3,}\.(?:[a-z]{2,}|[A-Z]{2,})(?!\w)")
# Without its link such a mail would be of no use.
NEED_LINK = frozenset(
    {MailKind.INVITATION, MailKind.LINK, MailKind.REMIND_DEADLINE, MailKind.OFFERED}
)
COMING = (State.APPROVED, State.ATTENDED)
COUNTING_ON_IT = (*COMING, State.SUBMITTED, State.WAITLISTED, State.OFFERED)
# In which states the reason of a mail still holds when it is sent.
HOLDS_IN: dict[str, tuple[State, ...]] = {
    MailKind.SUBMITTED: (State.SUBMITTED,),
    MailKind.APPROVED: COMING,
    MailKind.DECLINED: (State.DECLINED,),
    MailKind.WAITLISTED: (State.WAITLISTED,),
    MailKind.OFFERED: (State.OFFERED,),
    MailKind.CANCELLED: (State.CANCELLED,),
    MailKind.CHANGED: COMING,
    MailKind.ROOM: COMING,
    MailKind.REMIND_DAY: COMING,
}


@dataclass(frozen=True)
class Letter:
    """A mail about to be sent."""

    to: str
    language: str
    subject: str
    body: str
    headers: dict[str, str] = field(default_factory=dict)


def message_of(mail: Mail) -> EmailMultiAlternatives | None:
    """The mail as it goes out now; None where its reason is gone."""
    about: Registration | Invitation | None = mail.registration or mail.invitation
    if about is None:
        raise ParleyError("a mail is about a registration or an invitation")
    if not _has_reason(mail, about):
        return None
    letter = letter_of(mail, about)
    message = letters.message(
        letter.subject, letter.body, [letter.to], letter.headers, letter.language
    )
    method = calendars.method_for(mail)
    if method and isinstance(about, Registration):
        _add_calendar(message, about, method, letter.language)
    return message


def _has_reason(mail: Mail, about: Registration | Invitation) -> bool:
    if not about.dialogue.is_published:
        return False
    if isinstance(about, Invitation):
        return about.is_usable(timezone.now())
    if _tells_of_the_end(mail.kind, about.dialogue):
        return about.state in COUNTING_ON_IT
    return about.state in HOLDS_IN.get(mail.kind, tuple(State))


def _tells_of_the_end(kind: str, dialogue: Dialogue) -> bool:
    """Whether what changed is that the dialogue does not take place."""
    return kind == MailKind.CHANGED and dialogue.status == Status.CANCELLED


def _add_calendar(
    message: EmailMultiAlternatives, about: Registration, method: str, language: str
) -> None:
    """As a part of the mail, from which programs offer it, and as a file for all others."""
    with override(language):
        entry = calendars.calendar_of(about, method)
    message.attach_alternative(entry.decode(), f"text/calendar; method={method}")
    message.attach("invite.ics", entry, "application/ics")


def letter_of(mail: Mail, about: Registration | Invitation) -> Letter:
    to = about.address if isinstance(about, Invitation) else about.user.email
    language = _language(mail.kind, about)
    with override(language):
        subject, body = written(mail.kind, about.dialogue, values_of(about))
        body += _missing(mail.kind, about)
    return Letter(to, language, subject, body, headers_of(mail, about))


def _missing(kind: str, about: Registration | Invitation) -> str:
    """What the guest still has to do, whatever words the convener has chosen."""
    if kind != MailKind.SUBMITTED or isinstance(about, Invitation) or not evidence_missing(about):
        return ""
    asked = f"\n{about.group.evidence}\n" if about.group.evidence else ""
    text = _(
        "Evidence is still missing, and without it nobody can decide. Add it on your own page."
    )
    return f"\n{text}\n{asked}"


def _language(kind: str, about: Registration | Invitation) -> str:
    """The guest's, or the one that the convener's own words are in."""
    wanted = about.language or settings.LANGUAGE_CODE
    own = _own(kind, about.dialogue)
    picked = own.body.pick(wanted).language if own else wanted
    return picked if picked in dict(settings.LANGUAGES) else wanted


def _own(kind: str, dialogue: Dialogue) -> MailText | None:
    """A dialogue that is off leaves no room for words about what changed."""
    if _tells_of_the_end(kind, dialogue):
        return None
    return MailText.objects.filter(dialogue=dialogue, kind=kind).first()


# Headers


def headers_of(mail: Mail, about: Registration | Invitation) -> dict[str, str]:
    """One thread for all that is written to somebody about a dialogue; answers go to people."""
    headers = {"Message-ID": message_id(mail)}
    if (first := _first_before(mail, about)) is not None:
        headers["In-Reply-To"] = headers["References"] = message_id(first)
    dialogue = about.dialogue
    if dialogue.contact_email:
        name = " ".join(dialogue.contact_name.split())
        headers["Reply-To"] = formataddr((name, dialogue.contact_email))
    return headers


def message_id(mail: Mail) -> str:
    """By which a mail that comes back is recognised: its row's uid, at this site."""
    return f"<{mail.uid.hex}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}>"


def _first_before(mail: Mail, about: Registration | Invitation) -> Mail | None:
    """The first that was sent about the same registration, or about the invitation to it."""
    sent = Mail.objects.filter(state__in=(MailState.SENT, MailState.BOUNCED)).exclude(pk=mail.pk)
    ours = sent.filter(registration=mail.registration_id, invitation=mail.invitation_id)
    if isinstance(about, Registration) and about.invitation_id is not None:
        ours |= sent.filter(invitation=about.invitation_id)
    return ours.order_by("pk").first()


# Words


def values_of(about: Registration | Invitation) -> dict[str, str]:
    """The placeholders and what stands in their places, in the language that is active."""
    dialogue = about.dialogue
    mode = about.mode if isinstance(about, Registration) else ""
    return {
        "name": addressed(about.honorific, about.name),
        "dialogue": str(dialogue.title),
        "group": str(about.group.name) if about.group else "",
        "dates": words.dates(dialogue),
        "place": words.place(dialogue, mode),
        "deadline": _deadline(about),
        "link": link_of(about),
        "contact": contact_of(dialogue),
    }


def addressed(honorific: str, name: str) -> str:
    """Dr Ada Guest. What looks like an address is left out: a name must not advertise."""
    whole = " ".join(f"{honorific} {name}".split())
    is_plain = not LINKING.search(whole) and not _LOOKS_LIKE_ADDRESS.search(whole)
    return whole if name and is_plain else _("colleague")


def contact_of(dialogue: Dialogue) -> str:
    return _(", ").join(filter(None, [dialogue.contact_name, dialogue.contact_email]))


def link_of(about: Registration | Invitation) -> str:
    """The invitation's link; of a registration, the page of its owner, who has to sign in."""
    if isinstance(about, Invitation):
        return tokens.link_of(about)
    page = reverse("my-registration", args=[about.dialogue.slug])
    return f"{settings.BASE_URL}{page}"


def _deadline(about: Registration | Invitation) -> str:
    zone = about.dialogue.zone
    if isinstance(about, Registration) and about.offer_ends_at is not None:
        return words.until(about.offer_ends_at, zone)
    end = _closes_at(about.group)
    if isinstance(about, Invitation):
        is_first = end is None or about.late or about.expires_at < end
        end = about.expires_at if is_first else end
    return words.until(end, zone) if end else ""


def _closes_at(group: Group | None) -> datetime | None:
    opening = eligibility.opening_for(LINK, group.dialogue) if group else None
    return eligibility.window_of(group, opening).closes_at if group and opening else None


def written(kind: str, dialogue: Dialogue, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text in the language that is active."""
    own = _own(kind, dialogue)
    if own is None:
        return standard(kind, dialogue, values)
    return filled(str(own.subject), values), filled(str(own.body), values, keep_lines=True)


def standard(kind: str, dialogue: Dialogue, values: Mapping[str, str]) -> tuple[str, str]:
    """The words of Parley, for those who have written none of their own."""
    template = "dialogue_cancelled" if _tells_of_the_end(kind, dialogue) else kind
    text = render_to_string(f"mail/registration/{template}.txt", {**values}).strip()
    subject, _newline, body = text.partition("\n")
    return " ".join(subject.split()), re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"


def filled(text: str, values: Mapping[str, str], *, keep_lines: bool = False) -> str:
    """The text with each known placeholder replaced; all others stay as they are."""
    given = PLACEHOLDER.sub(lambda found: values.get(found[1].strip(), found[0]), text)
    return given.strip() + "\n" if keep_lines else " ".join(given.split())


def unknown_placeholders(text: str) -> list[str]:
    """What stands in braces and is no placeholder, in order."""
    found = [name.strip() for name in PLACEHOLDER.findall(text)]
    return list(dict.fromkeys(name for name in found if name not in PLACEHOLDERS))
