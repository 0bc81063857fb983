"""Lists as people have them: out of spreadsheets, mail programs and files, in three languages."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.convening.services import listfiles
from parley.apps.registration.selectors.guestlist import Guest
from parley.apps.registration.services import guestlist
from parley.apps.registration.services.guestlist import MOST_GUESTS, read_file, read_text
from parley.core.errors import InvalidInput
from tests.registration.invitations.lists import content, with_macros, workbook

ADA = {"address": "ada@example.org", "name": "Ada Guest"}


def test_columns_are_known_by_their_heads_in_whatever_order() -> None:
    text = "Name;E-Mail;Phone;Group;Late\nAda Guest;Ada@Example.org;123;Press;yes\n"
    assert read_text(text) == guestlist.Guests(
        (Guest(2, **ADA, group="Press", late=True),), unused=("Phone",)
    )


@pytest.mark.parametrize(
    "head",
    [
        "Adresse électronique\tNom complet\tCivilité\tOrganisme\tGroupe\tLangue\tTardif",
        "البريد الإلكتروني\tالاسم الكامل\tاللقب\tالمنظمة\tالمجموعة\tاللغة\tمتأخر",
        "E-MAIL ADDRESS\tfull name\tHonorific\tOrganization\tStakeholder group\tlanguage\tLATE",
    ],
)
def test_heads_are_known_in_three_languages(head: str) -> None:
    row = "ada@example.org\tAda Guest\tDr\tInstitute\tPress\tfr\toui"
    (guest,) = read_text(f"{head}\n{row}").rows
    said = {"honorific": "Dr", "organisation": "Institute", "group": "Press", "language": "fr"}
    assert guest == Guest(2, **ADA, **said, late=True)


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        ("First name;Last name", "Ada;Guest"),
        ("Nom;Prénom", "Guest;Ada"),
        ("Surname;Given name", "Guest;Ada"),
        ("Name;First name", "Ada Guest;"),
    ],
)
def test_a_name_may_stand_in_two_columns(heads: str, cells: str) -> None:
    (guest,) = read_text(f"Email;{heads}\nada@example.org;{cells}").rows
    assert guest == Guest(2, **ADA)


@pytest.mark.parametrize("mark", ["\t", ";", ","])
def test_without_heads_columns_go_by_their_order(mark: str) -> None:
    rows = ["ada@example.org", "Ada Guest", "Dr", "", "", "ar"]
    text = f"\ufeff{mark.join(rows)}\r\n\r\n{mark.join(['bob@example.org'])}\r\n"
    assert read_text(text).rows == (
        Guest(1, **ADA, honorific="Dr", language="ar"),
        Guest(3, "bob@example.org"),
    )


def test_a_line_of_addresses_out_of_a_mail_program() -> None:
    text = 'Ada Guest <ada@example.org>, "Bob, Jr" <BOB@example.org>, eve@example.org,'
    assert [(g.row, g.address, g.name) for g in read_text(text).rows] == [
        (1, "ada@example.org", "Ada Guest"),
        (1, "bob@example.org", "Bob, Jr"),
        (1, "eve@example.org", ""),
    ]


def test_quoted_cells_may_hold_breaks_and_marks() -> None:
    text = 'address,name,organisation\nada@example.org,"Ada\nGuest","Institute, the"\n'
    (guest,) = read_text(text).rows
    assert (guest.name, guest.organisation) == ("Ada Guest", "Institute, the")


def test_a_workbook_is_read_with_its_row_numbers() -> None:
    data = workbook(
        ["Email", "Name", "Late"], ["ada@example.org", "Ada Guest", True], [], ["b@c.de"]
    )
    assert read_file(content(data), "Guests.XLSX").rows == (
        Guest(2, **ADA, late=True),
        Guest(4, "b@c.de"),
    )


@pytest.mark.parametrize("name", ["list.csv", "list.tsv", "list.txt"])
def test_text_files_are_read(name: str) -> None:
    assert read_file(content("\ufeffada@example.org\tAda Guest"), name).rows == (Guest(1, **ADA),)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("list.xlsx", with_macros(workbook(["a@b.org"])), "macros"),
        ("list.xlsm", workbook(["a@b.org"]), "Choose a CSV, TSV or XLSX file"),
        ("list.pdf", b"%PDF-1.4", "Choose a CSV, TSV or XLSX file"),
        ("list.xlsx", b"a@b.org", "not a"),
        ("list.csv", workbook(["a@b.org"]), "not a text"),
        ("list.csv", "Andr\xe9".encode("latin-1"), "UTF-8"),
        ("list.csv", b"", "empty"),
        ("list.csv", b"\n ;;\n", "empty"),
        ("list.xlsx", workbook(), "empty"),
        ("list.csv", b"a@b.org\n" * (MOST_GUESTS + 2), "may have 2000 rows"),
        ("list.xlsx", workbook(*[["a@b.org"]] * (MOST_GUESTS + 2)), "may have 2000 rows"),
        ("list.csv", b"x" * (listfiles.LARGEST_FILE + 1), "larger than 2 MB"),
    ],
)
def test_other_files_are_refused_in_words(name: str, data: bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_file(content(data), name)


@pytest.mark.parametrize("text", ["", " \n\t\n", "address,name\n"])
def test_a_list_without_guests_is_empty(text: str) -> None:
    with pytest.raises(InvalidInput, match="empty"):
        read_text(text)


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_or_refused(text: str) -> None:
    try:
        guests: Any = read_text(text).rows
    except InvalidInput:
        return
    assert all(len(guest.name) <= guestlist.LONGEST_CELL for guest in guests)
