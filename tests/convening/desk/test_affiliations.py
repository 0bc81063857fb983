"""A person's positions: edited with the person, shown on their page, suggested at a session."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parley.apps.accounts.models import Affiliation, Person
from parley.apps.convening.models import Contribution
from parley.apps.convening.services.versions import version_of_rows
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make

BASE = "/convene/dialogues/florence/"
ADDRESS = "/convene/people/ada/"


@pytest.fixture
def ada(desk: Any) -> Person:
    return make.person(name="Ada", slug="ada", created_by=desk.user)


@pytest.fixture
def eui(desk: Any) -> Any:
    return make.organisation(name=LocalText(en="EUI"), created_by=desk.user)


def form(desk: Any, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    data = {f"rows-{n}-{key}": value for n, row in enumerate(rows) for key, value in row.items()}
    return {
        "name": "Ada",
        "seen": desk.client.get(ADDRESS).context["version"],
        "rows-TOTAL_FORMS": len(rows),
        "rows-INITIAL_FORMS": 0,
        **data,
        **more,
    }


ROW = {"organisation": "EUI", "position_en": "Professor", "since": "2020-01-01", "until": ""}
BLANK = {"organisation": "", "position_en": "", "since": "", "until": ""}


def test_positions_are_added_moved_and_removed(desk: Any, ada: Person, eui: Any) -> None:
    dean = {**BLANK, "organisation": "eui", "position_en": "Dean", "until": "2019-12-31"}
    assert desk.post(ADDRESS, form(desk, ROW, dean, BLANK)).status_code == 302
    first, second = ada.affiliations.all()
    assert (str(first.position), first.since, first.until) == ("Professor", date(2020, 1, 1), None)
    assert (str(second.position), second.organisation) == ("Dean", eui)
    again = form(desk, {**dean, "id": second.pk}, {**ROW, "id": first.pk, "DELETE": "on"})
    assert desk.post(ADDRESS, again).status_code == 302
    assert [*ada.affiliations.all()] == [second]
    lines = AuditRecord.objects.order_by("pk").values_list("action", "data")
    assert [*lines] == [("person.edited", {"fields": ["affiliations"]})] * 2


def test_saving_the_same_again_changes_nothing(desk: Any, ada: Person, eui: Any) -> None:
    row = make.affiliation(ada, eui, position=LocalText(en="Dean", de="Dekanin"))
    shown = {**BLANK, "id": row.pk, "organisation": "EUI", "position_en": "Dean"}
    assert desk.post(ADDRESS, form(desk, shown)).status_code == 302
    row.refresh_from_db()
    assert row.position == {"en": "Dean", "de": "Dekanin"}
    assert not AuditRecord.objects.exists()


def test_one_more_row_keeps_what_was_typed(desk: Any, ada: Person) -> None:
    data = form(desk, {**ROW, "organisation": "Half a na"}, name="New name", rows="add")
    response = desk.post(ADDRESS, data)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="Half a na"' in page
    assert 'value="New name"' in page
    assert "data-error-summary" not in page
    assert len(response.context["form"].rows.forms) == 2
    assert not Affiliation.objects.exists()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"organisation": "Nowhere"}, "No organisation of this name is listed."),
        ({"organisation": ""}, "Name an organisation."),
        ({"until": "2019-12-31"}, "The last day is before the first."),
        ({"since": "1500-01-01"}, "greater than or equal to"),
        ({"since": "yesterday"}, "Enter a valid date."),
    ],
)
def test_errors_name_the_row_and_keep_all(
    desk: Any, ada: Person, eui: Any, row: dict[str, str], told: str
) -> None:
    response = desk.post(ADDRESS, form(desk, {**ROW, **row}, name=""))
    page = response.content.decode()
    assert response.status_code == 422
    assert told in page
    assert page.count('id="error-summary-title"') == page.count('id="rows-error-summary"') == 1
    assert not Affiliation.objects.exists()


def test_organisations_that_one_does_not_see_can_not_be_named(
    desk: Any, ada: Person, bob: Any
) -> None:
    make.organisation(name=LocalText(en="Secret Service"), created_by=bob)
    response = desk.post(ADDRESS, form(desk, {**ROW, "organisation": "Secret Service"}))
    assert response.status_code == 422
    assert '<option value="Secret Service"' not in response.content.decode()


def test_somebody_elses_rows_are_not_overwritten(desk: Any, ada: Person, eui: Any) -> None:
    mine = form(desk, ROW)
    make.affiliation(ada, eui, position=LocalText(en="Theirs"))
    response = desk.post(ADDRESS, mine)
    assert response.status_code == 409
    assert "Theirs" in response.content.decode()
    assert Affiliation.objects.count() == 1


def test_a_new_person_comes_with_positions(desk: Any, eui: Any) -> None:
    data = {"name": "Eve", "rows-TOTAL_FORMS": 1, "rows-INITIAL_FORMS": 0}
    data |= {f"rows-0-{key}": value for key, value in ROW.items()}
    assert desk.post(f"{BASE}people/add/", data).status_code == 302
    assert [str(a.position) for a in Person.objects.get().affiliations.all()] == ["Professor"]


def test_they_stand_on_the_persons_page(desk: Any, ada: Person, eui: Any) -> None:
    make.contribution(make.session(desk.dialogue), person=ada)
    make.affiliation(ada, eui, position=LocalText(en="Professor"), since=date(2020, 1, 1))
    make.affiliation(ada, eui, since=date(2018, 1, 1), until=date(2019, 12, 31), order=1)
    page = Client().get("/people/ada/").content.decode()
    assert 'Professor, <a href="/organisations/' in page
    assert "since 1 January 2020" in page
    assert "1 January 2018 to 31 December 2019" in page
    assert Client().get(f"/organisations/{eui.slug}/").status_code == 200


def test_many_positions_cost_no_more_queries(desk: Any, ada: Person, eui: Any) -> None:
    make.contribution(make.session(desk.dialogue), person=ada)
    counts = set()
    for _more in range(3):
        make.affiliation(ada, make.organisation())
        with CaptureQueriesContext(connection) as captured:
            Client(headers={"accept-language": "en"}).get("/people/ada/")
        counts.add(len(captured))
        AuditRecord.objects.create(action="test", subject_type="test")  # a page not stored yet
    assert len(counts) == 1


# At a session


def part(**given: str) -> dict[str, str]:
    row = {"person": "Ada", "role": "chair", **given}
    data = {f"rows-0-{key}": value for key, value in row.items()}
    return {
        "seen": version_of_rows([], []),
        "rows-TOTAL_FORMS": "1",
        "rows-INITIAL_FORMS": "0",
        **data,
    }


@pytest.fixture
def people(desk: Any, ada: Person, eui: Any) -> str:
    """The address of who takes part, on a day when Ada is a professor and no longer dean."""
    make.session(desk.dialogue, slug="opening")
    dean = LocalText(en="Dean")
    make.affiliation(ada, eui, position=dean, until=date(2027, 5, 11))
    professor = LocalText(en="Professor", fr="Professeure", de="Professorin")
    make.affiliation(ada, eui, position=professor, since=date(2027, 5, 12), order=1)
    return f"{BASE}sessions/opening/people/"


def test_the_position_of_that_day_is_shown_before_it_is_saved(desk: Any, people: str) -> None:
    page = desk.post(people, {**part(), "rows": "add"}).content.decode()
    assert 'value="EUI"' in page
    assert 'value="Professor"' in page
    assert not Contribution.objects.exists()


def test_the_position_of_that_day_is_copied(desk: Any, people: str, eui: Any) -> None:
    response = desk.client.post(people, part(), follow=True)
    assert "From the directory: Ada is affiliated with EUI." in response.content.decode()
    made = Contribution.objects.get()
    assert made.organisation == eui
    assert made.position == {"en": "Professor", "fr": "Professeure", "de": "Professorin"}
    Affiliation.objects.all().delete()
    made.refresh_from_db()
    assert str(made.position) == "Professor"


@pytest.mark.parametrize(
    "typed", [{"position_en": "Guest"}, {"capacity_fr": "Présidente"}, {"organisation": "EUI"}]
)
def test_what_is_typed_is_not_added_to(desk: Any, people: str, typed: dict[str, str]) -> None:
    desk.post(people, part(**typed))
    assert "Professor" not in str(Contribution.objects.get().position)


def test_what_was_taken_out_again_stays_out(desk: Any, people: str) -> None:
    desk.post(people, part())
    version = desk.client.get(people).context["version"]
    key = str(Contribution.objects.get().pk)
    assert desk.post(people, {**part(id=key), "seen": version}).status_code == 302
    again = Contribution.objects.get()
    # The form has no German: what it can't show, it can't take out.
    assert (again.organisation, again.position) == (None, {"de": "Professorin"})
