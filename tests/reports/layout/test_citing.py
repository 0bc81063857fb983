"""How a version is cited, and what formats say themselves."""

from datetime import date

import pytest
from django.utils.translation import override

from parley.apps.convening.models import Host, HostRole
from parley.apps.reports.layout.citing import citation, publisher_of
from parley.apps.reports.layout.words import words
from parley.core.actors import ANONYMOUS
from parley.core.localtext import LocalText
from tests import factories as make

VERSION = {
    "title": "On knowledge.",
    "publisher": "Institute, University",
    "number": 2,
    "published_on": date(2026, 11, 23),
    "address": "https://parley.example.org/reports/x/versions/2/",
}


def test_a_version_is_cited_by_its_address():
    assert citation(**VERSION, language="en") == (
        "Institute, University (2026). On knowledge. Version 2, 23 November 2026. "
        "https://parley.example.org/reports/x/versions/2/"
    )


def test_or_by_its_doi():
    cited = citation(**VERSION, doi="10.5555/parley.2", language="en")
    assert cited.endswith(" https://doi.org/10.5555/parley.2")


def test_without_a_publisher():
    cited = citation(**VERSION | {"publisher": "", "title": "100 % <new>"}, language="en")
    assert cited.startswith("100 % <new>. Version 2, ")


def test_in_its_own_language_whatever_the_active_one_is():
    with override("fr"):
        assert citation(**VERSION, language="en").count("November") == 1
        assert words("en")["contents"] == "Contents"
    assert "23 novembre 2026" in citation(**VERSION, language="fr")


@pytest.mark.django_db
def test_organisers_publish_and_nobody_else():
    dialogue = make.dialogue()
    roles = (HostRole.FUNDER, HostRole.ORGANISER, HostRole.CO_ORGANISER, HostRole.PARTNER)
    for place, role in enumerate(roles):
        organisation = make.organisation(name=LocalText(en=f"Of {role}", fr=f"En {role}"))
        Host.objects.create(dialogue=dialogue, organisation=organisation, role=role, order=place)
    assert publisher_of(ANONYMOUS, dialogue, "en") == "Of organiser, Of co_organiser"
    assert publisher_of(ANONYMOUS, dialogue, "fr") == "En organiser, En co_organiser"
    made_up = publisher_of(ANONYMOUS, dialogue, "en", demonstration=True)
    assert made_up == "Parley demonstration"
    hidden = make.dialogue(visibility="invited")
    Host.objects.create(dialogue=hidden, organisation=make.organisation(), role=roles[1])
    assert publisher_of(ANONYMOUS, hidden, "en") == ""


def test_the_same_words_in_every_language():
    english = words("en")
    assert all(english.values())
    for language in ("fr", "ar"):
        assert words(language).keys() == english.keys()
