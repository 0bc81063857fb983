"""Forms keep what was typed, show what somebody else saved, and lose no language."""

from datetime import date
from typing import Any

from parley.apps.convening.models import Dialogue
from parley.apps.convening.services import dialogues
from parley.core.localtext import LocalText
from tests import factories as make

BASE = "/convene/dialogues/florence/"
FACTS = {
    "title_en": "Florence Dialogue",
    "slug": "florence",
    "visibility": "public",
    "starts_on": "2027-05-12",
    "ends_on": "2027-05-13",
    "time_zone": "Europe/Rome",
    "format": "in_person",
}
SCRIPT = "<script>alert('canary')</script>"


def seen(desk: Any, address: str) -> str:
    return str(desk.client.get(address).context["version"])


# One row


def test_facts_are_saved_and_lead_back_to_the_overview(desk: Any) -> None:
    data = {**FACTS, "city": "Florence", "country": "IT", "slug": "firenze"}
    response = desk.post(f"{BASE}facts/", {**data, "seen": seen(desk, f"{BASE}facts/")})
    assert response.status_code == 302
    assert response["Location"] == "/convene/dialogues/firenze/"
    desk.dialogue.refresh_from_db()
    assert (desk.dialogue.city, desk.dialogue.country) == ("Florence", "IT")


def test_everything_typed_comes_back_with_an_error(desk: Any) -> None:
    typed = {
        **FACTS,
        "title_en": "",
        "title_fr": "",
        "subtitle_en": "Two days",
        "subtitle_ar": "يومان",
        "contact_name": "Alice",
        "contact_email": "not an address",
        "hashtag": "#EUCyber",
        "edition": "second",
        "registration_deadline": "2027-04-01",
    }
    response = desk.post(f"{BASE}facts/", {**typed, "seen": "x"})
    page = response.content.decode()
    assert response.status_code == 422
    for text in ("Two days", "يومان", "Alice", "not an address", "#EUCyber", "second"):
        assert f'value="{text}"' in page, text
    assert 'href="#id_contact_email"' in page
    assert "Give this text in at least one language." in page
    assert 'value="2027-04-01"' in page
    desk.dialogue.refresh_from_db()
    assert str(desk.dialogue.title) == "Florence Dialogue"


def test_languages_that_the_interface_lacks_are_kept(desk: Any) -> None:
    title = LocalText(en="Florence", it="Firenze")
    purpose = LocalText(de="Zweck")
    Dialogue.objects.filter(pk=desk.dialogue.pk).update(title=title, purpose=purpose)
    data = {**FACTS, "title_en": "", "title_fr": "Florence", "seen": seen(desk, f"{BASE}facts/")}
    assert desk.post(f"{BASE}facts/", data).status_code == 302
    texts = {"purpose_en": "Purpose", "seen": seen(desk, f"{BASE}texts/")}
    assert desk.post(f"{BASE}texts/", texts).status_code == 302
    desk.dialogue.refresh_from_db()
    assert desk.dialogue.title == {"fr": "Florence", "it": "Firenze"}
    assert desk.dialogue.purpose == {"de": "Zweck", "en": "Purpose"}


def test_a_title_in_another_language_alone_may_stay_so(desk: Any) -> None:
    Dialogue.objects.filter(pk=desk.dialogue.pk).update(title=LocalText(it="Firenze"))
    data = {**FACTS, "title_en": "", "city": "Florence", "seen": seen(desk, f"{BASE}facts/")}
    assert desk.post(f"{BASE}facts/", data).status_code == 302
    desk.dialogue.refresh_from_db()
    assert desk.dialogue.title == {"it": "Firenze"}


def test_lines_stay_lines(desk: Any) -> None:
    data = {**FACTS, "title_en": " One\r\nBcc:  two ", "seen": seen(desk, f"{BASE}facts/")}
    desk.post(f"{BASE}facts/", data)
    desk.dialogue.refresh_from_db()
    assert desk.dialogue.title == {"en": "One Bcc: two"}


