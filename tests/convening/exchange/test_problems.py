"""What is wrong with the content of a file: each problem with its line and what was expected."""

import base64
from collections.abc import Callable
from datetime import datetime

import pytest

from parley.apps.convening.exchange import read_document
from tests.convening.exchange.helpers import GOOD, changed
from tests.convening.exchange.helpers import reading_problems as problems


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("parley: 1", "parley: 2", "line 1: parley: expected 1, got '2'"),
        ("parley: 1\n", "", "line 1: parley: this field is missing"),
        ("  title: Oslo dialogue\n", "", "line 2: dialogue.title: this field is missing"),
        (
            "title: Oslo dialogue",
            "titel: Oslo dialogue",
            (
                "line 2: dialogue.title: this field is missing\n"
                "line 4: dialogue.titel: there is no such field; did you mean title?"
            ),
        ),
        (
            "name: Ada",
            "name: Ada\n    telephone: 1",
            (
                "line 36: people[0].telephone: there is no such field; "
                "expected slug, name, honorific, country, bio, affiliations, synthetic"
            ),
        ),
        (
            "title: Oslo dialogue",
            "title: ''",
            "line 4: dialogue.title: expected a text, got ''",
        ),
        (
            "title: Oslo dialogue",
            "title: {en: Oslo, Norsk: Oslo}",
            (
                "line 4: dialogue.title.Norsk: expected a language code such as en or pt-BR, "
                "got 'Norsk'"
            ),
        ),
        (
            "title: Oslo dialogue",
            'title: "a\\u0000b"',
            "line 4: dialogue.title.en: the character U+0000 can't be kept",
        ),
        (
            "title: Oslo dialogue",
            f"title: {'x' * 20_001}",
            "line 4: dialogue.title.en: expected at most 20000 characters, got 20001",
        ),
        (
            "slug: oslo",
            "slug: ../../etc/passwd",
            (
                "line 3: dialogue.slug: expected a short name of letters, digits, hyphens and "
                "underscores, got '../../etc/passwd'"
            ),
        ),
        (
            "slug: oslo",
            'slug: "oslo\\n"',
            "line 3: dialogue.slug: expected a single line, got 'oslo\\n'",
        ),
        (
            "2027-10-31",
            "2027-11-31",
            "line 6: dialogue.ends_on: expected a date such as 2021-05-12, got '2027-11-31'",
        ),
        (
            "2027-10-31",
            "2027-10-29",
            "line 6: dialogue.ends_on: expected a day not before 2027-10-30, got '2027-10-29'",
        ),
        (
            "Europe/Oslo",
            "Europe/Atlantis",
            (
                "line 7: dialogue.time_zone: expected a time zone such as Europe/Rome, "
                "got 'Europe/Atlantis'"
            ),
        ),
        (
            "Europe/Oslo",
            "../../../etc/localtime",
            (
                "line 7: dialogue.time_zone: expected a time zone such as Europe/Rome, "
                "got '../../../etc/localtime'"
            ),
        ),
        (
            "in_person",
            "In person",
            "line 8: dialogue.format: expected one of in_person, virtual, hybrid, got 'In person'",
        ),
        (
            "country: NO",
            "country: Norway",
            "line 9: dialogue.country: expected a two-letter country code such as IT, got 'Norway'",
        ),
        (
            "country: NO",
            "contact_email: nobody",
            "line 9: dialogue.contact_email: expected an e-mail address, got 'nobody'",
        ),
        (
            "country: NO",
            "registration_required: 1",
            "line 9: dialogue.registration_required: expected true or false, got '1'",
        ),
        (
            "country: NO",
            "edition: second",
            "line 9: dialogue.edition: expected a whole number, got 'second'",
        ),
        (
            "country: NO",
            "edition: 0",
            "line 9: dialogue.edition: expected at least 1, got 0",
        ),
        (
            "country: NO",
            "edition: 32768",
            "line 9: dialogue.edition: expected at most 32767, got 32768",
        ),
        (
            "country: NO",
            "hashtag: [a]",
            "line 9: dialogue.hashtag: expected a text, got a list",
        ),
        (
            "country: NO",
            "norms: none",
            "line 9: dialogue.norms: expected a list, got 'none'",
        ),
        (
            "country: NO",
            "uid: 7",
            (
                "line 9: dialogue.uid: expected an identifier such as "
                "1b4e28ba-2fa1-4d2e-883f-0016d3cca427, got '7'"
            ),
        ),
        (
            "rule: public",
            "rule: closed_door\n    listed: true",
            (
                "line 18: sessions[0].listed: a closed-door session can't be listed in the public "
                "programme"
            ),
        ),
        (
            "rule: public",
            "join_url: javascript:alert(1)",
            (
                "line 17: sessions[0].join_url: expected an address such as https://example.org, "
                "got 'javascript:alert(1)'"
            ),
        ),
        (
            "rule: public",
            "day: 2027-10-30",
            "line 17: sessions[0].day: the day follows from the start: leave it out",
        ),
        (
            "    ends: 2027-10-30 10:00\n",
            "",
            "line 14: sessions[0]: a start needs an end",
        ),
        (
            "2027-10-30 10:00",
            "2027-10-30 08:59",
            (
                "line 19: sessions[0].ends: expected a time after the start, 2027-10-30 09:00, "
                "got '2027-10-30 08:59'"
            ),
        ),
        (
            "2027-10-30 09:00",
            "9 am",
            "line 18: sessions[0].starts: expected a time such as 2021-05-12 13:00, got '9 am'",
        ),
        (
            "2027-10-30 09:00",
            "2027-10-29 23:00",
            (
                "line 18: sessions[0].starts: expected a day from 2027-10-30 to 2027-10-31, "
                "got '2027-10-29'"
            ),
        ),
        (
            "2027-10-30 10:00",
            "2027-11-02 10:00",
            (
                "line 19: sessions[0].ends: expected a day from 2027-10-30 to 2027-10-31, "
                "got '2027-11-02'"
            ),
        ),
        (
            "2027-10-30 10:00",
            "2027-10-31 02:30",
            (
                "line 19: sessions[0].ends: the clocks of Europe/Oslo show 2027-10-31 02:30 twice; "
                "write 2027-10-31 02:30+02:00 or 2027-10-31 02:30+01:00"
            ),
        ),
        (
            "2027-10-30 10:00",
            "2027-10-30 10:00+00:00",
            "line 19: sessions[0].ends: expected the offset of Europe/Oslo, +02:00, got +00:00",
        ),
        (
            "room: house/hall",
            "room: house/cellar",
            (
                "line 20: sessions[0].room: expected a short name that stands in venues, "
                "got 'house/cellar'"
            ),
        ),
        (
            "room: house/hall",
            "room: ../hall",
            "line 20: sessions[0].room: expected a room such as venue/room, got '../hall'",
        ),
        (
            "person: ada",
            "person: bob",
            (
                "line 22: sessions[0].contributions[0].person: expected a short name that stands in "
                "people, got 'bob'\n"
                "line 34: people[0]: nothing in this file refers to 'ada'; remove it, or use it"
            ),
        ),
        (
            "      - person: ada\n        role",
            "      - role",
            (
                "line 22: sessions[0].contributions[0]: expected a person or an organisation, "
                "got neither\n"
                "line 33: people[0]: nothing in this file refers to 'ada'; remove it, or use it"
            ),
        ),
        (
            "name: Host",
            "name: Host\n    parent: host",
            "line 33: organisations[0].parent: an organisation can't be a part of itself",
        ),
        (
            "name: Ada",
            "name: Ada\n  - slug: ada\n    name: Another",
            "line 36: people[1].slug: 'ada' stands twice in this file",
        ),
        (
            "role: organiser",
            "role: organiser\n    - organisation: host\n      role: organiser",
            "line 13: dialogue.hosts[1]: 'host, organiser' stands twice in this file",
        ),
    ],
)
def test_each_error_names_its_line_and_what_was_expected(old: str, new: str, expected: str) -> None:
    assert problems(changed(old, new)) == expected.split("\n")


