"""A consultation becomes a Polis export.

Of a public one that is over all stances go out, each respondent under a number that says nothing. Of
one under the participants' rule the same, to those who convene it. Of any other, and for any other
reader, only the totals, as far as results may be shown. Behind closed doors there is no file.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import (
    Consultation,
    Phase,
    Proposition,
    PropositionState,
    Stance,
)
from parley.apps.deliberation.models.propositions import FIRST_DRAWN
from parley.apps.deliberation.selectors.results import results_for
from parley.apps.outcomes.exchange.polis_format import (
    ACCEPTED,
    COMMENTS,
    MATRIX,
    REJECTED,
    SUMMARY,
    VOTES,
    disarmed,
)
from parley.apps.outcomes.selectors import maps
from parley.apps.outcomes.selectors.sources import source_of
from parley.core.access import may, visible
from parley.core.actors import Actor
from parley.core.errors import not_found

# In an archive, as early as can be: the same content is the same file.
_EPOCH = (1980, 1, 1, 0, 0, 0)
Row = Sequence[Any]


def gives_stances(actor: Actor, consultation: Consultation) -> bool:
    """Whether single stances may leave. Not while people answer: who came in between could be seen."""
    if consultation.phase not in (Phase.CLOSED, Phase.SEALED):
        return False
    if consultation.rule == Rule.PUBLIC:
        return True
    return consultation.rule == Rule.PARTICIPANTS and may(actor, "edit", consultation)


def export_polis(actor: Actor, consultation: Consultation) -> bytes:
    """A ZIP of the files; for those who may see the results, else a 404."""
    if not maps.may_leave(source_of(consultation)):
        raise not_found()
    results = results_for(actor, consultation)
    propositions = _propositions(actor, consultation)
    if gives_stances(actor, consultation):
        stances = list(_stances(propositions))
        counts = _counts(stances)
        files = {
            VOTES: _votes(stances),
            MATRIX: _matrix(stances, [one.number for one in propositions]),
        }
        voters: int | None = len({who for who, *_rest in stances})
    else:
        totals = {one.number: results.of(one.pk).total for one in propositions}
        counts = {number: (row.agree, row.disagree) for number, row in totals.items()}
        files, voters = {}, results.respondents
    files[COMMENTS] = _comments(consultation, propositions, counts)
    files[SUMMARY] = _summary(consultation, len(propositions), voters)
    return _zipped(files)


def _propositions(actor: Actor, consultation: Consultation) -> list[Proposition]:
    """Those that stand; for those who moderate, those too that were declined where they come from.
    What was submitted here and declined stays with the moderators."""
    seen = visible(Proposition, actor).filter(consultation=consultation)
    rows = seen.filter(state=PropositionState.ACCEPTED)
    if may(actor, "lead", consultation):
        states = (PropositionState.ACCEPTED, PropositionState.DECLINED)
        rows = Proposition.objects.filter(
            consultation=consultation, state__in=states, number__lt=FIRST_DRAWN
        )
    return list(rows.order_by("number"))


Vote = tuple[int, int, int, date]  # voter, number of the proposition, value, day


def _stances(propositions: Sequence[Proposition]) -> Iterable[Vote]:
    """Respondents are numbered in the order of their pseudonyms, which says nothing."""
    rows = Stance.objects.filter(proposition__in=propositions).order_by(
        "respondent", "proposition__number"
    )
    number_of: dict[Any, int] = {}
    values = rows.values_list("respondent", "proposition__number", "value", "day")
    for respondent, number, value, day in values.iterator():
        yield number_of.setdefault(respondent, len(number_of)), number, value, day


def _counts(stances: Iterable[Vote]) -> dict[int, tuple[int | None, int | None]]:
    found: dict[int, list[int]] = {}
    for _who, number, value, _day in stances:
        pair = found.setdefault(number, [0, 0])
        if value:
            pair[value < 0] += 1
    return {number: (agree, disagree) for number, (agree, disagree) in found.items()}


# ---- the files


def _text(consultation: Consultation, text: Any) -> str:
    first = next(iter(consultation.languages), None)
    return disarmed(str(text.pick(first).text)) if text else ""


def _when(day: date) -> tuple[int, str]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return int(midnight.timestamp() * 1000), midnight.isoformat()


def _comments(
    consultation: Consultation,
    propositions: Sequence[Proposition],
    counts: Mapping[int, tuple[int | None, int | None]],
) -> bytes:
    """Without authors. A number that is withheld is empty."""
    head = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body"
    rows = []
    for one in propositions:
        agrees, disagrees = counts.get(one.number, (0, 0))
        moderated = ACCEPTED if one.is_accepted else REJECTED
        text = _text(consultation, one.text)
        rows.append(["", "", one.number - 1, "", agrees, disagrees, moderated, text])
    return _csv([head.split(","), *rows])


def _votes(stances: Sequence[Vote]) -> bytes:
    head = ["timestamp", "datetime", "comment-id", "voter-id", "vote"]
    rows = ([*_when(day), number - 1, who, value] for who, number, value, day in stances)
    return _csv([head, *rows])


def _matrix(stances: Sequence[Vote], numbers: Sequence[int]) -> bytes:
    head = ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"]
    by_voter: dict[int, dict[int, int]] = {}
    for who, number, value, _day in stances:
        by_voter.setdefault(who, {})[number] = value
    rows = []
    for who, given in by_voter.items():
        values = list(given.values())
        counted = ["", "", len(values), values.count(1), values.count(-1)]
        rows.append([who, *counted, *(given.get(number, "") for number in numbers)])
    return _csv([[*head, *(number - 1 for number in numbers)], *rows])


def _summary(consultation: Consultation, n_comments: int, voters: int | None) -> bytes:
    return _csv(
        [
            ["topic", _text(consultation, consultation.title)],
            ["voters", "" if voters is None else voters],
            ["comments", n_comments],
            ["conversation-description", _text(consultation, consultation.introduction)],
        ]
    )


def _csv(rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
