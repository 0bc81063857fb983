"""A balanced selection in words: who was drawn, what was asked, and why it could not be met."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parley.apps.registration.models import Group, Registration, Selection, SelectionState
from parley.apps.registration.presenters.balance import TITLES, label_of
from parley.apps.registration.presenters.board import moment
from parley.apps.registration.presenters.decisions import in_a_line
from parley.apps.registration.selectors.selections import UNSAID, Candidate

Groups = Mapping[int, Group]


def summary(selection: Selection) -> dict[str, Any]:
    """One line of the list of selections."""
    dialogue = selection.dialogue
    return {
        "url": reverse("registration-selection", args=[dialogue.slug, selection.uid]),
        "when": moment(selection.made_at, dialogue.zone),
        "who": str(selection.made_by) if selection.made_by else _("a former account"),
        "wanted": selection.wanted,
        "state": selection.get_state_display(),
    }


def page(
    selection: Selection,
    people: Sequence[Registration],
    drawn: Sequence[Candidate],
    groups: Groups,
) -> dict[str, Any]:
    return {
        "selection": selection,
        "state": str(selection.state),
        "summary": summary(selection),
        "facts": facts(selection),
        "quotas": [_quota(quota, drawn, groups) for quota in selection.quotas],
        "relaxed": [_relaxed(quota, selection, groups) for quota in selection.relaxed],
        "people": [in_a_line(row) for row in people],
        "is_waiting": selection.state == SelectionState.DRAWING,
        "is_drawn": selection.state == SelectionState.DRAWN,
        "is_tight": selection.state == SelectionState.FAILED,
        "has_people": bool(selection.chosen),
        "gone": len(selection.chosen) - len(people),
    }


def facts(selection: Selection) -> list[dict[str, Any]]:
    told = [
        (_("To be selected"), selection.wanted),
        (_("Waited for it"), len(selection.pool)),
        (_("Seed"), selection.seed),
        (_("Drawn by"), selection.engine),
        (_("Digest of what was drawn from"), selection.digest[:16]),
    ]
    return [{"label": label, "value": value} for label, value in told if value]


def _label(quota: Mapping[str, Any], groups: Groups) -> str:
    value = "" if quota["value"] == UNSAID else quota["value"]
    about = {
        "feature": TITLES[quota["feature"]],
        "value": label_of(quota["feature"], value, groups),
    }
    return _("%(feature)s: %(value)s") % about


def _quota(quota: Mapping[str, Any], drawn: Sequence[Candidate], groups: Groups) -> dict[str, Any]:
    counted = Counter(getattr(one, quota["feature"]) for one in drawn)
    return {**quota, "label": _label(quota, groups), "drawn": counted[quota["value"]]}


def _relaxed(quota: Mapping[str, Any], selection: Selection, groups: Groups) -> dict[str, Any]:
    """What could be asked for instead: the smallest changes that the solver found."""
    asked = next(
        q
        for q in selection.quotas
        if (q["feature"], q["value"]) == (quota["feature"], quota["value"])
    )
    label, texts = _label(quota, groups), []
    if quota["least"] != asked["least"]:
        ends = {"old": asked["least"], "new": quota["least"]}
        texts.append(_("at least %(new)d instead of %(old)d") % ends)
    if quota["most"] != asked["most"]:
        ends = {"old": asked["most"], "new": quota["most"]}
        texts.append(_("at most %(new)d instead of %(old)d") % ends)
    return {"label": label, "text": _(", ").join(texts)}
