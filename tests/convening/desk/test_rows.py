"""Lists edited as a whole: without a script, losing nothing, naming whom one may know."""

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.accounts.models import Organisation, Person
from parley.apps.convening.forms.rows import rearranged
from parley.apps.convening.models import SeatRole
from parley.apps.convening.services import dialogues
from parley.core.localtext import LocalText
from tests import factories as make

BASE = "/convene/dialogues/florence/"


def seen(desk: Any, address: str) -> str:
    return str(desk.client.get(address).context["version"])


def rows(*given: dict[str, Any], **more: Any) -> dict[str, Any]:
    data = {f"rows-{n}-{key}": value for n, row in enumerate(given) for key, value in row.items()}
    return {"rows-TOTAL_FORMS": len(given), "rows-INITIAL_FORMS": 0, **data, **more}


POINT = {"kind": "objective", "text_en": "Bridge gaps"}
BLANK = {"kind": "", "text_en": ""}


def points(desk: Any) -> list[tuple[str, str]]:
    return [(p.kind, str(p.text)) for p in desk.dialogue.points.all()]


def test_blank_rows_are_left_out(desk: Any) -> None:
    address = f"{BASE}objectives/"
    audience = {"kind": "audience", "text_en": "Scholars"}
    data = rows(POINT, BLANK, audience, BLANK, seen=seen(desk, address))
    assert desk.post(address, data).status_code == 302
    assert points(desk) == [("audience", "Scholars"), ("objective", "Bridge gaps")]


