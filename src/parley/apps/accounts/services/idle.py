"""Accounts that came with a registration go some time after it went."""

from datetime import timedelta
from itertools import islice

from django.db.models import Q, QuerySet
from django.utils import timezone

from parley.apps.accounts.models import User
from parley.apps.accounts.services.privacy import tables as own_tables
from parley.core import clock, jobs, privacy
from parley.core.actors import system_actor

IDLE = timedelta(days=180)
AT_ONCE = 100
# What an account signs in with says nothing of what it is for.
SIGNING_IN = frozenset({"account", "mfa", "socialaccount", "usersessions"})


def idle() -> QuerySet[User]:
    """Accounts to which nothing belongs, and to which nobody has signed in for half a year."""
    before = timezone.now() - IDLE
    unused = Q(last_login__lt=before) | Q(last_login=None)
    rows = User.objects.filter(unused, joined_at__lt=before, is_operator=False, is_convener=False)
    for relation in User._meta.related_objects:
        if relation.related_model._meta.app_label not in SIGNING_IN:
            column = relation.field.name
            owned = relation.related_model._default_manager.exclude(**{column: None})
            rows = rows.exclude(pk__in=owned.values(column))
    return rows


def _goes(subject: privacy.Subject) -> bool:
    """Other apps may know the address alone: somebody who is invited anew has a use for it."""
    own = {table.name for table in own_tables(subject)}
    held = {table.name for table in privacy.tables_of(subject)}
    return held <= own and not privacy.outlook(subject).forbids


@jobs.task()
def erase_idle() -> None:
    subjects = (privacy.of_account(account) for account in idle().iterator())
    wanted = list(islice(filter(_goes, subjects), AT_ONCE))
    if wanted:
        privacy.erase(system_actor("privacy"), wanted)


CHORE = clock.Chore("accounts.erase_idle", timedelta(hours=6), erase_idle)
