"""What the day needs of an installation: servers for rooms, and what draws badges."""

from typing import Any

import pytest

from parley.core.doctor import configuration, machine


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"JITSI_DOMAIN": "meet.example"}, "Jitsi Meet is set up in part"),
        ({"JITSI_SECRET": "s" * 40}, "Jitsi Meet is set up in part"),
        (
            {"JITSI_DOMAIN": "meet.example", "JITSI_APP_ID": "a", "JITSI_SECRET": "short"},
            "jitsi_secret has 5 characters",
        ),
        ({"BBB_SERVER": "https://bbb.example/bigbluebutton"}, "BigBlueButton is set up in part"),
        (
            {"BBB_SERVER": "http://bbb.example/bigbluebutton", "BBB_SECRET": "x"},
            "not encrypted: names",
        ),
    ],
)
def test_rooms_that_nobody_gets_into_are_found(
    settings: Any, given: dict[str, str], message: str
) -> None:
    for name, value in given.items():
        setattr(settings, name, value)
    (finding,) = configuration.online_rooms()
    assert (finding.level, message in finding.message) == ("problem", True)
    assert "short" not in finding.message


def test_rooms_that_are_set_up_are_named(settings: Any) -> None:
    assert list(configuration.online_rooms()) == []
    settings.JITSI_DOMAIN, settings.JITSI_APP_ID = "meet.example", "parley"
    settings.JITSI_SECRET = "s" * 40
    settings.BBB_SERVER, settings.BBB_SECRET = "https://bbb.example/bigbluebutton", "x"
    (finding,) = configuration.online_rooms()
    assert finding.level == "ok"
    assert "meet.example and bbb.example" in finding.message


def test_that_badges_cant_be_drawn_is_worth_knowing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [finding.level for finding in machine.badges()] == ["ok"]
    monkeypatch.setattr(machine, "_draws", lambda: False)
    (finding,) = machine.badges()
    assert (finding.level, "libpangoft2-1.0-0" in finding.mend) == ("note", True)
