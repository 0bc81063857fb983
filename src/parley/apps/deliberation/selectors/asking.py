"""In which order somebody is asked: what few have answered and what is informative comes first.

The priority is that of Polis, from its description of comment routing (The Computational Democracy
Project; Small et al., “Polis: Scaling deliberation by mapping high dimensional opinion spaces”,
Recerca 26(2), 2021), written anew. With A who agree and P who passed among S answers, smoothed by
one each, and how far apart the proposition sets people (its extremity E) it is

    ((1 - (P+1)/(S+2)) · (E+1) · (A+1)/(S+2) · (1 + 8 · 2^(-S/5)))²

Each person's order is one draw without replacement with these weights (Efraimidis and Spirakis,
“Weighted random sampling with a reservoir”, Information Processing Letters 97, 2006). It comes from
a number that nobody else knows, so it is another one for everybody, and stays while counts stay.
"""

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from uuid import UUID

from parley.apps.deliberation.bridge import AGREE, PASS
from parley.apps.deliberation.models import Consultation, LiveCount, Proposition, PropositionState
from parley.apps.deliberation.selectors import counts, pseudonyms
from parley.core.actors import Actor

SECONDS = 4.0  # for which counts are kept in a process
MOST_KEPT = 200  # consultations
NOBODY = (0, 0, 0)


@dataclass(frozen=True)
class Candidate:
    """A proposition that somebody may be asked about, with its three counts as in counts.py."""

    key: int
    three: Sequence[int] = NOBODY
    extremity: float = 0.0


def priority(candidate: Candidate) -> float:
    """Always above zero, so that each proposition has its turn."""
    total = sum(candidate.three)
    passing = (candidate.three[PASS] + 1) / (total + 2)
    agreeing = (candidate.three[AGREE] + 1) / (total + 2)
    importance = (1 - passing) * (max(candidate.extremity, 0.0) + 1) * agreeing
    return float((importance * (1 + 8 * 2 ** (-total / 5))) ** 2)


def drawn(order: UUID, candidates: Iterable[Candidate]) -> list[int]:
    """All keys, each once, in the order that `order` draws them in."""
    return [one.key for one in sorted(candidates, key=lambda one: _turn(order, one))]


def _turn(order: UUID, candidate: Candidate) -> tuple[float, int]:
    """When it comes up: exponentially distributed, the sooner the higher its priority."""
    digest = blake2b(candidate.key.to_bytes(8), key=order.bytes, digest_size=8).digest()
    chance = (int.from_bytes(digest) + 0.5) / 2**64
    return -math.log(chance) / priority(candidate), candidate.key


def order_for(
    actor: Actor, consultation: Consultation, propositions: Iterable[Proposition]
) -> list[int]:
    """Keys of these propositions in the order in which the actor is asked about them."""
    found = _tallies(consultation)
    candidates = [
        Candidate(row.pk, found.get(row.pk, NOBODY), row.extremity) for row in propositions
    ]
    return drawn(pseudonyms.order(consultation, actor), candidates)


def queue_for(
    actor: Actor, consultation: Consultation, rows: Sequence[Proposition], skipped: Sequence[int]
) -> list[Proposition]:
    """These propositions in the person's own order; skipped numbers last, as they were skipped."""
    by_key = {row.pk: row for row in rows}
    in_order = [by_key[key] for key in order_for(actor, consultation, rows)]
    later = [row for row in in_order if row.number in skipped]
    later.sort(key=lambda row: skipped.index(row.number))
    return [row for row in in_order if row.number not in skipped] + later


Tallies = Mapping[int, Sequence[int]]
_kept: dict[UUID, tuple[float, Tallies]] = {}


def _tallies(consultation: Consultation) -> Tallies:
    """Proposition → three counts, not older than a few seconds."""
    now = time.monotonic()
    known = _kept.get(consultation.uid)
    if known is not None and now - known[0] < SECONDS:
        return known[1]
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    found = _stepwise(consultation) if consultation.is_confidential else _whole(consultation)
    _kept[consultation.uid] = (now, found)
    return found


def _whole(consultation: Consultation) -> Tallies:
    return {key: counts.total_of(groups) for key, groups in counts.counts_of(consultation).items()}


def _stepwise(consultation: Consultation) -> Tallies:
    """What may be shown and nothing beyond: an order that followed each answer would tell of it."""
    rows = LiveCount.objects.filter(proposition__consultation=consultation)
    return {key: shown for key, shown in rows.values_list("proposition", "shown") if shown}


def accepted_of(consultation: Consultation) -> list[Proposition]:
    """What people are asked, by number."""
    rows = consultation.propositions.filter(state=PropositionState.ACCEPTED)
    return list(rows.select_related("element", "author").order_by("number"))
