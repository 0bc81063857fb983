"""Addresses of pages, as Django itself would write them."""

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix
from hypothesis import given
from hypothesis import strategies as st

from parley.core.addresses import address_of, folded

SLUGS = st.from_regex(r"[-a-zA-Z0-9_]{1,30}", fullmatch=True)


@given(SLUGS, SLUGS)
def test_an_address_is_the_one_that_django_reverses(one: str, other: str) -> None:
    for page in ("person", "organisation", "venue", "dialogue"):
        assert address_of(page, one) == reverse(page, args=[one])
    assert address_of("session", one, other) == reverse("session", args=[one, other])
    assert address_of("home") == reverse("home")


def test_an_address_follows_the_place_that_the_site_is_served_from() -> None:
    assert address_of("person", "ada") == "/people/ada/"
    set_script_prefix("/parley/")
    try:
        assert address_of("person", "ada") == "/parley/people/ada/"
    finally:
        set_script_prefix("/")


def test_what_is_no_short_name_never_leaves_the_address() -> None:
    assert address_of("person", '"><b>?#') == "/people/%22%3E%3Cb%3E%3F%23/"


def test_a_page_takes_as_many_parts_as_it_has() -> None:
    with pytest.raises(NoReverseMatch):
        address_of("person", "ada", "bob")


@given(st.emails())
def test_a_folded_address_stays_as_it_is(address: str) -> None:
    assert folded(folded(address)) == folded(f" {address.upper()} ") == folded(address)


def test_letters_that_only_look_alike_are_not_the_same_address() -> None:
    assert folded("Al\N{LATIN SMALL LETTER DOTLESS I}@example.org") != folded("ali@example.org")
    assert folded("stra\N{LATIN SMALL LETTER SHARP S}e@example.org") != folded(
        "strasse@example.org"
    )
