"""Lists edited as a whole: rows that are added, moved and removed without a script.

A row knows by a hidden key which stored row it came from, so that rows can change places. One
blank row always waits at the end, and stays out of the list while it is blank.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import Model
from django.forms.models import model_to_dict
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _

from parley.apps.convening.forms.base import KeepsLanguages, described, whole_number
from parley.apps.convening.services import versions
from parley.core.errors import InvalidInput

MOST_ROWS = 100


class Row(KeepsLanguages, forms.ModelForm):
    """One row of a list."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # Fields side by side, line after line; the others follow one under the other.
    lines: Sequence[tuple[str, ...]] = ()

    def __init__(self, *args: Any, stored: dict[int, Model], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keep_languages(stored.get(self._key(), self.instance))

    def _key(self) -> int:
        return whole_number(str(self["id"].value() or "")) or 0

    @property
    def laid_out(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in line if name in self.fields] for line in self.lines]

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes: the row's key and its columns."""
        return {"id": self.cleaned_data["id"]} | {
            name: self.cleaned_data[name] for name in self._meta.fields or ()
        }


class Rows(forms.BaseFormSet):
    """A list of rows, posted whole. `relation` is the name of the list on what has it."""

    relation: ClassVar[str] = ""
    columns: ClassVar[Sequence[str]] = ()

    def __init__(
        self,
        data: QueryDict | None,
        *,
        stored: Sequence[Model],
        **choices: Any,
    ) -> None:
        self.stored, self.choices = stored, choices
        self.command = data.get("rows", "") if data is not None else ""
        self.problems: list[str] = []
        by_key = {row.pk: row for row in stored}
        super().__init__(
            rearranged(data, self.command) if data is not None else None,
            prefix="rows",
            initial=None if data is not None else [self.initial_of(row) for row in stored],
            form_kwargs={**choices, "stored": by_key},
        )

    def initial_of(self, row: Model) -> dict[str, Any]:
        return {**model_to_dict(row, self.columns), "id": row.pk}

    def initial_form_count(self) -> int:
        """Posted rows may have changed places: none is the first, second … stored one."""
        return 0 if self.is_bound else super().initial_form_count()

    def version_of(self, stored: Sequence[Model]) -> str:
        return versions.version_of_rows(stored, self.columns)

    @property
    def kept(self) -> list[Any]:
        """The rows to be saved: neither blank nor removed."""
        gone = self.deleted_forms
        return [form for form in self.forms if form.has_changed() and form not in gone]

    @property
    def values(self) -> list[dict[str, Any]]:
        return [form.values for form in self.kept]

    def stay_quiet(self) -> None:
        """Don't judge yet: the person wants to go on typing."""
        for form in self.forms:
            form._errors = ErrorDict()
        self._errors: list[ErrorDict] = []
        self._non_form_errors = self.error_class()

    def refuse(self, error: InvalidInput) -> None:
        """Show what a service refused."""
        self.problems = list(error.problems or [error.message])

    def stored_instead(self, stored: Sequence[Model]) -> list[tuple[str, str]]:
        """The whole stored list, in words."""
        return [
            (
                _("Row %(number)d") % {"number": number},
                ", ".join(filter(None, (described(row, name) for name in self.columns))),
            )
            for number, row in enumerate(stored, start=1)
        ]


def rows_of(row: type[Row], relation: str, columns: Sequence[str]) -> type[Rows]:
    """The list of such rows."""
    made = forms.formset_factory(
        row, formset=Rows, extra=1, can_delete=True, max_num=MOST_ROWS, absolute_max=2 * MOST_ROWS
    )
    rows = cast("type[Rows]", made)
    rows.relation, rows.columns = relation, columns
    return rows


def rearranged(data: QueryDict, command: str) -> QueryDict:
    """The posted rows after “add”, “up-2” or “down-0”; unknown commands change nothing."""
    total = whole_number(data.get("rows-TOTAL_FORMS", "")) or 0
    changed = data.copy()
    word, _dash, number = command.partition("-")
    here = whole_number(number)
    if word == "add" and total < MOST_ROWS:
        changed["rows-TOTAL_FORMS"] = str(total + 1)
    elif word in {"up", "down"} and here is not None:
        there = here - 1 if word == "up" else here + 1
        if min(here, there) >= 0 and max(here, there) < total:
            _swap(changed, here, there)
    return changed


def _swap(data: QueryDict, here: int, there: int) -> None:
    """Exchange what two rows say."""
    old, new = f"rows-{here}-", f"rows-{there}-"
    first = {k.removeprefix(old): data.getlist(k) for k in list(data) if k.startswith(old)}
    second = {k.removeprefix(new): data.getlist(k) for k in list(data) if k.startswith(new)}
    for name in first.keys() | second.keys():
        for prefix, values in ((old, second), (new, first)):
            data.pop(prefix + name, None)
            if name in values:
                data.setlist(prefix + name, values[name])
