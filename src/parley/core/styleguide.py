"""Samples for the style guide: invented content from styleguide.yaml, and a form."""

from pathlib import Path
from typing import Any

import yaml
from django import forms
from django.core.paginator import Paginator
from django.templatetags.static import static

SAMPLES = Path(__file__).with_suffix(".yaml")
GROUPS = [("", "—"), ("government", "Government"), ("academia", "Academia")]
MODES = [("room", "In the room"), ("remote", "Remotely")]


class SampleForm(forms.Form):
    """One field of each kind. Its labels stand for content and are not translated."""

    name = forms.CharField(label="Name as it should appear", max_length=200)
    email = forms.EmailField(label="E-mail address", help_text="All reminders go here.")
    group = forms.ChoiceField(label="Stakeholder group", choices=GROUPS)
    mode = forms.ChoiceField(
        label="How will you take part?", choices=MODES, widget=forms.RadioSelect
    )
    arrival = forms.DateField(
        label="Arrival", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    remarks = forms.CharField(label="Remarks", required=False, widget=forms.Textarea)
    letter = forms.FileField(label="Letter of accreditation", required=False)
    agreed = forms.BooleanField(label="I will respect the rule of each session")


def samples() -> dict[str, Any]:
    """What styleguide.html shows."""
    found: dict[str, Any] = yaml.safe_load(SAMPLES.read_text())
    for card in found["cards"]:
        card["picture"] = _pictured(card)
    failed = {"failed-email": "not an address", "failed-group": "academia", "failed-mode": "room"}
    return {
        **found,
        "pictures": [_pictured(picture) for picture in found["pictures"]],
        "page": Paginator(range(240), 25).page(3),
        "form": SampleForm(),
        "failed_form": SampleForm(failed, prefix="failed"),
    }


def _pictured(sample: dict[str, Any]) -> dict[str, Any]:
    url = static(f"parley/illustrations/{sample['illustration']}.svg")
    return {"alt": "", **sample, "url": url}
