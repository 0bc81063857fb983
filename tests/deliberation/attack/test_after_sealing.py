"""Whoever has the whole database after the seal tries to tell who said what.

Each attack is code that succeeds before the seal, where there is something to find, and then fails.
"""

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection

from parley.apps.accounts.models import User
from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Phase, Proposition, Stance
from parley.core.models import AuditRecord
from tests import factories as make
from tests.deliberation.attack.assembly import (
    N_PEOPLE,
    Assembly,
    Dump,
    assembled,
    columns_of_people,
    dumped,
    names_of,
    recomputed,
    whose,
)

pytestmark = pytest.mark.django_db
BOTH = [Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR]


@pytest.fixture
def made() -> Assembly:
    return assembled()


def by_recomputing(made: Assembly, dump: Dump) -> dict[int, UUID]:
    """Any 32 bytes that stand anywhere may be the secret."""
    names = {UUID(str(row["respondent"])) for row in dump["deliberation_stance"]}
    found = {}
    for rows in dump.values():
        for value in (value for row in rows for value in row.values()):
            if isinstance(value, bytes | memoryview) and len(value) == 32:
                for place, actor in enumerate(made.people):
                    name = recomputed(bytes(value), "stances", made.consultation, actor)
                    if name in names:
                        found[place] = name
    return found


def by_order(made: Assembly, dump: Dump, column: str) -> dict[int, UUID]:
    """Who came in first answered first: doors and logs tell in which order people came."""
    first = made.asked[0].pk
    rows = [row for row in dump["deliberation_stance"] if row["proposition_id"] == first]
    rows.sort(key=lambda row: _in_order(row[column]))
    return {place: UUID(str(row["respondent"])) for place, row in enumerate(rows)}


def _in_order(value):
    """Rows of PostgreSQL stand at (page, line)."""
    return tuple(map(int, re.findall(r"\d+", str(value))))


def by_day(made: Assembly, dump: Dump) -> dict[int, UUID]:
    """Somebody was the only one there on a day."""
    return _alone(dump, "day")


def by_group(made: Assembly, dump: Dump) -> dict[int, UUID]:
    """Somebody is the only one of a group, as the list of guests says."""
    return _alone(dump, "group_id")


def by_step(made: Assembly, dump: Dump) -> dict[int, UUID]:
    return _alone(dump, "step")


def _alone(dump: Dump, column: str) -> dict[int, UUID]:
    people: dict[object, set[UUID]] = {}
    for row in dump["deliberation_stance"]:
        people.setdefault(row[column], set()).add(UUID(str(row["respondent"])))
    found = [names for names in people.values() if len(names) == 1]
    return {N_PEOPLE - 1: next(iter(found[0]))} if found else {}


def by_words(made: Assembly, dump: Dump) -> dict[int, UUID]:
    """Somebody is known by how they put it; what else they hold stands under the same name."""
    return {
        int(re.findall(r"\d+", row["reservation"])[0]): UUID(str(row["respondent"]))
        for row in dump["deliberation_stance"]
        if row["reservation"]
    }


def right(found: dict[int, UUID], dump: Dump) -> int:
    """How many were found out."""
    known = whose(dump)
    return sum(known.get(name) == place for place, name in found.items())


