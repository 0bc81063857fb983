"""All that is held on a person in one ZIP: for machines, for reading, and the files.

It is made for one answer and kept nowhere, so nothing of it has to be erased later.
"""

import json
import re
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import datetime
from shutil import copyfileobj
from typing import IO, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from parley.core import audit, privacy
from parley.core.actors import Actor
from parley.core.localtext import direction

IN_MEMORY = 1 << 20


def archive(actor: Actor, subject: privacy.Subject) -> IO[bytes]:
    """The ZIP, from its start. Whoever asks for it is on record."""
    audit.record(actor, "account.data_handed_out", subject.account)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (closed by the answer)
    write(file, subject, timezone.now())
    file.seek(0)
    return file


def write(file: IO[bytes], subject: privacy.Subject, at: datetime) -> None:
    tables, attached = privacy.tables_of(subject), privacy.files_of(subject)
    names = [f"files/{number:03}-{_safe(one.name)}" for number, one in enumerate(attached, 1)]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("data.json", _as_json(subject, tables, names, at))
        made.writestr("read-me.html", _as_page(subject, tables, names, at))
        for name, one in zip(names, attached, strict=True):
            if one.storage.exists(one.stored):
                with one.storage.open(one.stored) as source, made.open(name, "w") as target:
                    copyfileobj(source, target)


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "file"


def _as_json(
    subject: privacy.Subject, tables: Iterable[privacy.Table], files: list[str], at: datetime
) -> str:
    held: dict[str, Any] = {
        table.name: [{fact.name: fact.value for fact in row} for row in table.rows]
        for table in tables
    }
    whole = {
        "site": settings.BASE_URL,
        "made_at": at,
        "address": subject.address,
        "held": held,
        "files": files,
    }
    return json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _as_page(
    subject: privacy.Subject, tables: Iterable[privacy.Table], files: list[str], at: datetime
) -> str:
    language = get_language() or settings.LANGUAGE_CODE
    context = {
        "subject": subject,
        "tables": tables,
        "files": files,
        "made_at": at,
        "language": language,
        "direction": direction(language),
        "site_name": settings.SITE_NAME,
        "site_url": settings.BASE_URL,
    }
    return render_to_string("core/my_data_file.html", context)
