import pytest


@pytest.fixture(autouse=True)
def jitsi(settings: pytest.FixtureRequest) -> None:
    """This installation has a server for Jitsi Meet, and none for BigBlueButton."""
    settings.JITSI_DOMAIN = "meet.example.org"  # type: ignore[attr-defined]
    settings.BBB_SERVER = ""  # type: ignore[attr-defined]
