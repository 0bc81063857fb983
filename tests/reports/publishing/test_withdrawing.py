"""What may still happen to a version."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from parley.apps.reports.models import Version
from parley.apps.reports.services import withdrawing
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord, SearchEntry
from tests.reports.publishing.scene import Ready, told

pytestmark = pytest.mark.django_db
SERVICE = "parley.apps.reports.services.publishing"
REASON = told("A name stood in it.", "Un nom y figurait.")


@pytest.fixture
def ready(monkeypatch):
    monkeypatch.setattr(f"{SERVICE}.pdf_of", lambda document: b"%PDF")
    monkeypatch.setattr(f"{SERVICE}.word_of", lambda document: b"PK")
    return Ready()


def withdrawn(ready, version, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return withdrawing.withdraw(ready.convener, version, REASON)


def test_its_files_go_and_its_line_stays(ready, media, django_capture_on_commit_callbacks):
    version = ready.publish()
    assert SearchEntry.objects.filter(kind="report").exists()
    digests = Version.objects.values_list("digest", "package_digest").get()
    withdrawn(ready, version, django_capture_on_commit_callbacks)
    version.refresh_from_db()
    assert version.is_withdrawn and dict(version.withdrawn_because) == dict(REASON)
    assert (version.digest, version.package_digest) == digests and not version.package
    assert [(str(one.pdf), str(one.docx)) for one in version.editions.all()] == [("", "")] * 2
    assert list((media / "reports").glob("*")) == []
    assert not SearchEntry.objects.filter(kind="report").exists()
    assert AuditRecord.objects.filter(action="report.version_withdrawn").count() == 1


def test_not_twice_and_not_without_a_reason_in_each_language(ready):
    version = ready.publish()
    for reason in (LocalText(), LocalText(en="x"), LocalText(en="x", fr="  ")):
        with pytest.raises(InvalidInput, match="each language"):
            withdrawing.withdraw(ready.convener, version, reason)
    withdrawing.withdraw(ready.convener, version, REASON)
    with pytest.raises(InvalidInput, match="already"):
        withdrawing.withdraw(ready.convener, version, REASON)


@pytest.mark.parametrize("role", ["rapporteur", "facilitator", "participant", "outsider"])
def test_conveners_alone_do_it(ready, role):
    version = ready.publish()
    with pytest.raises(NotAllowed):
        withdrawing.withdraw(ready.actor(role), version, REASON)
    with pytest.raises(NotAllowed):
        withdrawing.name_doi(ready.actor(role), version, "10.5555/a")


def test_its_number_is_not_given_again(ready):
    withdrawing.withdraw(ready.convener, ready.publish(), REASON)
    ready.report.refresh_from_db()
    ready.report.correction = told("Without the name.", "Sans le nom.")
    ready.report.save()
    assert ready.publish().number == 2


def test_a_doi_is_given_once(ready):
    version = ready.publish()
    for wrong in ("", "10.1/x", "example"):
        with pytest.raises(InvalidInput):
            withdrawing.name_doi(ready.convener, version, wrong)
    withdrawing.name_doi(ready.convener, version, "https://doi.org/10.5555/a")
    assert Version.objects.get().doi == "10.5555/a"
    with pytest.raises(InvalidInput, match="keeps"):
        withdrawing.name_doi(ready.convener, version, "10.5555/b")
    assert AuditRecord.objects.get(action="report.doi_named").data["doi"] == "10.5555/a"


def test_a_doi_is_of_one_version(ready):
    first = ready.publish()
    withdrawing.name_doi(ready.convener, first, "10.5555/a")
    ready.report.refresh_from_db()
    ready.report.correction = told("A comma.", "Une virgule.")
    ready.report.save()
    with pytest.raises(InvalidInput, match="Another version"):
        withdrawing.name_doi(ready.convener, ready.publish(), "10.5555/a")


# ---- pages


def page(ready, name="desk-report-publish", *more):
    return reverse(name, args=[ready.dialogue.slug, *more])


def test_the_page_leads_from_checks_to_a_version(ready, signed_in):
    client = signed_in(ready.accounts["convener"])
    text = client.get(page(ready)).content.decode()
    assert "Nothing stands in the way." in text and "Approve revision" in text
    stale = client.post(page(ready, "desk-report-approve"), {"revision": "99"}, follow=True)
    assert "has been changed" in stale.content.decode()
    answer = client.post(page(ready, "desk-report-approve"), {"revision": "0"}, follow=True)
    assert "was approved by" in answer.content.decode()
    sure = client.get(page(ready, "desk-report-publish-sure")).content.decode()
    assert "Version 1 is published in these languages: English, French." in sure
    revision = ready.report.__class__.objects.get().revision
    client.post(page(ready, "desk-report-publish-sure"), {"revision": revision})
    text = client.get(page(ready)).content.decode()
    assert reverse("report-version", args=[ready.report.uid, 1]) in text
    assert Version.objects.get().published_by == ready.accounts["convener"]


RESTS = "Version 1 is this text as it stands. There is nothing to approve or to publish"
ASKED = ("in the way of publishing", "what this version corrects", "is not approved", "Approve rev")


def asked_of(client, ready):
    """Whether the page says that all is as it was published, and what it asks for all the same."""
    text = client.get(page(ready)).content.decode()
    return RESTS in text, [words for words in ASKED if words in text]


def test_once_it_is_published_nothing_is_asked(ready, signed_in):
    ready.publish()
    for role in ("convener", "rapporteur"):
        client = signed_in(ready.accounts[role])
        assert asked_of(client, ready) == (True, [])
        assert page(ready, "desk-report-settings") in client.get(page(ready)).content.decode()


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({"languages": ["en"]}, list(ASKED)),
        ({"doi": "10.5555/b"}, list(ASKED)),
        ({"revision": 7}, list(ASKED)),
        ({"correction": {"en": "A comma.", "fr": "Une virgule."}}, list(ASKED[2:])),
    ],
)
def test_once_something_changes_there_is_a_next_version(ready, signed_in, change, asked):
    ready.publish()
    type(ready.report).objects.update(**change)
    assert asked_of(signed_in(ready.accounts["convener"]), ready) == (False, asked)


def test_what_is_wrong_with_what_is_published_is_told(ready, signed_in):
    ready.publish()
    type(ready.report).objects.update(title={"en": "Outcome"})
    client = signed_in(ready.accounts["convener"])
    assert asked_of(client, ready) == (False, ["in the way of publishing"])
    text = client.get(page(ready)).content.decode()
    assert "The title is missing in French." in text
    assert "Version 1 is this text. What follows is about the version after it." in text


def test_a_withdrawn_version_is_no_text_that_stands(ready, signed_in):
    version = ready.publish()
    withdrawing.withdraw(ready.convener, version, told("x", "y"))
    client = signed_in(ready.accounts["convener"])
    text = client.get(page(ready)).content.decode()
    assert "is this text" not in text and "This text is not approved." in text
    home = client.get(page(ready, "desk-report")).content.decode()
    assert "published, as it stands" not in home and "Go on with the text" in home


def test_rapporteurs_look_and_conveners_act(ready, signed_in):
    ready.publish()
    client = signed_in(ready.accounts["rapporteur"])
    text = client.get(page(ready)).content.decode()
    assert "Checks" in text and "Approve revision" not in text
    assert page(ready, "desk-report-withdraw", 1) not in text
    for name in ("desk-report-approve", "desk-report-unapprove", "desk-report-publish-sure"):
        assert client.post(page(ready, name)).status_code == 403
    for name in ("desk-report-withdraw", "desk-report-doi"):
        assert client.get(page(ready, name, 1)).status_code == 403
    for role in ("facilitator", "participant", "outsider"):
        other = signed_in(ready.accounts[role])
        for name in ("desk-report-publish", "desk-report-publish-progress"):
            assert other.get(page(ready, name)).status_code == 404
        assert other.get(page(ready, "desk-report-withdraw", 1)).status_code == 404


def test_names_are_told_to_conveners_alone(ready, signed_in):
    ready.report.subtitle = told("with Canary Closed", "x")
    ready.report.save()
    told_to = {
        role: signed_in(ready.accounts[role]).get(page(ready)).content.decode()
        for role in ("convener", "rapporteur")
    }
    assert "is a name or a title that is not public" in told_to["convener"]
    assert "is a name or a title" not in told_to["rapporteur"]
    assert "Nothing stands in the way." in told_to["rapporteur"]


def test_problems_lead_to_their_blocks(ready, signed_in):
    body = [*ready.report.body]
    body[1] = {**body[1], "text": {"en": "Most states agree.", "fr": "<script>x</script> 80 % ✓"}}
    ready.report.body = body
    ready.report.save()
    text = signed_in(ready.accounts["rapporteur"]).get(page(ready)).content.decode()
    assert f"#block-{body[1]['uid']}" in text
    assert "&lt;script&gt;" in text and "<script>x" not in text


def test_withdrawing_asks_who_one_is_and_then_for_the_reason(ready, signed_in, monkeypatch):
    ready.publish()
    client = signed_in(ready.accounts["convener"])
    address = page(ready, "desk-report-withdraw", 1)
    monkeypatch.setattr("parley.apps.reports.views.publishing.is_fresh", lambda request: False)
    assert client.post(address, {"reason_en": "x", "reason_fr": "y"}).status_code == 403
    assert not Version.objects.get().is_withdrawn
    monkeypatch.undo()
    assert "This can’t be undone" in client.get(address).content.decode()
    assert client.post(address, {"reason_en": "x"}).status_code == 422
    client.post(address, {"reason_en": "x", "reason_fr": "y"})
    assert dict(Version.objects.get().withdrawn_because) == {"en": "x", "fr": "y"}
    text = client.get(page(ready)).content.decode()
    assert "Withdrawn:" in text and address not in text


def test_a_doi_is_typed_in(ready, signed_in):
    ready.publish()
    client = signed_in(ready.accounts["convener"])
    address = page(ready, "desk-report-doi", 1)
    assert client.post(address, {"doi": "wrong"}).status_code == 422
    assert client.post(address, {"doi": "10.5555/a"}).status_code == 302
    assert "10.5555/a" in client.get(page(ready)).content.decode()


def test_progress_is_told_and_ends_with_the_page_anew(ready, signed_in):

    client = signed_in(ready.accounts["rapporteur"])
    rows = type(ready.report).objects
    rows.update(doing="publishing", working="working", progress=0.4, moved_at=timezone.now())
    answer = client.get(page(ready, "desk-report-publish-progress"))
    assert "is being made: English" in answer.content.decode() and "HX-Refresh" not in answer
    rows.update(moved_at=timezone.now() - timedelta(hours=1))
    answer = client.get(page(ready, "desk-report-publish-progress"))
    assert "was interrupted" in answer.content.decode() and answer["HX-Refresh"] == "true"
