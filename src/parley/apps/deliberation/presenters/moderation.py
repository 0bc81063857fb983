"""Propositions at the desk, as those who run a consultation see and decide on them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parley.apps.convening.presenters.times import long_date
from parley.apps.deliberation.likeness import Likeness
from parley.apps.deliberation.models import Consultation, Phase, Proposition, PropositionState
from parley.apps.deliberation.presenters.desk import url
from parley.apps.deliberation.services.holding import BEFORE, OVER, was_accepted
from parley.apps.deliberation.services.moderating import can_undo
from parley.core.localtext import LocalText, direction


@dataclass(frozen=True)
class Version:
    """A text in one language."""

    language: str
    direction: str
    text: str


@dataclass(frozen=True)
class Like:
    """Another proposition that looks the same, and where it differs."""

    number: int | None
    text: LocalText
    percent: int
    reason: str
    merge_url: str


def versions(text: LocalText) -> tuple[Version, ...]:
    """The reader's language first."""
    first = text.pick().language
    codes = sorted(text, key=lambda code: (code != first, code))
    return tuple(Version(code, direction(code), text[code]) for code in codes)


def board(
    rows: Sequence[Proposition],
    alike: Mapping[int, Sequence[Likeness]],
    consultation: Consultation,
) -> dict[str, Any]:
    """The propositions by what is to be done with them."""
    by_key = {row.pk: row for row in rows}

    def cards(*states: str) -> list[dict[str, Any]]:
        return [
            card(row, [_like(row, one, by_key) for one in alike.get(row.pk, ())])
            for row in rows
            if row.state in states
        ]

    accepted = cards(PropositionState.ACCEPTED)
    for place, one in enumerate(accepted):
        one["is_first"], one["is_last"] = place == 0, place == len(accepted) - 1
    others = cards(PropositionState.MERGED, PropositionState.DECLINED, PropositionState.WITHDRAWN)
    for one in others:
        one["show_state"] = True
    return {
        "waiting": cards(PropositionState.SUBMITTED),
        "edited": cards(PropositionState.EDITED),
        "accepted": accepted,
        "others": others,
        "can_order": consultation.phase in BEFORE and len(accepted) > 1,
        "can_add": consultation.phase not in OVER,
        "add_url": url("desk-proposition-add", consultation),
        "paste_url": url("desk-propositions-paste", consultation),
        "library_url": url("desk-propositions-library", consultation),
        "export_url": url("desk-consultation-export", consultation),
    }


def card(row: Proposition, alike: Iterable[Like] = ()) -> dict[str, Any]:
    """One proposition with what can be done with it."""
    consultation = row.consultation
    assert consultation is not None
    return {
        "uid": row.uid,
        "number": row.number if was_accepted(row) else None,
        "versions": versions(row.text),
        "edited": versions(row.edited_text),
        "plain": str(row.text),
        "element": row.element,
        "origin": _origin(row),
        "submitted": long_date(row.submitted_on) if row.submitted_on else "",
        "author": _author(row),
        "state_label": row.get_state_display(),
        "reason": row.reason,
        "merged_into": row.merged_into.number if row.merged_into else None,
        "alike": list(alike),
        **_addresses(row, consultation),
        **_possible(row, consultation),
    }


def _author(row: Proposition) -> str:
    """A name only where the rule allows one, the person chose so, and still stands by it."""
    consultation = row.consultation
    if row.author is None or consultation is None or consultation.is_confidential:
        return ""
    if row.state == PropositionState.WITHDRAWN:
        return ""
    return row.author.name


def _origin(row: Proposition) -> str:
    return _("Stands with the norm") if row.origin_id is not None else ""


def _addresses(row: Proposition, consultation: Consultation) -> dict[str, str]:
    names = {
        "act_url": "desk-proposition-act",
        "edit_url": "desk-proposition-edit",
        "merge_url": "desk-proposition-merge",
        "decline_url": "desk-proposition-decline",
        "replace_url": "desk-proposition-replace",
    }
    return {key: url(name, consultation, row.uid) for key, name in names.items()}


def _possible(row: Proposition, consultation: Consultation) -> dict[str, bool]:
    """Which buttons it has. The services decide again."""
    lasts = consultation.phase not in OVER
    accepted = row.state == PropositionState.ACCEPTED
    waits = row.state in (PropositionState.SUBMITTED, PropositionState.EDITED)
    own = row.submitted_on is None
    draft = consultation.phase == Phase.DRAFT
    return {
        "can_accept": lasts and row.state == PropositionState.SUBMITTED,
        "can_edit": waits or accepted,
        "can_merge": lasts and (waits or accepted),
        "can_decline": lasts and waits,
        "can_remove": accepted and own and draft,
        "can_take_out": lasts and accepted and not (own and draft),
        "can_replace": lasts and accepted and consultation.phase == Phase.OPEN,
        "can_undo": can_undo(row),
    }


def _like(row: Proposition, like: Likeness, rows: Mapping[Any, Proposition]) -> Like:
    other = rows[like.key]
    consultation = row.consultation
    assert consultation is not None
    target = url("desk-proposition-merge", consultation, row.uid)
    return Like(
        other.number if was_accepted(other) else None,
        _alike_text(other, like),
        round(like.score * 100),
        reason(like),
        f"{target}?target={other.pk}" if other.is_accepted else "",
    )


def _alike_text(other: Proposition, like: Likeness) -> LocalText:
    """In the language in which the two are alike."""
    return LocalText({like.language: other.text[like.language]})


def reason(like: Likeness) -> str:
    """Where two texts differ: a single word may turn one round."""
    if not like.only_here and not like.only_there:
        return _("The same words.")
    return _("Only here: %(here)s. Only there: %(there)s.") % {
        "here": ", ".join(like.only_here) or "—",
        "there": ", ".join(like.only_there) or "—",
    }


def likely(found: Sequence[Likeness], targets: Sequence[Proposition]) -> list[dict[str, Any]]:
    """The likely ones on the page of merging."""
    by_key = {row.pk: row for row in targets}
    return [
        {
            "number": by_key[one.key].number,
            "text": _alike_text(by_key[one.key], one),
            "percent": round(one.score * 100),
            "reason": reason(one),
        }
        for one in found
    ]


def shelf(
    offered: Sequence[Proposition], taken: set[int], chosen: set[int]
) -> list[dict[str, Any]]:
    """The norm's propositions, by element."""
    found: list[dict[str, Any]] = []
    for row in offered:
        if not found or found[-1]["element"] != row.element:
            found.append({"element": row.element, "rows": []})
        found[-1]["rows"].append(
            {
                "key": row.pk,
                "text": row.text,
                "is_taken": row.pk in taken,
                "is_chosen": row.pk in chosen,
            }
        )
    return found


def added(n: int) -> str:
    text = ngettext("%(n)d proposition was added.", "%(n)d propositions were added.", n)
    return text % {"n": n}
