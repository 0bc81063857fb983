"""What the database itself must do: refuse changes to the audit record, index words.

Run by migrations, for SQLite and PostgreSQL.
"""

from typing import Any

AUDIT_SQLITE = [
    f"""CREATE TRIGGER IF NOT EXISTS audit_no_{event.lower()} BEFORE {event} ON core_auditrecord
       BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END"""
    for event in ("UPDATE", "DELETE")
]
AUDIT_POSTGRES = [
    """CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the audit record is append-only'; END $$""",
    "DROP TRIGGER IF EXISTS audit_no_change ON core_auditrecord",
    """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON core_auditrecord
       FOR EACH ROW EXECUTE FUNCTION audit_append_only()""",
]
AUDIT_OPEN_SQLITE = [f"DROP TRIGGER IF EXISTS audit_no_{event}" for event in ("update", "delete")]
AUDIT_OPEN_POSTGRES = ["DROP TRIGGER IF EXISTS audit_no_change ON core_auditrecord"]
NAMELESS = """UPDATE core_auditrecord SET actor = 'account ' || actor_user
              WHERE actor_user IS NOT NULL"""
SEARCH_SQLITE = [
    """CREATE VIRTUAL TABLE core_searchwords USING fts5(
       words, content='core_searchentry', content_rowid='id', tokenize='unicode61')""",
    """CREATE TRIGGER search_added AFTER INSERT ON core_searchentry BEGIN
       INSERT INTO core_searchwords(rowid, words) VALUES (new.id, new.words); END""",
    """CREATE TRIGGER search_removed AFTER DELETE ON core_searchentry BEGIN
       INSERT INTO core_searchwords(core_searchwords, rowid, words)
       VALUES ('delete', old.id, old.words); END""",
    """CREATE TRIGGER search_changed AFTER UPDATE ON core_searchentry BEGIN
       INSERT INTO core_searchwords(core_searchwords, rowid, words)
       VALUES ('delete', old.id, old.words);
       INSERT INTO core_searchwords(rowid, words) VALUES (new.id, new.words); END""",
]
SEARCH_POSTGRES = [
    """CREATE INDEX core_searchentry_words ON core_searchentry
       USING gin (to_tsvector('simple', words))"""
]


def _run(schema_editor: Any, sqlite: list[str], postgres: list[str]) -> None:
    is_postgres = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        for statement in postgres if is_postgres else sqlite:
            cursor.execute(statement)


def keep_audit(apps: Any, schema_editor: Any) -> None:
    """Make the audit record append-only in the database, whoever writes to it."""
    _run(schema_editor, AUDIT_SQLITE, AUDIT_POSTGRES)


def take_names_from_audit(apps: Any, schema_editor: Any) -> None:
    """Put numbers in the place of the names that older versions wrote into the audit record."""
    sqlite, postgres = (
        [*opened, NAMELESS, *kept]
        for opened, kept in (
            (AUDIT_OPEN_SQLITE, AUDIT_SQLITE),
            (AUDIT_OPEN_POSTGRES, AUDIT_POSTGRES),
        )
    )
    _run(schema_editor, sqlite, postgres)


def make_search(apps: Any, schema_editor: Any) -> None:
    """Index the words of SearchEntry."""
    _run(schema_editor, SEARCH_SQLITE, SEARCH_POSTGRES)
