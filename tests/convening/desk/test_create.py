"""New dialogues: from a template, from nothing, from an edition, from a file."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from parley.apps.convening import exchange
from parley.apps.convening.models import Dialogue, SeatRole
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make

NEW = {"title": "Norms in Practice", "starts_on": "2028-02-01", "time_zone": "Europe/Zurich"}
TEMPLATES = [choice.name for choice in exchange.template_choices()]


def made() -> Dialogue:
    return Dialogue.objects.exclude(slug="florence").get()


@pytest.mark.parametrize("template", [*TEMPLATES, "empty"])
def test_a_draft_from_a_template(desk: Any, template: str) -> None:
    response = desk.post("/convene/new/", {**NEW, "start_from": template})
    dialogue = made()
    assert response["Location"] == "/convene/dialogues/norms-in-practice/"
    assert (dialogue.status, dialogue.starts_on) == ("draft", date(2028, 2, 1))
    assert (dialogue.time_zone, dialogue.title) == ("Europe/Zurich", {"en": "Norms in Practice"})
    assert [(s.user, s.role) for s in dialogue.seats.all()] == [(desk.user, SeatRole.CONVENER)]
    assert bool(dialogue.sessions.count()) == (template != "empty")
    assert desk.client.get(response["Location"]).status_code == 200
    history = desk.client.get("/convene/dialogues/norms-in-practice/history/")
    told = [entry["what"] for entry in history.context["entries"]]
    assert told
    assert not any(what.startswith(("dialogue.", "session.")) for what in told)


def test_another_edition_of_ones_own(desk: Any) -> None:
    series = make.series()
    Dialogue.objects.filter(pk=desk.dialogue.pk).update(series=series, edition=2)
    make.contribution(make.session(desk.dialogue, title=LocalText(en="Lecture")))
    clone = {**NEW, "start_from": "clone", "edition_of": desk.dialogue.pk, "time_zone": ""}
    assert desk.post("/convene/new/", clone).status_code == 302
    dialogue = made()
    assert (dialogue.series, dialogue.edition, dialogue.status) == (series, 3, "draft")
    assert (dialogue.time_zone, dialogue.starts_on) == ("Europe/Rome", date(2028, 2, 1))
    assert [str(s.title) for s in dialogue.sessions.all()] == ["Lecture"]


@pytest.mark.parametrize("kept", [True, False])
def test_who_takes_which_part_is_copied_where_it_is_asked_for(desk: Any, kept: bool) -> None:
    lecture = make.session(desk.dialogue, title=LocalText(en="Lecture"))
    part = make.contribution(lecture)
    clone = {**NEW, "start_from": "clone", "edition_of": desk.dialogue.pk}
    assert (
        desk.post("/convene/new/", clone | ({"keep_people": "on"} if kept else {})).status_code
        == 302
    )
    (session,) = made().sessions.all()
    found = [(row.person, row.role) for row in session.contributions.all()]
    assert found == ([(part.person, part.role)] if kept else [])


def test_nobody_elses_dialogue_is_cloned(desk: Any) -> None:
    theirs = make.dialogue()
    clone = {**NEW, "start_from": "clone", "edition_of": theirs.pk}
    assert desk.post("/convene/new/", clone).status_code == 422
    assert Dialogue.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "This field is required."),
        ({**NEW, "start_from": "party"}, "Select a valid choice."),
        ({**NEW, "start_from": "clone"}, "Choose the dialogue to start from."),
        ({**NEW, "start_from": "empty", "time_zone": ""}, "Choose the time zone."),
        ({**NEW, "start_from": "empty", "time_zone": "Mars/X"}, "Select a valid choice."),
        ({**NEW, "start_from": "empty", "slug": "florence"}, "already exists"),
        ({**NEW, "start_from": TEMPLATES[0], "slug": "florence"}, "taken"),
        ({**NEW, "start_from": TEMPLATES[0], "starts_on": "1066-10-14"}, "year"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_kept(
    desk: Any, data: dict[str, str], message: str
) -> None:
    response = desk.post("/convene/new/", data)
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    if data:
        assert 'value="Norms in Practice"' in page
    assert Dialogue.objects.count() == 1
    assert AuditRecord.objects.count() == 0


def test_names_are_suggested_and_free(desk: Any) -> None:
    for _time in range(2):
        desk.post("/convene/new/", {**NEW, "start_from": "empty"})
    desk.post("/convene/new/", {**NEW, "start_from": "empty", "title": "حوار"})
    slugs = Dialogue.objects.exclude(slug="florence").order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["norms-in-practice", "norms-in-practice-2", "dialogue-1"]


# Files


def exported(desk: Any) -> str:
    make.session(desk.dialogue, title=LocalText(en="Opening lecture"))
    response = desk.client.get("/convene/dialogues/florence/export.yaml")
    assert response["Content-Type"] == "application/yaml; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="florence.yaml"'
    return str(response.content.decode())


def without_uids(text: str) -> str:
    kept = [line for line in text.splitlines() if "uid:" not in line]
    return "\n".join(kept).replace("slug: florence", "slug: rome") + "\n"


@pytest.mark.parametrize("way", ["file", "text"])
def test_a_file_is_shown_before_it_is_taken_in(desk: Any, way: str) -> None:
    text = without_uids(exported(desk))
    given = SimpleUploadedFile("rome.yaml", text.encode()) if way == "file" else text
    shown = desk.post("/convene/import/", {way: given})
    page = shown.content.decode()
    assert "Opening lecture" in page
    assert "Florence Dialogue" in page
    assert Dialogue.objects.count() == 1

    again = {"text": shown.context["source"], "import": "1"}
    response = desk.post("/convene/import/", again)
    assert response["Location"] == "/convene/dialogues/rome/"
    assert [str(s.title) for s in made().sessions.all()] == ["Opening lecture"]


def test_a_file_of_a_known_dialogue_is_announced_as_a_change(desk: Any) -> None:
    page = desk.post("/convene/import/", {"text": exported(desk)}).content.decode()
    assert "There is a dialogue of this short name already." in page


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Choose a file, or paste its text."),
        ("parley: 1\ndialogue: 5\n", "line 2"),
        ("a: [1,\n", "line"),
        ("<script>alert(1)</script>", "line 1"),
        ("x" * 9_000_000, "at most 8 MB"),
        ("a: &a [x]\nb: [*a, *a]\n", "line"),
    ],
)
def test_every_problem_of_a_file_is_listed(desk: Any, text: str, message: str) -> None:
    for data in ({"text": text}, {"text": text, "import": "1"}):
        response = desk.post("/convene/import/", data)
        page = response.content.decode()
        assert response.status_code == 422
        assert message in page
        assert "<script>alert(1)" not in page
    assert Dialogue.objects.count() == 1


def test_a_file_over_somebody_elses_dialogue_is_refused(desk: Any, signed_in: Any) -> None:
    text = exported(desk)
    carol = signed_in(make.user(is_convener=True))
    response = carol.post("/convene/import/", {"text": text, "import": "1"})
    assert response.status_code in {403, 422}
    assert list(Dialogue.objects.values_list("slug", flat=True)) == ["florence"]


def test_a_large_file_is_not_read_to_its_end(desk: Any) -> None:
    given = SimpleUploadedFile("a.yaml", b"x" * 10_000_000)
    response = desk.post("/convene/import/", {"file": given})
    assert "at most 8 MB" in response.content.decode()
