"""A person takes away all that is held on them, and nothing that is held on others."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db.models import CASCADE, ForeignKey
from django.urls import reverse

from parley.apps.accounts.models import User
from parley.apps.accounts.personas import DOMAIN
from parley.apps.convening.models import SeatRole
from parley.apps.registration.models import Question, Registration
from parley.core import my_data, privacy
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make
from tests.registration.privacy.world import ADDRESS, NAME, guest, shown, speaker

pytestmark = pytest.mark.django_db
PAGE, ERASE = "/account/data/", "/account/erase/"


def unpacked(response: Any) -> dict[str, bytes]:
    """Of a response or of the file itself."""
    content = getattr(response, "streaming_content", response)
    with zipfile.ZipFile(io.BytesIO(b"".join(content))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_everything_is_in_one_file_for_people_and_for_programs(signed_in: Any) -> None:
    account, row = guest()
    person = speaker(account)
    make.contribution(make.session(row.dialogue), person=person)
    question = Question.objects.create(dialogue=row.dialogue, text=LocalText(en="Which <diet>?"))
    row.answers = {str(question.pk): "No <b>seeds</b>"}
    row.save()
    response = signed_in(account).post(PAGE)
    assert response["Content-Disposition"] == 'attachment; filename="my-data.zip"'
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
    files = unpacked(response)
    attached = {"files/001-canary.pdf", "files/002-photo"}
    assert set(files) == {"data.json", "read-me.html", *attached}
    assert files["files/002-photo"] == b"a canary" and files["files/001-canary.pdf"][:5] == b"%PDF-"

    told = json.loads(files["data.json"])
    held = told["held"]
    assert (told["address"], told["files"]) == (ADDRESS, sorted(attached))
    assert held["account"][0]["name"] == held["registrations"][0]["name"] == NAME
    assert held["registrations"][0]["access_needs"] == "canary seed"
    assert held["registrations"][0][f"answer_{question.pk}"] == "No <b>seeds</b>"
    assert held["note"][0]["text"] == f"Asked {NAME} to write."
    assert [step["after"] for step in held["transition"]] == ["submitted", "approved"]
    assert held["transition"][1]["reason"] == f"Because of {NAME}."
    assert held["invitations"][0]["address"] == ADDRESS
    assert held["person"][0]["bio"] == {"en": "Loves canaries."}
    assert {"evidence", "mail", "seats", "contributions", "devices", "record"} <= set(held)

    page = files["read-me.html"].decode()
    assert "Which &lt;diet&gt;?" in page and "No &lt;b&gt;seeds" in page and "<b>seeds" not in page
    assert 'href="files/001-canary.pdf"' in page
    line = AuditRecord.objects.get(action="account.data_handed_out")
    assert (line.actor_user, line.subject_id) == (account.pk, str(account.pk))


def test_nothing_of_other_people_and_no_secret_is_in_it(signed_in: Any) -> None:
    account, row = guest()
    Authenticator.objects.create(user=account, type="totp", data={"secret": "hush-hush"})
    other = make.registration(row.group, make.user(name="Olga Other", email="olga@example.org"))
    nominated = make.invitation(row.group, name="Nina Nominated", nominated_by=row)
    mine = make.invitation(make.group(make.dialogue()), address=ADDRESS, nominated_by=other)
    client = signed_in(account)
    with my_data.archive(make.actor(account), privacy.of_account(account)) as archive:
        files = unpacked(archive)
    text = (files["data.json"] + files["read-me.html"]).decode()
    hidden = ("Carl", "Olga", "olga@", "Nina", nominated.address, "hush-hush", account.password)
    assert [word for word in (*hidden, client.session.session_key) if word in text] == []
    assert json.loads(files["data.json"])["held"]["nominations"] == [{"count": 1}]
    assert str(mine.dialogue.title) in text


def test_a_title_that_was_not_published_stays_hidden(signed_in: Any) -> None:
    account = make.user()
    person, draft = make.person(user=account), make.dialogue(status="draft")
    make.contribution(make.session(draft, title=LocalText(en="Secret panel")), person=person)
    make.contribution(make.session(make.dialogue(), title=LocalText(en="Known")), person=person)
    make.seat(draft, account, SeatRole.INVITED)
    with my_data.archive(make.actor(account), privacy.of_account(account)) as archive:
        held = json.loads(unpacked(archive)["data.json"])["held"]
    told = {row["session"] for row in held["contributions"]}
    assert told == {"Known", "(not open to you)"}
    assert held["seats"] == [{"dialogue": "(not open to you)", "role": "invited"}]


def test_the_page_shows_the_same_and_changes_nothing(signed_in: Any) -> None:
    account, _row = guest()
    client = signed_in(account)
    lines = AuditRecord.objects.count()
    text = client.get(PAGE).content.decode()
    assert "canary seed" in text and "canary.pdf" in text and "Carl" not in text
    assert AuditRecord.objects.count() == lines
    assert reverse("my-data") in client.get(reverse("account")).content.decode()


def test_visitors_and_previews_have_nothing_to_read_or_to_erase(
    client: Any, signed_in: Any
) -> None:
    dialogue, convener = make.dialogue(), make.user(is_convener=True)
    make.seat(dialogue, convener, SeatRole.CONVENER)
    previewing = signed_in(convener)
    previewing.post(reverse("preview-start", args=[dialogue.slug]), {"persona": "participant"})
    for page in (PAGE, ERASE):
        assert client.get(page).status_code == 302 and "sign-in" in client.get(page)["Location"]
        assert client.post(page, {"sure": "on"}).status_code == 403
        assert previewing.post(page, {"sure": "on"}).status_code == 403
    assert User.objects.filter(pk=convener.pk).exists()


def test_erasing_oneself_takes_two_taps_and_signs_out(
    signed_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    account, _row = guest()
    client = signed_in(account)
    text = client.get(ERASE).content.decode()
    assert "Your account: address" in text and f"account {account.pk}" in text
    assert client.post(ERASE).status_code == 422
    assert User.objects.filter(email=ADDRESS).exists()
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(ERASE, {"sure": "on"})
    assert done.status_code == 200 and "You are erased" in done.content.decode()
    assert shown() == set()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    assert client.get(reverse("account")).status_code == 302


def test_accounts_of_the_demonstration_are_not_one_persons_to_erase(signed_in: Any) -> None:
    account = make.user(email=f"facilitator@{DOMAIN}")
    text = signed_in(account).get(ERASE).content.decode()
    assert "belongs to the demonstration" in text
    assert signed_in(account).post(ERASE, {"sure": "on"}).status_code == 422
    assert User.objects.filter(pk=account.pk).exists()


def test_a_second_factor_is_shown_again_before(signed_in: Any) -> None:
    account = make.user()
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    for page in (PAGE, ERASE):
        response = signed_in(account).get(page)
        assert response.status_code == 302 and "confirm" in response["Location"]


def test_a_name_of_a_file_can_lead_nowhere_else() -> None:
    from parley.core.my_data import _safe

    assert _safe("../../etc/passwd") == "etc-passwd"
    assert _safe("/a/b.pdf") == "a-b.pdf"
    assert _safe("...") == "file"
    assert _safe("Näher – dran.pdf") == "Näher-dran.pdf"


# Tables that belong to a person, directly or by what belongs to them.
HELD_ELSEWHERE = {
    # what one signs in with, sessions: accounts tells of them table by table
    *("account.EmailAddress", "mfa.Authenticator", "socialaccount.SocialAccount"),
    *("usersessions.UserSession", "accounts.Person", "accounts.Affiliation"),
    *("convening.Seat", "convening.SessionSeat", "registration.Registration"),
    "deliberation.OnRecord",
    "deliberation.Speaker",
    "outcomes.Endorsement",
    "reports.ReportComment",
}


def test_every_table_that_hangs_on_an_account_is_told_of() -> None:
    """Whoever adds one has to say how it is handed out; it goes with the account by CASCADE."""
    hanging = {
        model._meta.label
        for model in apps.get_models()
        for column in model._meta.concrete_fields
        if isinstance(column, ForeignKey)
        and column.related_model is User
        and column.remote_field.on_delete is CASCADE
    }
    assert hanging <= HELD_ELSEWHERE


def test_whatever_hangs_on_a_registration_is_handed_out_by_itself(signed_in: Any) -> None:
    account, row = guest()
    names = {table.name for table in privacy.tables_of(privacy.of_account(account))}
    filled = {
        relation.related_model._meta.model_name
        for relation in Registration._meta.related_objects
        if relation.on_delete is CASCADE
        and relation.related_model._default_manager.filter(**{relation.field.name: row}).exists()
    }
    assert filled >= {"evidence", "note", "transition", "mail"} and filled <= names