def test_sessions_of_one_short_name_are_refused_wherever_they_are_nested() -> None:
    part = "    parts:\n      - {slug: talk, kind: panel, title: Part}\nvenues:"
    assert problems(changed("venues:", part)) == [
        "line 25: sessions[0].parts[0].slug: 'talk' stands twice in this file"
    ]


def test_parts_are_nested_seven_deep_at_most() -> None:
    part = "{slug: i, kind: panel, title: I}"
    for slug in "hgfedcba":
        part = f"{{slug: {slug}, kind: panel, title: {slug}, parts: [{part}]}}"
    deepest = "sessions[0]" + ".parts[0]" * 9
    assert problems(changed("venues:", f"    parts: [{part}]\nvenues:")) == [
        f"line 24: {deepest.removesuffix('.parts[0]')}: expected at most 7 levels of parts",
        f"line 24: {deepest}: expected at most 7 levels of parts",
    ]


def test_a_time_that_summer_time_skips_does_not_exist() -> None:
    source = GOOD.replace("2027-10-30", "2027-03-28").replace("2027-10-31", "2027-03-28")
    assert problems(source.replace("2027-03-28 10:00", "2027-03-28 02:30")) == [
        (
            "line 19: sessions[0].ends: the clocks of Europe/Oslo skip 2027-03-28 02:30, "
            "because summer time begins"
        )
    ]