# Attack, how many it finds before the seal, and at most how many by chance after it.
ATTACKS = [
    (by_recomputing, N_PEOPLE, 0),
    (lambda made, dump: by_order(made, dump, "id"), N_PEOPLE, 8),
    (lambda made, dump: by_order(made, dump, "place"), N_PEOPLE, 8),
    (by_day, 1, 0),
    (by_group, 1, 0),
    (by_words, N_PEOPLE // 2, 6),
]
NAMES = ["recomputing", "order", "place", "day", "group", "words"]


@pytest.mark.parametrize(("attack", "before", "after"), ATTACKS, ids=NAMES)
def test_who_holds_what_is_found_before_the_seal_and_not_after(made, attack, before, after):
    dump = dumped()
    assert right(attack(made, dump), dump) == before
    made.go(Phase.CLOSED, Phase.SEALED)
    dump = dumped()
    assert right(attack(made, dump), dump) <= after
    assert len(whose(dump)) == N_PEOPLE  # what was said is all there


def test_who_wrote_a_proposition_is_found_before_the_seal_and_not_after(made):
    def found(key):
        names = {recomputed(key, "propositions", made.consultation, one) for one in made.people}
        return Proposition.objects.filter(author_key__in=names).count()

    key = bytes(made.fresh().secret.key)
    assert found(key) == N_PEOPLE
    made.go(Phase.CLOSED, Phase.SEALED)
    assert found(key) == 0
    assert not Proposition.objects.exclude(author_key=None, author=None).exists()
    days = Proposition.objects.exclude(submitted_on=None).values_list("submitted_on", flat=True)
    assert {*days} == {made.fresh().sealed_on}


def test_authors_do_not_stand_in_the_order_in_which_they_wrote(made):
    """Neither keys, nor numbers, nor places of rows on SQLite tell who submitted first."""
    rows = [row for row in dumped()["deliberation_proposition"] if row["submitted_on"]]
    order = {row["id"]: place for place, row in enumerate(rows)}
    written = [proposition.pk for proposition in made.written]
    for column in ["id", "number", *(["place"] if connection.vendor == "sqlite" else [])]:
        rows.sort(key=lambda row, column=column: _in_order(row[column]))
        found = [row["id"] for row in rows]
        assert sum(one == other for one, other in zip(found, written, strict=True)) < 9
    assert len(order) == N_PEOPLE


@pytest.mark.parametrize("pseudonym", ["before", "after"])
def test_no_name_of_a_respondent_stands_anywhere_else(made, pseudonym):
    if pseudonym == "before":
        names = names_of(made)
        made.go(Phase.CLOSED, Phase.SEALED)
    else:
        made.go(Phase.CLOSED, Phase.SEALED)
        names = list(Stance.objects.values_list("respondent", flat=True).distinct())
    said = [form for name in names for form in (name.hex, str(name))]
    for table, rows in dumped().items():
        for row in rows if table != "deliberation_stance" or pseudonym == "before" else ():
            assert not any(form in repr(row) for form in said), table


def test_no_row_names_a_participant_and_the_consultation(made):
    """Whatever table there may be: none holds an account together with something of this."""
    made.go(Phase.CLOSED, Phase.SEALED)
    dump, people = dumped(), {actor.user_id for actor in made.people}
    about = {made.consultation.pk, *(row["id"] for row in dump["deliberation_proposition"])}
    for table, column in columns_of_people():
        for row in dump[table]:
            if row[column] in people and table.startswith(("deliberation", "outcomes")):
                raise AssertionError(f"{table}: {row}")
            assert not (row[column] in people and about & {row.get("consultation_id")})
    acts = AuditRecord.objects.filter(subject_type__startswith="deliberation")
    assert acts.exists() and not acts.filter(actor_user__in=people).exists()


@pytest.mark.parametrize("rule", BOTH)
def test_what_is_left_has_no_small_group_no_time_and_no_secret(rule):
    made = assembled_behind_a_door() if rule == Rule.CLOSED_DOOR else assembled()
    made.go(Phase.CLOSED, Phase.SEALED)
    dump = dumped()
    assert dump["deliberation_secret"] == dump["deliberation_livecount"] == []
    sizes: dict[object, set[object]] = {}
    for row in dump["deliberation_stance"]:
        sizes.setdefault(row["group_id"], set()).add(row["respondent"])
    assert all(len(names) >= made.consultation.least for names in sizes.values())
    assert {row["day"] for row in dump["deliberation_stance"]} == {
        row["sealed_on"] for row in dump["deliberation_consultation"]
    }
    assert {row["step"] for row in dump["deliberation_stance"]} == {0}


def assembled_behind_a_door() -> Assembly:
    """The same under the closed-door rule: the rule is of the session, which makes no difference to
    what the seal leaves."""
    made = assembled()
    row = made.consultation
    row.session = make.session(row.dialogue, rule=Rule.CLOSED_DOOR)
    row.rule = Rule.CLOSED_DOOR
    row.save()
    return made


def test_words_that_may_be_shown_to_nobody_are_not_kept(made):
    """Fewer have a reservation than may be counted: their words would only lie there."""
    few = Stance.objects.filter(reserved=True)[:5]
    Stance.objects.filter(pk__in=list(few.values_list("pk", flat=True))).update(
        reserved=False, reservation=""
    )
    made.go(Phase.CLOSED, Phase.SEALED)
    assert Stance.objects.filter(reserved=True).count() == N_PEOPLE // 2 - 5
    assert not Stance.objects.exclude(reservation="").exists()


def test_answering_through_the_pages_leaves_no_trace_of_what_was_said(made, signed_in, caplog):
    """Neither in the session, nor in jobs, mails, logs or the record."""
    guest, said = made.people[3], "canarystance-of-a-guest"
    client = signed_in(User.objects.get(pk=guest.user_id))
    here = f"/dialogues/{made.consultation.dialogue.slug}/consultations/{made.consultation.slug}"
    taken = client.post(
        f"{here}/propositions/{made.asked[0].number}/stance/",
        {"value": "reserved", "reservation": said},
        headers={"accept": "application/json"},
    )
    assert (taken.status_code, taken.json()) == (200, {"ok": True})
    client.post(f"{here}/propositions/{made.asked[1].number}/stance/", {"value": "disagree"})
    assert Stance.objects.filter(reservation=said).count() == 1
    for page in ("respond/", "respond/mine/", "propose/", "results/"):
        assert client.get(f"{here}/{page}").status_code == 200
    kept = [session.get_decoded() for session in Session.objects.all()]
    words = {"canarystance", made.consultation.slug, "disagree", "reserved"}
    assert not [word for word in words if word in json.dumps(kept)]
    dump = dumped()
    for table in set(dump) - {"deliberation_stance"}:
        assert said not in repr(dump[table]), table
    assert said not in caplog.text and not mail.outbox

    made.go(Phase.CLOSED, Phase.SEALED)
    for page in ("", "respond/", "respond/mine/", "propose/", "results/"):
        text = client.get(f"{here}/{page}").content.decode()
        assert said not in text
        assert not re.findall(r"[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-", _body(text)), page


def _body(text: str) -> str:
    """Without addresses of files and the keys of forms."""
    text = re.sub(r'(src|href|srcset|value|integrity|nonce|content)="[^"]*"', "", text)
    return re.sub(r"<head>.*?</head>", "", text, flags=re.S)


# The files of the database


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of the file of SQLite")
def test_neither_the_file_nor_its_log_nor_a_backup_keeps_the_secret(tmp_path: Path) -> None:
    """In a process of its own, since tests have no file: it makes an assembly, seals it, and looks
    for the bytes of the secret and of the pseudonyms in all that lies on the disk."""
    connection.ensure_connection()
    (tmp_path / "parley.sqlite3").write_bytes(connection.connection.serialize())
    done = subprocess.run(
        [sys.executable, "-m", "tests.deliberation.attack.on_disk"],
        env={
            "PATH": "/usr/bin:/bin",
            "PARLEY_DATA": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "parley.settings.base",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    found = json.load(io.StringIO(done.stdout))
    assert found["before"]["secret"] and found["before"]["pseudonym"]
    assert found["after"] == {"secret": [], "pseudonym": []}
    assert found["backup"] == {"secret": [], "pseudonym": []}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="of the files of PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_no_file_of_a_table_keeps_the_secret(transactional_db: None) -> None:
    made = assembled()
    key, names = bytes(made.fresh().secret.key), names_of(made)
    assert _in_tables(key) and _in_tables(names[0].bytes)
    made.go(Phase.CLOSED, Phase.SEALED)
    assert not _in_tables(key)
    rows = sorted(dumped()["deliberation_proposition"], key=lambda row: _in_order(row["place"]))
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)


def _in_tables(sought: bytes) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        for table in connection.introspection.table_names(cursor):
            cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath(%s))", [table])
            if sought in bytes(cursor.fetchone()[0]):
                found.append(table)
    return found
