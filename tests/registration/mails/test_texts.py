"""The convener's own words: what may stand in them, and what is sent."""

from typing import Any

import pytest
from django.core import mail as outbox
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.registration.models import Admission, MailKind, MailText
from parley.apps.registration.services import mails, mailtexts, wording
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from tests import factories as make
from tests.registration.conftest import Host

pytestmark = pytest.mark.django_db

OWN = {
    "subject": LocalText(en="Come to {dialogue}", fr="Venez à {dialogue}"),
    "body": LocalText(en="Dear {name},\n\nAs {group}.\n\n{link}", fr="Bonjour {name},\n\n{link}"),
}


def write(host: Host, **changes: Any) -> None:
    kind = MailKind.INVITATION
    mailtexts.write(host.actor, host.dialogue, kind, {**OWN, **changes}, seen=None)


def sent(host: Host, **invitation: Any) -> Any:
    group = make.group(host.dialogue, admission=Admission.INVITATION, name=LocalText(en="Envoys"))
    row = make.invitation(group, **{"name": "Ada Guest", "honorific": "Dr", **invitation})
    mails.queue(MailKind.INVITATION, invitation=row)
    return outbox.outbox[-1]


def test_ones_own_words_are_sent_with_their_placeholders_filled(host: Host) -> None:
    write(host)
    mail = sent(host)
    assert mail.subject == "Come to Florence Dialogue"
    assert mail.body.startswith("Dear Dr Ada Guest,\n\nAs Envoys.\n\nhttp")
    assert sent(host, language="fr").body.startswith("Bonjour Dr Ada Guest,")


def test_who_reads_another_language_gets_the_words_that_there_are(host: Host) -> None:
    write(host)
    mail = sent(host, language="ar")
    assert mail.subject == "Come to Florence Dialogue"
    assert mail.extra_headers["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"body": LocalText(en="{link} {nmae}", fr="{link}")}, r"\{nmae\}.*\{name\}"),
        ({"subject": LocalText(en="{0.__class__}", fr="x")}, "no placeholder"),
        ({"body": LocalText(en="{% load i18n %}{link}", fr="{link}")}, "no placeholder"),
        ({"body": LocalText(en="Dear {name}", fr="{link}")}, "need their link"),
        ({"body": LocalText(en="{link}")}, "same languages"),
        ({"subject": LocalText(en="x" * 201, fr="x")}, "200 characters"),
    ],
)
def test_what_can_not_be_sent_is_refused_by_name(
    host: Host, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        write(host, **changes)
    assert not MailText.objects.exists()


def test_words_are_no_templates_and_values_are_looked_at_once() -> None:
    values = {"name": "{link}", "link": "https://parley.example.org/x"}
    assert wording.filled("{{ name }} {name} {% now 'Y' %}", values) == (
        "{{link}} {link} {% now 'Y' %}"
    )


@given(st.dictionaries(st.sampled_from([*wording.PLACEHOLDERS]), st.text(max_size=30)), st.text())
def test_filling_changes_nothing_but_placeholders(values: dict[str, str], text: str) -> None:
    plain = text.replace("{", "").replace("}", "")
    assert wording.filled(plain, values) == " ".join(plain.split())


def test_the_standard_words_unchanged_are_not_kept_as_ones_own(host: Host) -> None:
    standard = mailtexts.begun(host.dialogue, MailKind.INVITATION)
    assert set(standard.subject) == {"en", "fr", "ar"} and "{link}" in str(standard.body)
    write(host)
    write(host, subject=standard.subject, body=standard.body)
    assert not MailText.objects.exists()


@pytest.mark.parametrize("kind", MailKind)
def test_every_kind_has_standard_words_that_may_be_sent(host: Host, kind: MailKind) -> None:
    standard = mailtexts.begun(host.dialogue, kind)
    assert mailtexts.problems_in(kind, standard.subject, standard.body) == []
    values = {name: f"<{name}>" for name in wording.PLACEHOLDERS}
    subject, body = wording.standard(kind, host.dialogue, values)
    assert "<dialogue>" in subject and "\n\n<link>\n" in body
    assert "\n\n\n" not in body and "<contact>" in body


def test_only_conveners_write_them(host: Host) -> None:
    with pytest.raises(NotAllowed):
        mailtexts.write(make.actor(make.user()), host.dialogue, MailKind.LINK, OWN, seen=None)


# The desk


def address(host: Host, name: str, *parts: str) -> str:
    return reverse(name, args=[host.dialogue.slug, *parts])


def typed(**more: str) -> dict[str, str]:
    fields = {"subject_en": "Come to {dialogue}", "body_en": "{name}\n\n{link}", "seen": ""}
    return {**fields, **more}


def test_the_desk_shows_all_mails_and_the_words_of_each(host: Host) -> None:
    page = host.client.get(address(host, "registration-mails")).content.decode()
    for kind in MailKind:
        assert address(host, "registration-mail", kind) in page
        assert host.client.get(address(host, "registration-mail", kind)).status_code == 200
    missing = host.client.get(address(host, "registration-mail", "nothing"))
    assert missing.status_code == 404


def test_writing_looking_and_going_back_at_the_desk(host: Host) -> None:
    make.group(host.dialogue, name=LocalText(en="Envoys"))
    page = address(host, "registration-mail", "invitation")
    form = host.client.get(page).context["form"]
    seen = form.version_of(mailtexts.text_of(host.dialogue, MailKind.INVITATION))
    shown = host.client.post(page, typed(preview="mail")).content.decode()
    assert "Come to Florence Dialogue" in shown and "Dr Ada Example" in shown
    assert not MailText.objects.exists()
    wrong = host.client.post(page, typed(body_en="{link} {x}", seen=seen))
    assert (wrong.status_code, "no placeholder {x}" in wrong.content.decode()) == (422, True)
    assert host.client.post(page, typed(seen=seen)).status_code == 302
    assert str(MailText.objects.get().subject) == "Come to {dialogue}"
    assert host.client.post(page, typed(seen="older")).status_code == 409
    host.client.post(address(host, "registration-mail-restore", "invitation"))
    assert not MailText.objects.exists()


def test_telling_of_a_change_at_the_desk(host: Host) -> None:
    group = make.group(host.dialogue, vetted=False)
    make.registration(group, state="approved", entry="0" * 64)
    page = host.client.get(address(host, "registration-mails")).content.decode()
    assert "1 person got the confirmation" in page
    response = host.client.post(address(host, "registration-mails-tell"), follow=True)
    assert "1 person is told" in response.content.decode()
    assert [mail.subject for mail in outbox.outbox] == ["New time or place: Florence Dialogue"]


def test_a_preview_learns_nothing_of_who_comes(host: Host) -> None:
    host.client.post(reverse("preview-start", args=["florence"]), {"persona": "convener"})
    for name in ("registration-mails", "registration-mails-tell"):
        ask = host.client.post if name.endswith("tell") else host.client.get
        assert ask(address(host, name)).status_code == 403
