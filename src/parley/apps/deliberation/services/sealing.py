"""Sealing: after it nobody can link a stance to a person, with the whole database in hand.

The secret goes, and with it all that was made with it. Stances get new respondents and one day, and
stand in a new order, since the order of rows tells who came first. Words of reservation go to any of
those who had one, for somebody may be known by their words; words that may be shown to nobody go.
Groups too small to hide anybody were left out when it closed. What was deleted does not stay in the
files either: see core/traces.py.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable
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
    Value,
)
from parley.core import traces

BATCH = 2000
_draw = secrets.SystemRandom()


def seal(consultation: Consultation) -> None:
    """Within the transaction that changes the phase. The caller has checked that it may be."""
    consultation.sealed_on = timezone.now().astimezone(consultation.dialogue.zone).date()
    _shuffle(consultation)
    written = Proposition.objects.filter(consultation=consultation)
    written.filter(submitted_on__isnull=False).update(submitted_on=consultation.sealed_on)
    written.update(author_key=None)
    LiveCount.objects.filter(proposition__consultation=consultation).delete()
    Secret.objects.filter(consultation=consultation).delete()
    transaction.on_commit(_forget)


def _shuffle(consultation: Consultation) -> None:
    assert consultation.sealed_on is not None
    stances = list(Stance.objects.filter(proposition__consultation=consultation))
    names: dict[UUID, UUID] = defaultdict(uuid4)
    for stance in stances:
        stance.respondent = names[stance.respondent]
        stance.day = consultation.sealed_on
        stance.pk, stance.step = None, 0
    if consultation.is_confidential:
        _part_words(stances, consultation.least)
    Stance.objects.filter(proposition__consultation=consultation).delete()
    _draw.shuffle(stances)
    Stance.objects.bulk_create(stances, batch_size=BATCH)
    for named in OnRecord.objects.filter(consultation=consultation):
        named.respondent = names[named.respondent]
        named.save(update_fields=["respondent"])


def _part_words(stances: Iterable[Stance], least: int) -> None:
    """Part reservations from those who wrote them; those who are too few to show any lose theirs."""
    agreeing: dict[int, list[Stance]] = defaultdict(list)
    for stance in stances:
        if stance.value == Value.AGREE:
            agreeing[stance.proposition_id].append(stance)
    for rows in agreeing.values():
        reserved = [stance for stance in rows if stance.reserved]
        words = [stance.reservation for stance in reserved]
        _draw.shuffle(words)
        if len(reserved) < least or len(rows) - len(reserved) < least:
            words = [""] * len(reserved)
        for stance, text in zip(reserved, words, strict=True):
            stance.reservation = text


def _forget() -> None:
    traces.compact(Secret, LiveCount, Proposition, tidied=(Stance, OnRecord))