def test_one_more_row_keeps_all_and_judges_nothing(desk: Any) -> None:
    half = {"kind": "", "text_en": "Half a row"}
    response = desk.post(f"{BASE}objectives/", rows(POINT, half, rows="add", seen="x"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "Half a row" in page
    assert "data-error-summary" not in page
    assert len(response.context["form"].forms) == 3
    assert response.context["version"] == "x"
    assert points(desk) == []


def test_rows_move_with_all_that_belongs_to_them(desk: Any) -> None:
    address = f"{BASE}objectives/"
    one, two = (
        desk.dialogue.points.create(kind="objective", text=LocalText(en=t, de=t.upper()), order=n)
        for n, t in enumerate(["one", "two"])
    )
    given = (
        {"id": one.pk, "kind": "objective", "text_en": "one"},
        {"id": two.pk, "kind": "objective", "text_en": "two"},
    )
    version = seen(desk, address)
    moved = desk.post(address, rows(*given, rows="up-1", seen=version)).context["form"]
    assert [form["text"].value()[0] for form in moved.forms] == ["two", "one"]
    assert desk.post(address, rows(given[1], given[0], seen=version)).status_code == 302
    assert [(p.pk, p.text) for p in desk.dialogue.points.all()] == [
        (two.pk, {"en": "two", "de": "TWO"}),
        (one.pk, {"en": "one", "de": "ONE"}),
    ]


def test_rows_are_removed_when_saving(desk: Any) -> None:
    address = f"{BASE}objectives/"
    one = desk.dialogue.points.create(kind="objective", text=LocalText(en="one"))
    row = {"id": one.pk, "kind": "objective", "text_en": "", "DELETE": "on"}
    assert desk.post(address, rows(row, POINT, seen=seen(desk, address))).status_code == 302
    assert points(desk) == [("objective", "Bridge gaps")]


def test_lists_keep_what_was_typed_and_show_the_other_version(desk: Any) -> None:
    address = f"{BASE}objectives/"
    before = seen(desk, address)
    wrong = desk.post(address, rows({"kind": "", "text_en": "No kind"}, seen=before))
    assert wrong.status_code == 422
    assert "No kind" in wrong.content.decode()
    assert 'href="#id_rows-0-kind"' in wrong.content.decode()

    theirs = [{"kind": "audience", "text": LocalText(en="Theirs")}]
    dialogues.set_points(desk.actor, desk.dialogue, theirs)
    conflict = desk.post(address, rows(POINT, seen=before))
    assert conflict.status_code == 409
    assert conflict.context["conflict"] == [("Row 1", "Who takes part, Theirs (en)")]
    assert "Bridge gaps" in conflict.content.decode()
    again = rows(POINT, seen=conflict.context["version"])
    assert desk.post(address, again).status_code == 302
    assert points(desk) == [("objective", "Bridge gaps")]


@pytest.mark.parametrize("total", ["", "x", "-1", "100000", "٣", "9" * 28, "9" * 5000])
def test_a_forged_number_of_rows_is_an_error_only(desk: Any, total: str) -> None:
    data = {**rows(POINT, seen=seen(desk, f"{BASE}objectives/")), "rows-TOTAL_FORMS": total}
    assert desk.post(f"{BASE}objectives/", data).status_code in {302, 422}


@pytest.mark.parametrize(
    "command", ["add", "up-0", "up-99", "up-" + "9" * 5000, "down-x", "up-", "__class__", "up-²"]
)
def test_a_forged_command_moves_nothing(desk: Any, command: str) -> None:
    answer = desk.post(f"{BASE}objectives/", rows(POINT, rows=command))
    assert answer.status_code == 200
    assert "Bridge gaps" in answer.content.decode()


ROW = st.dictionaries(st.sampled_from(["id", "text_en", "text_ar"]), st.text(), max_size=3)


@given(st.lists(ROW, max_size=5), st.integers(0, 6))
def test_moving_down_and_up_again_changes_nothing(given: list[dict[str, str]], at: int) -> None:
    data = QueryDict(mutable=True)
    data.update({key: str(value) for key, value in rows(*given).items()})
    moved = rearranged(rearranged(data, f"down-{at}"), f"up-{at + 1}")
    assert moved.dict() == data.dict()
    if at + 1 < len(given):
        once = rearranged(data, f"down-{at}")
        for key, value in given[at].items():
            assert once[f"rows-{at + 1}-{key}"] == value


# Names from the directory


def people_address(desk: Any) -> str:
    session = make.session(desk.dialogue, slug="panel")
    return f"{BASE}sessions/{session.slug}/people/"


def test_an_unknown_name_is_asked_about_then_added(desk: Any) -> None:
    address = people_address(desk)
    row = {"person": "Layla Haddad", "role": "chair", "organisation": "Ministry of Examples"}
    asked = desk.post(address, rows(row, seen=seen(desk, address)))
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "Nobody of this name is listed." in page
    assert "No organisation of this name is listed." in page
    assert 'name="rows-0-add_person"' in page
    assert Person.objects.count() == Organisation.objects.count() == 0

    ticked = {
        **row,
        "add_person": "on",
        "person_country": "JO",
        "honorific": "Dr",
        "add_organisation": "on",
        "organisation_kind": "government",
    }
    assert desk.post(address, rows(ticked, seen=seen(desk, address))).status_code == 302
    person, organisation = Person.objects.get(), Organisation.objects.get()
    assert (person.name, person.country, person.honorific) == ("Layla Haddad", "JO", "Dr")
    assert (organisation.name, organisation.kind) == ({"en": "Ministry of Examples"}, "government")


def test_known_names_are_found_whatever_their_case(desk: Any) -> None:
    address = people_address(desk)
    person = make.person(name="Jürg Lauber", created_by=desk.user)
    row = {"person": "  jürg LAUBER ", "role": "chair"}
    assert desk.post(address, rows(row, seen=seen(desk, address))).status_code == 302
    assert desk.dialogue.sessions.get().contributions.get().person == person


def test_namesakes_are_told_apart(desk: Any) -> None:
    address = people_address(desk)
    first = make.person(name="Kim Lee", slug="kim-lee", created_by=desk.user)
    second = make.person(name="Kim Lee", slug="kim-lee-2", created_by=desk.user)
    page = desk.client.get(address).content.decode()
    assert 'value="Kim Lee (kim-lee)"' in page
    both = [{"person": f"Kim Lee ({p.slug})", "role": "chair"} for p in (second, first)]
    assert desk.post(address, rows(*both, seen=seen(desk, address))).status_code == 302
    named = [c.person for c in desk.dialogue.sessions.get().contributions.all()]
    assert named == [second, first]


def test_only_people_one_may_know_are_offered(desk: Any) -> None:
    hidden = make.person(name="Canary Person")
    make.contribution(make.session(make.dialogue(), rule="closed_door"), person=hidden)
    seat = make.dialogue()
    make.seat(seat, desk.user, SeatRole.PARTICIPANT)
    address = people_address(desk)
    assert "Canary" not in desk.client.get(address).content.decode()
    row = {"person": "Canary Person", "role": "chair"}
    page = desk.post(address, rows(row, seen=seen(desk, address))).content.decode()
    assert "Nobody of this name is listed." in page


def test_a_part_needs_somebody(desk: Any) -> None:
    address = people_address(desk)
    page = desk.post(address, rows({"role": "chair"}, seen=seen(desk, address)))
    assert "Name a person or an organisation." in page.content.decode()


def test_organisers_are_named_and_added(desk: Any) -> None:
    address = f"{BASE}organisers/"
    known = make.organisation(name=LocalText(en="UNIDIR"), acronym="UN", created_by=desk.user)
    given = [
        {"organisation": "unidir (un)", "role": "organiser"},
        {"organisation": "EU Cyber Direct", "role": "co_organiser"},
    ]
    asked = desk.post(address, rows(*given, seen=seen(desk, address)))
    assert asked.status_code == 422
    assert [form.errors.as_data().keys() for form in asked.context["form"].forms] == [
        {}.keys(),
        {"organisation": []}.keys(),
    ]
    given[1]["add_organisation"] = "on"
    assert desk.post(address, rows(*given, seen=seen(desk, address))).status_code == 302
    hosts = desk.dialogue.hosts.all()
    assert [(str(h.organisation), h.role) for h in hosts] == [
        ("UNIDIR", "organiser"),
        ("EU Cyber Direct", "co_organiser"),
    ]
    assert hosts[0].organisation == known
    page = desk.client.get(address)
    assert [form["organisation"].value() for form in page.context["form"].forms] == [
        "UNIDIR (UN)",
        "EU Cyber Direct",
        None,
    ]
    nameless = desk.post(address, rows({"role": "funder"}, seen=page.context["version"]))
    assert "Name the organisation." in nameless.content.decode()


def test_what_a_service_refuses_is_shown_with_the_rows(desk: Any) -> None:
    address = f"{BASE}organisers/"
    make.organisation(name=LocalText(en="UNIDIR"), created_by=desk.user)
    row = {"organisation": "UNIDIR", "role": "organiser"}
    response = desk.post(address, rows(row, row, seen=seen(desk, address)))
    assert response.status_code == 422
    assert "UNIDIR is listed twice with the same role." in response.content.decode()
    assert desk.dialogue.hosts.count() == 0


def test_a_forged_key_makes_no_page_fail(desk: Any) -> None:
    for key in ("9" * 18, "9" * 5000, "²"):
        data = rows({**POINT, "id": key}, seen="x")
        assert desk.post(f"{BASE}objectives/", data).status_code in {409, 422}


def test_a_hundred_rows_of_people_can_be_posted(desk: Any) -> None:
    """Ten fields and more a row: above what Django takes unless told."""
    make.session(desk.dialogue, slug="talk")
    row = {f"field{n}": "" for n in range(12)}
    address = f"{BASE}sessions/talk/people/"
    assert desk.post(address, rows(*[row] * 100, seen=seen(desk, address))).status_code == 302
