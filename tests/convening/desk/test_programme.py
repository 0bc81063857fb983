"""The programme's editor: adding, moving, nesting, ordering, removing."""

from datetime import timedelta
from typing import Any

from parley.apps.convening.models import Session
from parley.core.localtext import LocalText
from tests import factories as make

BASE = "/convene/dialogues/florence/"
QUARTER = timedelta(minutes=15)


def test_days_are_there_before_sessions_are(desk: Any) -> None:
    page = desk.client.get(f"{BASE}programme/").content.decode()
    assert page.count("Nothing yet on this day.") == 2
    assert f"{BASE}programme/add/?on=2027-05-13" in page


def test_a_link_names_the_day_and_the_parent(desk: Any) -> None:
    form = desk.client.get(f"{BASE}programme/add/?on=2027-05-13").context["form"]
    assert str(form["on"].value()) == "2027-05-13"
    top = make.session(desk.dialogue)
    form = desk.client.get(f"{BASE}programme/add/?parent={top.pk}").context["form"]
    assert (form["parent"].value(), str(form["on"].value())) == (top.pk, "2027-05-12")
    theirs = make.session(make.dialogue())
    for query in (f"parent={theirs.pk}", "parent=x", "on=yesterday", "parent=²"):
        assert desk.client.get(f"{BASE}programme/add/?{query}").status_code == 200


def test_a_session_is_added_below_another_and_leads_on(desk: Any) -> None:
    top = make.session(desk.dialogue)
    data = {
        "kind": "break_out",
        "title_en": "Emotions in foreign policy",
        "rule": "closed_door",
        "parent": top.pk,
    }
    response = desk.post(f"{BASE}programme/add/", {**data, "then_people": "1"})
    made = Session.objects.get(parent=top)
    assert response["Location"] == f"{BASE}sessions/emotions-in-foreign-policy/people/"
    assert (made.rule, made.listed) == ("closed_door", False)


def test_a_closed_door_is_never_in_the_public_programme(desk: Any) -> None:
    data = {"kind": "panel", "title_en": "Secret", "rule": "closed_door", "listed": "on"}
    response = desk.post(f"{BASE}programme/add/", data)
    assert response.status_code == 422
    assert "A closed-door session can&#x27;t stand in the public" in response.content.decode()
    assert Session.objects.count() == 0


def test_a_session_can_not_be_put_below_itself_or_into_another_dialogue(desk: Any) -> None:
    top = make.session(desk.dialogue, slug="top")
    part = make.session(desk.dialogue, parent=top)
    theirs = make.session(make.dialogue())
    address = f"{BASE}sessions/top/"
    form = desk.client.get(address).context["form"]
    assert list(form.fields["parent"].queryset) == []
    for wrong in (top, part, theirs):
        data = {"kind": "panel", "title_en": "x", "parent": wrong.pk, "seen": ""}
        assert desk.post(address, data).status_code == 422


def test_another_sessions_short_name_is_refused(desk: Any) -> None:
    make.session(desk.dialogue, slug="lecture")
    make.session(desk.dialogue, slug="panel")
    address = f"{BASE}sessions/panel/"
    version = desk.client.get(address).context["version"]
    data = {"kind": "panel", "title_en": "Panel", "slug": "lecture", "seen": version}
    page = desk.post(address, data)
    assert page.status_code == 422
    assert "already has a session of this short name" in page.content.decode()


def test_buttons_move_and_order(desk: Any) -> None:
    one = make.session(desk.dialogue, slug="one")
    two = make.session(desk.dialogue, slug="two")
    start = one.starts_at
    response = desk.post(f"{BASE}sessions/one/move/", {"minutes": "-15"})
    assert response["Location"] == f"{BASE}programme/#session-{one.pk}"
    one.refresh_from_db()
    assert one.starts_at == start - QUARTER
    desk.post(f"{BASE}sessions/one/move/", {"minutes": "15"})
    desk.post(f"{BASE}sessions/two/move/", {"direction": "up"})
    assert list(desk.dialogue.sessions.all()) == [two, one]
    for wrong in ({"minutes": "999999"}, {"minutes": "x"}, {"direction": "sideways"}, {}):
        assert desk.post(f"{BASE}sessions/one/move/", wrong).status_code == 302
    one.refresh_from_db()
    assert one.starts_at == start


