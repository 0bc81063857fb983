"""What an operator may say about servers for online rooms."""

import pytest
from pydantic import ValidationError

from parley.settings.config import Config


def test_servers_are_taken_in_the_form_in_which_their_own_tools_say_them() -> None:
    config = Config(
        jitsi_domain="Meet.example.org:8443",
        bbb_server="https://bbb.example.org/bigbluebutton/api/",
    )
    assert config.jitsi_domain == "meet.example.org:8443"
    assert config.bbb_server == "https://bbb.example.org/bigbluebutton"


@pytest.mark.parametrize(
    "given",
    [
        {"jitsi_domain": "https://meet.example.org"},
        {"jitsi_domain": "meet.example.org/room"},
        {"jitsi_domain": "a@b"},
        {"bbb_server": "bbb.example.org"},
        {"bbb_server": "file:///etc/passwd"},
    ],
)
def test_anything_else_is_refused_at_the_start(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="expected"):
        Config(**given)
