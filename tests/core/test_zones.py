"""Time zones: old names are taken, and shown as what they are called today."""

from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from parley.core import zones
from parley.core.forms import TimeZoneForm


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("US/Eastern", "America/New_York"),
        ("Africa/Asmera", "Africa/Asmara"),
        ("Etc/UTC", "UTC"),
        # in use, or no place's name: these stay
        ("Africa/Accra", "Africa/Accra"),
        ("Europe/Rome", "Europe/Rome"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("", ""),
    ],
)
def test_current_names(old: str, new: str) -> None:
    assert zones.current(old) == new


def test_every_old_name_leads_to_one_on_the_list_that_keeps_its_time() -> None:
    renamed = zones._renamed()
    assert {*renamed.values()} <= {*zones.names()}
    assert not {*renamed} & {*zones.names()}
    assert {*zones._RENAMED} <= {*renamed}
    assert all(ZoneInfo(name) for name in zones.names())


def test_pickers_offer_current_names_and_take_old_ones() -> None:
    choices = str(TimeZoneForm()["zone"])
    assert "Asia/Kolkata" in choices
    assert "Asia/Calcutta" not in choices
    assert TimeZoneForm({"zone": "Asia/Calcutta"}).is_valid()
    assert not TimeZoneForm({"zone": "Mars/Olympus"}).is_valid()


@pytest.mark.django_db
def test_what_a_browser_reports_is_chosen_in_the_picker() -> None:
    client = Client()
    client.cookies["parley_zone"] = "Asia/Calcutta"
    assert '<option value="Asia/Kolkata" selected>' in client.get("/time-zone/").content.decode()
