"""Somebody of whom there is something everywhere, and a look into every corner."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from parley.apps.accounts.models import Person, User
from parley.apps.convening.models import SeatRole
from parley.apps.registration.models import Mode, Note, Registration, State
from parley.apps.registration.services import evidence
from parley.apps.registration.services.deciding import decide
from parley.apps.registration.services.registering import register
from parley.core.localtext import LocalText
from tests import factories as make

NAME, ADDRESS = "Zuzanna Canaryová", "zuzanna.canary@example.org"
# However a database, JSON or a mail may write them.
WORDS = ("zuzanna", "canary", "canaryov\\u00e1")
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def pdf(name: str = "note-verbale.pdf", more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF.replace(b"<<>>", b"<</A (" + more + b")>>", 1))


def guest(**fields: Any) -> tuple[User, Registration]:
    """Invited, registered with evidence and a photo, noted on, approved for a reason."""
    dialogue, convener = make.dialogue(), make.user(name="Carl Convener")
    make.seat(dialogue, convener, SeatRole.CONVENER)
    group = make.group(dialogue, evidence=LocalText(en="A note verbale."), **fields)
    invitation = make.invitation(group, address=ADDRESS, name=NAME, vetted=False)
    account = make.user(email=ADDRESS, name=NAME)
    said = {"name": NAME, "organisation": "Institute of canaries", "mode": Mode.ONLINE}
    row = register(account, group, {**said, "access_needs": "canary seed"}, invitation=invitation)
    evidence.attach(make.actor(account), row, pdf("canary.pdf", b"canary"))
    row.photo.save("canary.jpg", ContentFile(b"a canary"))
    Note.objects.create(registration=row, author=convener, text=f"Asked {NAME} to write.")
    decide(make.actor(convener), row, State.APPROVED, reason=f"Because of {NAME}.")
    row.refresh_from_db()
    return account, row


def speaker(account: User, slug: str = "zuzanna-canary") -> Person:
    return make.person(user=account, slug=slug, name=NAME, bio=LocalText(en="Loves canaries."))


def shown() -> set[str]:
    """In which tables and files one of the words stands."""
    return {*_tables(), *_files(Path(settings.MEDIA_ROOT)), *_files(Path(settings.OUTBOX_ROOT))}


def _tables() -> set[str]:
    """Every column of every table, those of the search index and those of no model included."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(_is_said(value) for row in cursor.fetchall() for value in row):
                found.add(table)
    return found


def _files(root: Path) -> set[str]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.name for path in files if _is_said(path.read_bytes()) or _is_said(path.name)}


def _is_said(value: Any) -> bool:
    is_binary = isinstance(value, bytes | memoryview)
    text = bytes(value).decode("latin-1") if is_binary else str(value)
    return any(word in text.lower() for word in WORDS)
