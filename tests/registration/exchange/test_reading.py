"""What is wrong with a section is named by line and place, and nothing of the file is taken."""

import pytest

from tests.registration.exchange.helpers import changed, reading_problems

LONG = "x" * 201


@pytest.mark.parametrize(
    ("old", "new", "place", "problem"),
    [
        (
            "    keep_days: 90",
            "    keep_days: 0",
            "opening.keep_days",
            "expected at least 1, got 0",
        ),
        (
            "    keep_days: 90",
            "    keep_days: 4000",
            "opening.keep_days",
            "expected at most 3650, got 4000",
        ),
        ("offer_days: 5", "offer_days: 61", "opening.offer_days", "expected at most 60, got 61"),
        (
            "    asks_photo: true",
            "    asks_photo: perhaps",
            "opening.asks_photo",
            "expected true or false, got 'perhaps'",
        ),
        (
            "    asks_photo: true",
            "    asks_foto: true",
            "opening.asks_foto",
            "there is no such field; did you mean asks_photo?",
        ),
        (
            "    opens_on: 2027-06-01",
            "    opens_on: in June",
            "opening.opens_on",
            "expected a date such as 2021-05-12, got 'in June'",
        ),
        (
            "slug: states",
            "slug: ../states",
            "groups[0].slug",
            "expected a short name of letters, digits, hyphens and underscores, got '../states'",
        ),
        (
            "slug: states",
            f"slug: {'s' * 61}",
            "groups[0].slug",
            "expected at most 60 characters, got 61",
        ),
        (
            "      name: Academia",
            "      name: ' '",
            "groups[1].name",
            "expected a text, got ''",
        ),
        ("seats: 40", "seats: -1", "groups[0].seats", "expected a whole number, got '-1'"),
        ("seats: 40", "seats: 100001", "groups[0].seats", "expected at most 100000, got 100001"),
        (
            "nominations: 2",
            "nominations: 51",
            "groups[0].nominations",
            "expected at most 50, got 51",
        ),
        (
            "admission: open",
            "admission: free",
            "groups[0].admission",
            "expected one of invitation, open, got 'free'",
        ),
        (
            "colour: green",
            "colour: pink",
            "groups[0].colour",
            "expected one of blue, green, amber, red, violet, teal, grey, black, got 'pink'",
        ),
        (
            "kind: choice",
            "kind: many",
            "questions[0].kind",
            "expected one of line, text, yes_no, choice, got 'many'",
        ),
        (
            "          Normes\n          Capacités\n",
            "          Normes\n",
            "questions[0].choices",
            "“Which topic?” needs at least two choices, one a line.",
        ),
        (
            "          Norms\n          Capacity\n",
            "          Norms\n          Capacity\n          More\n",
            "questions[0].choices",
            "“Which topic?”: give as many choices in each language, in one order.",
        ),
        (
            "        - states\n        - academia",
            "        - states\n        - press",
            "questions[1].groups[1]",
            "expected a short name that stands in registration.groups, got 'press'",
        ),
        (
            "        - states\n        - academia",
            "        - states\n        - states",
            "questions[1].groups[1]",
            "'states' stands twice in this file",
        ),
        (
            "kind: approved",
            "kind: approval",
            "mails[0].kind",
            (
                "expected one of invitation, link, submitted, approved, declined, waitlisted, "
                "offered, cancelled, changed, room, remind_deadline, remind_day, got 'approval'"
            ),
        ),
        (
            "Dear {name}",
            "Dear {nmae}",
            "mails[0]",
            (
                "There is no placeholder {nmae}. There are: {name}, {dialogue}, {group}, {dates}, "
                "{place}, {deadline}, {link}, {contact}."
            ),
        ),
        (
            "subject: Welcome to {dialogue}",
            f"subject: {LONG}",
            "mails[0]",
            "The subject has at most 200 characters.",
        ),
        (
            "subject: Welcome to {dialogue}",
            "subject:\n        fr: Bienvenue",
            "mails[0]",
            "Write subject and text in the same languages.",
        ),
        (
            "room: main-hall",
            "room: Main Hall",
            "online_rooms[0].room",
            "expected small letters, figures and hyphens, such as plenary, got 'Main Hall'",
        ),
        (
            "session: plenary",
            "session: dinner",
            "online_rooms[0].session",
            "expected a short name that stands in sessions, got 'dinner'",
        ),
        (
            "session: tables",
            "session: dinner",
            "break_outs[0].session",
            "expected a short name that stands in sessions, got 'dinner'",
        ),
        (
            "weigh_wishes: much",
            "weigh_wishes: 5",
            "break_outs[0].weigh_wishes",
            "expected one of not, little, normal, much, got '5'",
        ),
        (
            "seed: 7",
            "seed: 2147483648",
            "break_outs[0].seed",
            "expected at most 2147483647, got 2147483648",
        ),
        (
            "  opening:\n",
            "  xyz: []\n  opening:\n",
            "xyz",
            (
                "there is no such field; expected opening, groups, questions, mails, online_rooms, "
                "break_outs"
            ),
        ),
    ],
)
def test_a_problem_is_named_at_its_place(old: str, new: str, place: str, problem: str) -> None:
    (told,) = reading_problems(changed((old, new)))
    line, _colon, text = told.partition(": ")
    assert line.startswith("line ")
    assert text == f"registration.{place}: {problem}"


def test_lines_are_those_of_the_file() -> None:
    text = changed(("seats: 40", "seats: many"), ("Dear {name}", "Dear {nmae}"))
    lines = text.splitlines()
    (told,) = reading_problems(text)  # what the schema knows comes before what stands together
    assert told.startswith(f"line {1 + lines.index('      seats: many')}: registration.groups[0]")
    (told,) = reading_problems(changed(("session: tables", "session: dinner")))
    assert told.startswith(f"line {1 + lines.index('    - session: tables')}: ")


def test_what_may_stand_once_stands_once() -> None:
    twice = (
        "  online_rooms:\n",
        "  online_rooms:\n    - session: plenary\n      kind: link\n",
    )
    group = ("  questions:\n", "    - slug: states\n      name: States\n")
    mail = ("  online_rooms:\n", "    - kind: approved\n      subject: A\n      body: B\n")
    assert [
        problem.partition(": ")[2]
        for problem in (
            *reading_problems(changed(twice)),
            *reading_problems(changed((mail[0], mail[1] + mail[0]))),
            *reading_problems(changed((group[0], group[1] + group[0]))),
        )
    ] == [
        "registration.online_rooms[1].session: 'plenary' stands twice in this file",
        "registration.mails[1].kind: 'approved' stands twice in this file",
        "registration.groups[2].slug: 'states' stands twice in this file",
    ]


def test_there_are_not_thousands_of_groups() -> None:
    more = "".join(f"    - slug: group-{n}\n      name: Group\n" for n in range(199))
    (told,) = reading_problems(changed(("  questions:\n", f"{more}  questions:\n")))
    assert told.endswith("registration.groups: expected at most 200 entries, got 201")


def test_the_words_of_a_mail_need_their_link() -> None:
    words = ("    - kind: approved", "    - kind: invitation")
    (told,) = reading_problems(changed(words, ("        {link}\n", "")))
    assert told.endswith(
        "registration.mails[0]: Guests need their link: write {link} alone on a line of the text."
    )
