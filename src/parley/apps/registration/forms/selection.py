"""Quotas for a balanced selection: for each value at least, at most, or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.registration.models import LARGEST_SEED, Group
from parley.apps.registration.presenters.balance import TITLES, label_of
from parley.apps.registration.selectors.selections import FEATURES, UNSAID, Candidate, Line, Quota
from parley.apps.registration.services import selection as services


class SelectionForm(forms.Form):
    """How many, from what seed, under which quotas. `lines` are the values among those who wait."""

    wanted = forms.IntegerField(label=gettext_lazy("How many to select"), min_value=1)
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        min_value=1,
        max_value=LARGEST_SEED,
        help_text=gettext_lazy("The same seed, quotas and people give the same selection."),
    )

    def __init__(
        self,
        data: Any,
        *,
        pool: Sequence[Candidate],
        lines: Sequence[Line],
        free: Mapping[str, int],
        groups: Mapping[int, Group],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.pool, self.lines, self.free, self.groups = pool, lines, free, groups
        for line in lines:
            for end, label in (("least", _("at least")), ("most", _("at most"))):
                about = {"label": self.label(line.feature, line.value), "end": label}
                self.fields[self.name(line, end)] = forms.IntegerField(
                    label=_("%(label)s: %(end)s") % about, min_value=0, required=False
                )

    @staticmethod
    def name(line: Line, end: str) -> str:
        return f"{line.feature}:{line.value}:{end}"

    def label(self, feature: str, value: str) -> str:
        return label_of(feature, "" if value == UNSAID else value, self.groups)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """A table for each feature."""
        return [
            {"name": name, "title": TITLES[name], "rows": rows}
            for name in FEATURES
            if (rows := [self._row(line) for line in self.lines if line.feature == name])
        ]

    def _row(self, line: Line) -> dict[str, Any]:
        free = self.free.get(line.value) if line.feature == "group" else None
        return {
            "label": self.label(line.feature, line.value),
            "line": line,
            "free": free,
            "least": self[self.name(line, "least")],
            "most": self[self.name(line, "most")],
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        wanted = cleaned.get("wanted")
        if wanted is not None and wanted > len(self.pool):
            text = _("Only %(n)d people wait.") % {"n": len(self.pool)}
            self.add_error("wanted", text)
        elif not self.errors:
            for problem in services.contradictions(self.quotas, wanted or 0, self.pool):
                self.add_error(None, self._said(problem))
        return cleaned

    @property
    def quotas(self) -> list[Quota]:
        """Of each feature that is restricted somewhere, all its values."""
        restricted = {line.feature for line in self.lines if self._is_restricted(line)}
        return [self._quota(line) for line in self.lines if line.feature in restricted]

    def _given(self, line: Line, end: str) -> int | None:
        value: int | None = self.cleaned_data.get(self.name(line, end))
        return value

    def _limit(self, line: Line) -> int | None:
        return self.free.get(line.value) if line.feature == "group" else None

    def _is_restricted(self, line: Line) -> bool:
        ends = (self._given(line, "least"), self._given(line, "most"), self._limit(line))
        return any(end is not None for end in ends)

    def _quota(self, line: Line) -> Quota:
        """Never more of a group than it has seats."""
        limits = (line.waiting, self._given(line, "most"), self._limit(line))
        most = min(limit for limit in limits if limit is not None)
        return Quota(line.feature, line.value, self._given(line, "least") or 0, most)

    def _said(self, problem: services.Contradiction) -> str:
        about = {
            "label": self.label(problem.feature, problem.value),
            "feature": TITLES[problem.feature],
            "n": problem.number,
        }
        texts = {
            "order": _("%(label)s: “at least” is more than “at most”, which is %(n)d here."),
            "few": _("%(label)s: only %(n)d wait."),
            "least": _(
                "%(feature)s: what you want at least adds up to %(n)d, more than you select."
            ),
            "most": _(
                "%(feature)s: what you take at most adds up to %(n)d, fewer than you select."
            ),
        }
        return texts[problem.kind] % about


class ApplyForm(forms.Form):
    """The decision on a selection."""

    rest = forms.BooleanField(
        label=gettext_lazy("Put the others on the waitlist"), required=False, initial=True
    )
    tell = forms.BooleanField(
        label=gettext_lazy("Tell all of them by mail"), required=False, initial=True
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Kept in the history of each. Only conveners see it."),
    )


def initial_of(
    quotas: Iterable[Mapping[str, Any]], lines: Iterable[Line], free: Mapping[str, int]
) -> dict[str, int]:
    """What somebody asked for in a former draw, without what only followed from numbers."""
    known = {(line.feature, line.value): line for line in lines}
    found = {}
    for quota in quotas:
        line = known.get((quota["feature"], quota["value"]))
        if line is None:
            continue
        seats = free.get(line.value, line.waiting) if line.feature == "group" else line.waiting
        if quota["least"]:
            found[SelectionForm.name(line, "least")] = quota["least"]
        if quota["most"] < min(line.waiting, seats):
            found[SelectionForm.name(line, "most")] = quota["most"]
    return found
