"""Every country that can be chosen lies in one region of UN M49, which has a name."""

from collections import Counter

import pytest

from parley.core import countries, regions


def test_every_country_lies_in_one_region() -> None:
    nowhere = {code for code in countries.names("en") if not countries.region_of(code)}
    assert nowhere == regions.NOWHERE
    listed = Counter(" ".join(regions._MEMBERS.values()).split())
    assert [code for code, times in listed.items() if times > 1] == []
    assert set(listed) <= set(countries.names("en"))


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("KE", "002"),
        ("IT", "150"),
        ("BR", "019"),
        ("TR", "142"),
        ("CY", "142"),
        ("NZ", "009"),
        ("", ""),
        ("QQ", ""),
    ],
)
def test_the_region_is_that_of_the_standard(code: str, region: str) -> None:
    assert countries.region_of(code) == region


@pytest.mark.parametrize(("language", "name"), [("en", "Africa"), ("fr", "Afrique")])
def test_regions_have_names_in_the_readers_language(language: str, name: str) -> None:
    assert countries.region_name("002", language) == name
