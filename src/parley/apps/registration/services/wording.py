"""What the mails say: the convener's words, or the standard ones, with a fixed list of placeholders."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import override

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models import (
    Group,
    Invitation,
    InvitationState,
    Mail,
    MailText,
    Registration,
)
from parley.apps.registration.selectors import tokens
from parley.core import mail as letters
from parley.core.errors import ParleyError


@dataclass(frozen=True)
class Letter:
    """A mail about to be sent."""

    to: str
    language: str
    subject: str
    body: str
    headers: dict[str, str] = field(default_factory=dict)


def message_of(mail: Mail) -> EmailMessage | None:
    """The mail as it goes out now; None where its reason is gone."""
    about: Registration | Invitation | None = mail.registration or mail.invitation
    if about is None:
        raise ParleyError("a mail is about a registration or an invitation")
    if isinstance(about, Invitation) and about.state != InvitationState.OPEN:
        return None
    letter = _letter(mail, about)
    return letters.message(
        letter.subject, letter.body, [letter.to], letter.headers, letter.language
    )


def _letter(mail: Mail, about: Registration | Invitation) -> Letter:
    to = about.address if isinstance(about, Invitation) else about.user.email
    language = about.language or settings.LANGUAGE_CODE
    with override(language):
        subject, body = written(mail.kind, about.dialogue, values_of(about))
    return Letter(to, language, subject, body)


def values_of(about: Registration | Invitation) -> dict[str, str]:
    """The placeholders and what stands in their places, in the language that is active."""
    group: Group | None = about.group
    link = tokens.link_of(about) if isinstance(about, Invitation) else settings.BASE_URL
    return {
        "name": about.name,
        "dialogue": str(about.dialogue.title),
        "group": str(group or ""),
        "link": str(link),
    }


def written(kind: str, dialogue: Dialogue, values: dict[str, str]) -> tuple[str, str]:
    """Subject and text in the language that is active."""
    own = MailText.objects.filter(dialogue=dialogue, kind=kind).first()
    if own is None:
        text = render_to_string(f"mail/registration/{kind}.txt", _context(dialogue, values))
        subject, _, body = text.strip().partition("\n")
    else:
        subject, body = str(own.subject), str(own.body)
        for name, value in values.items():
            subject = subject.replace("{" + name + "}", value)
            body = body.replace("{" + name + "}", value)
    return " ".join(subject.split()), body.strip() + "\n"


def _context(dialogue: Dialogue, values: dict[str, str]) -> dict[str, Any]:
    return {**values, "site_name": settings.SITE_NAME}