def test_a_zone_that_is_not_on_the_list_is_kept(desk: Any) -> None:
    Dialogue.objects.filter(pk=desk.dialogue.pk).update(time_zone="US/Eastern")
    data = {**FACTS, "time_zone": "US/Eastern", "seen": seen(desk, f"{BASE}facts/")}
    assert desk.post(f"{BASE}facts/", data).status_code == 302
    assert desk.post(f"{BASE}facts/", {**data, "time_zone": "Mars/X"}).status_code == 422


def test_an_old_zone_name_is_shown_as_todays_and_stays_until_another_is_chosen(desk: Any) -> None:
    Dialogue.objects.filter(pk=desk.dialogue.pk).update(time_zone="Asia/Calcutta")
    address = f"{BASE}facts/"
    page = desk.client.get(address).content.decode()
    assert '<option value="Asia/Kolkata" selected>' in page
    assert "Asia/Calcutta" not in page
    for chosen, stored in (("Asia/Kolkata", "Asia/Calcutta"), ("Asia/Dhaka", "Asia/Dhaka")):
        data = {**FACTS, "time_zone": chosen, "seen": seen(desk, address)}
        assert desk.post(address, data).status_code == 302
        desk.dialogue.refresh_from_db()
        assert desk.dialogue.time_zone == stored


# Somebody else saves


