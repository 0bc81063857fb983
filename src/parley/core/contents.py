"""Whether a database holds anything that somebody put there."""

from django.apps import apps
from django.db import connection
from django.db.models import Model

# Filled by migrations, or worth nothing without the rest.
_MACHINERY = {
    "contenttypes.contenttype",
    "auth.permission",
    "sessions.session",
    "core.choretime",
    "core.sharedentry",
    "core.tries",
}


def _models() -> list[type[Model]]:
    tables = set(connection.introspection.table_names())
    return [
        model
        for model in apps.get_models()
        if model._meta.label_lower not in _MACHINERY and model._meta.db_table in tables
    ]


def is_empty() -> bool:
    """True for a database without tables, or with nothing in those that hold content."""
    return not any(model._default_manager.exists() for model in _models())
