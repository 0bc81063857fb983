"""A delegate names somebody, and we write to them: the name must not carry another's message."""

import pytest

from parley.apps.registration.services.wording import addressed


@pytest.mark.parametrize(
    "name",
    [
        "Win at evil.example",
        "EVIL.COM prizes",
        "Ask me@evil.example",
        "pay-now.io",
        "пример.рф evil2.com",
        "http://evil.example",
        "www.evil",
    ],
)
def test_what_a_mail_program_makes_a_link_of_is_left_out(name: str) -> None:
    assert addressed("", name) == "colleague"
    assert addressed(name, "Ada Guest") == "colleague"


@pytest.mark.parametrize(
    ("honorific", "name"),
    [
        ("Prof.Dr.", "Ada Guest"),
        ("Dr.med.", "A.B. Guest"),
        ("H.E.", "J.Smith Jr."),
        ("Ms.", "María-José d’Alembert"),
        ("", "St.Clair Ng, Ph.D."),
        ("", "آدا غيست"),
    ],
)
def test_names_as_people_write_them_stay(honorific: str, name: str) -> None:
    assert addressed(honorific, name) == f"{honorific} {name}".strip()