def test_both_versions_are_shown_and_nothing_is_lost(desk: Any) -> None:
    address = f"{BASE}texts/"
    before = seen(desk, address)
    theirs = {"purpose": LocalText(en="Bob's purpose"), "body": LocalText(en="Bob's body")}
    dialogues.edit(desk.actor, desk.dialogue, theirs)
    mine = {"purpose_en": "Alice's purpose", "body_en": "Bob's body", "seen": before}
    response = desk.post(address, mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert response.context["conflict"] == [("Purpose", "Bob's purpose (en)")]
    assert "Alice&#x27;s purpose" in page
    desk.dialogue.refresh_from_db()
    assert str(desk.dialogue.purpose) == "Bob's purpose"

    again = {**mine, "seen": response.context["version"]}
    assert desk.post(address, again).status_code == 302
    desk.dialogue.refresh_from_db()
    assert str(desk.dialogue.purpose) == "Alice's purpose"


def test_a_conflict_is_told_in_words(desk: Any) -> None:
    """Dates, choices, yes and no, and relations: as one would say them."""
    address = f"{BASE}facts/"
    before = seen(desk, address)
    series = make.series(title=LocalText(en="ECDD"), created_by=desk.user)
    changes = {
        "series": series,
        "ends_on": date(2027, 5, 14),
        "format": "hybrid",
        "registration_required": True,
        "edition": 2,
    }
    dialogues.edit(desk.actor, desk.dialogue, changes)
    response = desk.post(address, {**FACTS, "seen": before})
    assert response.context["conflict"] == [
        ("Series", "ECDD"),
        ("Edition", "2"),
        ("Last day", "May 14, 2027"),
        ("Format", "Hybrid"),
        ("Registration is mandatory", "yes"),
    ]


def test_an_error_does_not_hide_a_conflict(desk: Any) -> None:
    """Whoever corrects a slip must still be told that somebody else has saved."""
    address = f"{BASE}facts/"
    before = seen(desk, address)
    dialogues.edit(desk.actor, desk.dialogue, {"city": "Rome"})
    response = desk.post(address, {**FACTS, "edition": "x", "seen": before})
    assert response.status_code == 422
    assert response.context["version"] == before
    assert desk.post(address, {**FACTS, "seen": before}).status_code == 409


def test_a_form_without_a_version_does_not_overwrite(desk: Any) -> None:
    assert desk.post(f"{BASE}texts/", {"purpose_en": "x"}).status_code == 409


# Previews of texts


def test_a_preview_without_a_script_saves_nothing(desk: Any) -> None:
    typed = {"purpose_en": f"**bold** {SCRIPT}", "body_en": "half", "preview": "purpose"}
    response = desk.post(f"{BASE}texts/", {**typed, "seen": "x"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<strong>bold</strong>" in page
    assert SCRIPT not in page
    assert "half" in page
    desk.dialogue.refresh_from_db()
    assert desk.dialogue.purpose == {}


def test_a_preview_with_htmx_is_a_part(desk: Any, bob: Any, signed_in: Any) -> None:
    typed = {"preview": "purpose", "purpose_en": f"# Why\n\n{SCRIPT}", "purpose_ar": "**لماذا**"}
    page = desk.post("/convene/preview/", typed).content.decode()
    assert "<h3>Why</h3>" in page
    assert 'dir="rtl"><p><strong>لماذا</strong></p>' in page
    assert SCRIPT not in page
    assert "<html" not in page
    assert desk.client.get("/convene/preview/").status_code == 405


# Script in every text


def test_script_in_every_text_field_is_shown_as_text(desk: Any) -> None:
    """On the desk, on the page, in the history: as words, never as a script."""
    text = LocalText(en=SCRIPT, fr=SCRIPT, ar=SCRIPT)
    address = f"{BASE}facts/"
    facts = {
        **FACTS,
        **{f"{name}_{code}": SCRIPT for name in ("title", "subtitle") for code in ("en", "ar")},
        **dict.fromkeys(("city", "contact_name", "hashtag", "account"), SCRIPT),
        "account_network": SCRIPT,
        "seen": seen(desk, address),
    }
    assert desk.post(address, facts).status_code == 302
    names = ("purpose", "body", "background", "eligibility", "source_note")
    texts = {f"{name}_en": SCRIPT for name in names}
    texts["seen"] = seen(desk, f"{BASE}texts/")
    assert desk.post(f"{BASE}texts/", texts).status_code == 302
    desk.dialogue.points.create(kind="objective", text=text)
    desk.dialogue.norms.create(label=SCRIPT, text=text, origin=text)
    organisation = make.organisation(name=text, acronym=SCRIPT, created_by=desk.user)
    desk.dialogue.hosts.create(organisation=organisation, role="organiser")
    desk.dialogue.materials.create(title=text, link="https://example.org/", rule="public")
    venue = make.venue(name=text, city=SCRIPT, created_by=desk.user)
    session = make.session(
        desk.dialogue,
        title=text,
        label=text,
        question=text,
        abstract=text,
        room=make.room(venue, name=text),
    )
    person = make.person(name=SCRIPT, honorific=SCRIPT, bio=text, created_by=desk.user)
    make.contribution(session, person=person, organisation=organisation, position=text)
    desk.dialogue.pictures.create(illustration="roundtable", alt=text, caption=text, credit=SCRIPT)
    sections = ["", "facts/", "texts/", "organisers/", "objectives/", "norms/", "places/"]
    sections += ["programme/", "people/", "pictures/", "materials/", "history/"]
    sections += [f"sessions/{session.slug}/", f"sessions/{session.slug}/people/"]
    sections += [f"sessions/{session.slug}/remove/", "status/announce/"]
    pages = ["/convene/", "/convene/directory/", *(BASE + section for section in sections)]
    for address in [*pages, "/dialogues/florence/"]:
        response = desk.client.get(address)
        assert response.status_code == 200
        assert SCRIPT not in response.content.decode(), address


def test_characters_that_no_file_can_hold_are_refused(desk: Any) -> None:
    for wrong in ({"title_en": "a\x01b"}, {"city": "a\x01b"}, {"account": "a\x9bb"}):
        response = desk.post(
            f"{BASE}facts/", {**FACTS, **wrong, "seen": seen(desk, f"{BASE}facts/")}
        )
        assert response.status_code == 422
        assert "This text has an invisible character, U+00" in response.content.decode()
    texts = {"purpose_en": "One\r\n\ttwo\x85", "seen": seen(desk, f"{BASE}texts/")}
    assert desk.post(f"{BASE}texts/", texts).status_code == 302