def test_order_is_offered_where_there_is_one(desk: Any) -> None:
    make.session(desk.dialogue)
    assert 'value="up"' not in desk.client.get(f"{BASE}programme/").content.decode()
    make.session(desk.dialogue)
    assert 'value="up"' in desk.client.get(f"{BASE}programme/").content.decode()


def test_a_conflict_shows_both_times(desk: Any) -> None:
    session = make.session(desk.dialogue, slug="lecture", title=LocalText(en="Lecture"))
    address = f"{BASE}sessions/lecture/"
    version = desk.client.get(address).context["version"]
    desk.post(f"{BASE}sessions/lecture/move/", {"minutes": "15"})
    data = {
        "kind": "panel",
        "title_en": "Lecture",
        "rule": "public",
        "on": "2027-05-12",
        "starts": "14:00",
        "ends": "15:00",
        "slug": "lecture",
        "seen": version,
    }
    response = desk.post(address, data)
    assert response.status_code == 409
    assert response.context["conflict"] == [("Start", "13:15:00"), ("End", "14:15:00")]
    assert desk.post(address, {**data, "seen": response.context["version"]}).status_code == 302
    session.refresh_from_db()
    assert session.starts_at.astimezone(desk.dialogue.zone).hour == 14


def test_removing_names_what_goes_with_it(desk: Any) -> None:
    top = make.session(desk.dialogue, slug="top")
    part = make.session(desk.dialogue, parent=top, title=LocalText(en="A part"))
    make.session(desk.dialogue, parent=part, title=LocalText(en="A part of the part"))
    make.session(desk.dialogue, title=LocalText(en="Beside it"))
    page = desk.client.get(f"{BASE}sessions/top/remove/").content.decode()
    assert "A part of the part" in page
    assert "Beside it" not in page
    assert Session.objects.count() == 4
    assert desk.post(f"{BASE}sessions/top/remove/", {}).status_code == 302
    assert [str(s.title) for s in Session.objects.all()] == ["Beside it"]


def test_years_that_no_calendar_has_are_an_error_only(desk: Any) -> None:
    make.session(desk.dialogue, slug="talk")
    add = f"{BASE}programme/add/"
    typed = {"kind": "panel", "title_en": "x", "rule": "public", "starts": "00:00", "ends": "23:59"}
    for wrong, told in (
        ({"on": "0001-01-01"}, "Choose a day in the years 1900 to 2199."),
        ({"on": "9999-12-31"}, "Choose a day in the years 1900 to 2199."),
        ({"on": "2027-05-12", "ends_on": "9999-12-31"}, "Choose a day in the years 1900 to 2199."),
        ({"on": "2027-05-12", "ends_on": "2027-07-01"}, "A session lasts at most 31 days."),
    ):
        for address in (add, f"{BASE}sessions/talk/"):
            response = desk.post(address, {**typed, **wrong, "seen": "x"})
            assert (response.status_code, told in response.content.decode()) == (422, True)
    for day in ("0001-01-01", "9999-12-31"):
        facts = {"starts_on": day, "ends_on": day, "move_programme": "on", "seen": "x"}
        response = desk.post(f"{BASE}facts/", facts)
        assert response.status_code == 422
        assert "Choose a day in the years 1900 to 2199." in response.content.decode()
        assert desk.client.get(f"{add}?on={day}").status_code == 200
    assert Session.objects.count() == 1


def test_a_parent_of_many_digits_is_none(desk: Any) -> None:
    for digits in ("9" * 18, "9" * 5000):
        form = desk.client.get(f"{BASE}programme/add/?parent={digits}").context["form"]
        assert form["parent"].value() is None
