"""Files and the rows that name them: which is without the other.

A file is stored before its row and deleted after it, so a process that is killed in between
leaves a file that no row names. It hurts nobody, but it may be confidential.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import Storage
from django.db.models import FileField
from django.utils import timezone

# A younger one may belong to a form that is being saved, or to an import that is not done.
LEAST_AGE = timedelta(days=1)


def named_files() -> Iterator[tuple[Storage, str]]:
    """Each file that a row names, and where it is stored."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                names = model._default_manager.values_list(field.attname, flat=True)
                for name in filter(None, names.iterator()):
                    yield field.storage, str(name)


def strays() -> list[Path]:
    """The files that no row names, and that have been there for a while."""
    root, before = Path(settings.MEDIA_ROOT), timezone.now() - LEAST_AGE
    # The files first: a row that comes in between names a file that is then still young.
    files = [path for path in sorted(root.rglob("*")) if path.is_file()]
    old = [path for path in files if path.stat().st_mtime < before.timestamp()]
    named = {name for _storage, name in named_files()}
    return [path for path in old if path.relative_to(root).as_posix() not in named]


def sweep() -> list[Path]:
    """Delete the strays; answers which they were."""
    found = strays()
    for path in found:
        path.unlink(missing_ok=True)
    return found
