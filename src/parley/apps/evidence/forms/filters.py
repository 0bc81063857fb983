"""What a reader asks to see of a matrix."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.convening.models.limits import YEARS
from parley.apps.evidence.models import BodyKind, EvidenceLevel
from parley.apps.evidence.selectors.matrix import Filters
from parley.core.countries import region_name
from parley.core.regions import REGIONS


def _year(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=YEARS[0],
        max_value=YEARS[-1],
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class FilterForm(forms.Form):
    """Of a GET request: what does not make sense is told and filters nothing."""

    binding = forms.BooleanField(
        label=_("A group’s position binds its members"),
        help_text=_(
            "Members that have said nothing themselves are shown with what their group says, as of "
            "the years in which they were members."
        ),
        required=False,
    )
    level = forms.MultipleChoiceField(
        label=_("Level of evidence"),
        choices=EvidenceLevel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    since = _year(_("Documents from the year"))
    until = _year(_("to the year"))
    kind = forms.MultipleChoiceField(
        label=_("Kind of actor"),
        choices=BodyKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    region = forms.MultipleChoiceField(
        label=pgettext_lazy("of the world", "Region"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, votes: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter_%s", **kwargs})
        regions: Any = self.fields["region"]
        regions.choices = [(code, region_name(code)) for code in REGIONS]
        if votes:
            for name in ("binding", "level", "since", "until"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since is not None and until is not None and since > until:
            self.add_error("until", _("This year is before the first one."))
        return cleaned

    @property
    def filters(self) -> Filters:
        self.is_valid()
        asked = self.cleaned_data
        return Filters(
            levels=frozenset(asked.get("level", ())),
            kinds=frozenset(asked.get("kind", ())),
            regions=frozenset(asked.get("region", ())),
            first_year=asked.get("since"),
            last_year=asked.get("until"),
            binding=bool(asked.get("binding")),
        )

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The filters that hold, as pairs of an address."""
        self.is_valid()
        pairs = []
        for name in self.fields:
            value = self.cleaned_data.get(name)
            values = value if isinstance(value, list) else [value]
            pairs += [(name, "1" if one is True else str(one)) for one in values if one]
        return pairs
