"""Sealing: after it nobody can link a stance to a person, with the whole database in hand.

The secret goes, and with it all that was made with it; stances get new respondents and stand in a
new order, since the order of rows tells who came first; groups too small to hide anybody are left
out. What was deleted does not stay in the file (SQLite overwrites, PostgreSQL in its own time).
"""

import secrets
from collections import Counter, defaultdict
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from parley.apps.deliberation.models import (
    Consultation,
    LiveCount,
    OnRecord,
    Proposition,
    Secret,
    Stance,
)
from parley.core import traces

BATCH = 2000
_draw = secrets.SystemRandom()


def seal(consultation: Consultation) -> None:
    """Within the transaction that changes the phase. The caller has checked that it may be."""
    _shuffle(consultation)
    Proposition.objects.filter(consultation=consultation).update(author_key=None)
    LiveCount.objects.filter(proposition__consultation=consultation).delete()
    Secret.objects.filter(consultation=consultation).delete()
    consultation.sealed_on = timezone.now().astimezone(consultation.dialogue.zone).date()
    transaction.on_commit(traces.compact)


def _shuffle(consultation: Consultation) -> None:
    stances = list(Stance.objects.filter(proposition__consultation=consultation))
    names: dict[UUID, UUID] = defaultdict(uuid4)
    if consultation.is_confidential:
        groups = _kept_groups(stances, consultation.least)
        for stance in stances:
            stance.group_id = groups[stance.respondent]
    for stance in stances:
        stance.respondent = names[stance.respondent]
        stance.pk, stance.step = None, 0
    Stance.objects.filter(proposition__consultation=consultation).delete()
    _draw.shuffle(stances)
    Stance.objects.bulk_create(stances, batch_size=BATCH)
    for named in OnRecord.objects.filter(consultation=consultation):
        named.respondent = names[named.respondent]
        named.save(update_fields=["respondent"])


def _kept_groups(stances: list[Stance], least: int) -> dict[UUID, int | None]:
    """Respondent → group; none for those of a group of fewer than `least`, and none for the next
    smallest too where those without a group would be too few."""
    groups = {stance.respondent: stance.group_id for stance in stances}
    sizes = Counter(groups.values())
    alone = {None} | {group for group, size in sizes.items() if size < least}
    for group, _size in sorted(sizes.items(), key=lambda entry: entry[1]):
        if not 0 < sum(sizes[one] for one in alone) < least:
            break
        alone.add(group)
    return {name: None if group in alone else group for name, group in groups.items()}