def test_a_night_across_the_end_of_summer_time_is_measured_in_real_hours() -> None:
    """02:30 to 02:15 is three quarters of an hour when the clock goes back in between."""
    night = changed("2027-10-30 09:00", "2027-10-31 02:30+02:00")
    document = read_document(night.replace("2027-10-30 10:00", "2027-10-31 02:15+01:00"))
    session = document.sessions[0]
    assert session.starts == datetime.fromisoformat("2027-10-31 02:30+02:00")
    assert session.ends == datetime.fromisoformat("2027-10-31 02:15+01:00")


def test_an_offset_that_is_not_needed_is_dropped() -> None:
    document = read_document(changed("2027-10-30 09:00", "2027-10-30T09:00+02:00"))
    assert document == read_document(GOOD)


def test_the_last_evening_may_run_past_midnight() -> None:
    late = changed("2027-10-30 09:00", "2027-10-31 22:00")
    document = read_document(late.replace("2027-10-30 10:00", "2027-11-01 01:00"))
    assert document.sessions[0].ends == datetime.fromisoformat("2027-11-01 01:00")


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    source = GOOD.replace("kind: lecture", "kind: speech").replace("name: Ada", "naem: Ada")
    assert [problem.split(":")[0] for problem in problems(source)] == [
        "line 15",
        "line 34",
        "line 35",
    ]


def test_a_hundred_problems_are_cut_after_fifty() -> None:
    sessions = "".join(f"  - {{slug: s{n}, kind: x, title: T}}\n" for n in range(100))
    found = problems(changed("venues:", f"{sessions}venues:"))
    assert len(found) == 51
    assert found[-1] == "… and 50 more"


def picture(line: str) -> str:
    return f"{GOOD}pictures:\n  - alt: A picture\n    {line}\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("lead: true", "line 37: pictures[0]: expected an illustration or webp, got neither"),
        (
            "illustration: ../../secret",
            (
                "line 38: pictures[0].illustration: expected one of dialogue, refectory, sala-darme, "
                "roundtable, virtual-panel, territory, got '../../secret'"
            ),
        ),
        (
            "webp: <svg/>",
            "line 38: pictures[0].webp: expected a WebP picture in base64, got '<svg/>'",
        ),
        (
            f"webp: {base64.b64encode(bytes(4 * 1024**2 + 1)).decode()}",
            "line 38: pictures[0].webp: the picture is larger than 4 MB",
        ),
    ],
)
def test_pictures_are_illustrations_or_small_files(line: str, expected: str) -> None:
    assert problems(picture(line)) == [expected]


def test_a_picture_is_not_both() -> None:
    both = "illustration: dialogue\n    webp: UklGRg=="
    assert problems(picture(both)) == [
        "line 37: pictures[0]: expected either an illustration or webp, got both"
    ]


FIELDS_WITH_TEXT: list[tuple[str, Callable[[str], str]]] = [
    ("title: Oslo dialogue", lambda text: f"title: {text}"),
    ("country: NO", lambda text: f"purpose: {text}"),
    ("country: NO", lambda text: f"city: {text}"),
    ("title: Talk", lambda text: f"title: {text}"),
    ("name: Ada", lambda text: f"name: {text}"),
    ("name: Host", lambda text: f"name: {text}"),
    ("name: House", lambda text: f"name: {text}"),
]


@pytest.mark.parametrize(("old", "new"), FIELDS_WITH_TEXT)
def test_script_is_a_text_like_any_other(old: str, new: Callable[[str], str]) -> None:
    script = "<script>alert(document.cookie)</script>"
    assert script in str(read_document(changed(old, new(script))))
