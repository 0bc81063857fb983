"""The audit record grows and never changes."""

from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from parley.core import audit, database
from parley.core.actors import system_actor
from parley.core.models import AuditRecord
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def triggers() -> None:
    """As migrated; a test that commits may have taken one away."""
    database.keep_audit(None, SimpleNamespace(connection=connection))


def test_a_record_says_who_did_what_to_which() -> None:
    dialogue = make.dialogue()
    audit.record(system_actor("import"), "dialogue.imported", dialogue, sessions=3)
    [line] = audit.trail(dialogue)
    assert (line.actor, line.action, line.subject_id, line.data) == (
        "system: import",
        "dialogue.imported",
        str(dialogue.pk),
        {"sessions": 3},
    )


def test_the_trail_of_one_object_is_its_own() -> None:
    one, other = make.dialogue(), make.dialogue()
    audit.record(system_actor("x"), "dialogue.changed", one)
    audit.record(system_actor("x"), "dialogue.published", other)
    assert [line.action for line in audit.trail(one)] == ["dialogue.changed"]
    assert len(audit.trail(one, other)) == 2


def test_python_refuses_to_change_or_delete() -> None:
    line = audit.record(system_actor("x"), "dialogue.changed", make.dialogue())
    line.action = "nothing.happened"
    with pytest.raises(TypeError, match="never changed"):
        line.save()
    with pytest.raises(TypeError, match="never deleted"):
        line.delete()


@pytest.mark.parametrize("statement", ["UPDATE core_auditrecord SET actor = 'x'", "DELETE"])
def test_the_database_refuses_to_change_or_delete(statement: str) -> None:
    line = audit.record(system_actor("x"), "dialogue.changed", make.dialogue())
    sql = statement if "UPDATE" in statement else "DELETE FROM core_auditrecord"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(sql)
    assert AuditRecord.objects.get(pk=line.pk).actor == "system: x"
