"""Forms of who writes the outcome."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.forms.base import DeskForm, Group, choose_from, desk_field
from parley.apps.deliberation.models import Element
from parley.apps.outcomes import models as m
from parley.apps.outcomes.findings.scale import LIMITS, InvalidScale, Scale
from parley.apps.outcomes.services.findings import LONGEST_REASON
from parley.apps.outcomes.services.syntheses import problem
from parley.core.characters import validate_keepable
from parley.core.forms import Refusable

LONGEST_WORDING = 2000


def _field(column: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    if column.name == "wording":
        return column.formfield(multiline=True, max_length=LONGEST_WORDING, **kwargs)
    return desk_field(column, **kwargs)


class WordForm(DeskForm):
    """The rapporteur's words for what Parley has proposed."""

    groups = (Group("", ("wording", "matter")),)

    class Meta:
        model = m.Finding
        formfield_callback = _field
        fields = ("wording", "matter")
        help_texts = {
            "wording": gettext_lazy(
                "Leave it empty to have Parley say it from the numbers, in each reader’s language. "
                "Say no more than the numbers do."
            ),
            "matter": gettext_lazy("That a text is agreed on does not say that its meaning is."),
        }

    @property
    def markdown(self) -> list[str]:
        return []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for widget in self.fields["wording"].widget.widgets:
            widget.attrs["rows"] = 4


class OwnForm(WordForm):
    """A finding that the rapporteur adds."""

    groups = (Group("", (("kind", "element"), "wording", "matter")),)

    class Meta(WordForm.Meta):
        fields = ("kind", "matter", "element", "wording")  # type: ignore[assignment]
        help_texts = {
            "wording": gettext_lazy("It rests on no numbers, and is marked as your own."),
            "matter": gettext_lazy("That a text is agreed on does not say that its meaning is."),
        }

    def __init__(self, *args: Any, elements: QuerySet[Element], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "element", elements)
        field = self.fields["element"]
        assert isinstance(field, forms.ModelChoiceField)
        field.empty_label = _("On none")
        self.fields["wording"].required = True


class ReasonForm(Refusable, forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[validate_keepable],
        help_text=gettext_lazy("Those who write the outcome with you read it, and nobody else."),
    )


class TargetField(forms.ModelChoiceField):
    """A finding by what it is about."""

    def label_from_instance(self, obj: Any) -> str:
        text = str(obj.called or obj.pk)
        return f"{obj.get_kind_display()}: {text[:120]}"


class JoinForm(Refusable, forms.Form):
    target = TargetField(
        m.Finding.objects.none(), label=gettext_lazy("Join with"), empty_label=None
    )

    def __init__(self, *args: Any, targets: QuerySet[m.Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["target"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = targets


class ActForm(forms.Form):
    """A decision that needs no words."""

    act = forms.ChoiceField(
        choices=[(one, one) for one in ("accept", "restore", "up", "down", "renew")]
    )


class SourceForm(Refusable, forms.Form):
    """A consultation or a collection that findings are to be drawn from."""

    source = forms.ChoiceField(label=gettext_lazy("Source"))

    def __init__(
        self, *args: Any, offered: Sequence[Any], name: Callable[[Any], str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {f"{one._meta.model_name}-{one.pk}": one for one in offered}
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, name(one)) for key, one in self.offered.items()]

    @property
    def chosen(self) -> Any:
        return self.offered[self.cleaned_data["source"]]


class LabelForm(DeskForm):
    groups = (Group("", ("label",)),)

    class Meta:
        model = m.SynthesisSource
        formfield_callback = desk_field
        fields = ("label",)
        help_texts = {
            "label": gettext_lazy(
                "As it is called beside findings, for whoever reads them. Without one, those who may "
                "not see a consultation read under which rule it was held, and not its title."
            )
        }


class ReachForm(Refusable, forms.Form):
    reach = forms.ChoiceField(
        label=gettext_lazy("Who sees the findings"),
        choices=m.Reach.choices,
        widget=forms.RadioSelect,
    )


def _threshold(name: str, label: Any, help_text: Any) -> forms.Field:
    limit = LIMITS[name]
    if limit.whole:
        return forms.IntegerField(
            label=label, help_text=help_text, min_value=int(limit.low), max_value=int(limit.high)
        )
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        min_value=limit.low,
        max_value=limit.high,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.01"}),
    )


class ThresholdsForm(Refusable, forms.Form):
    """Every threshold of the scale, as a share between 0 and 1; see findings/scale.py."""

    groups_at = _threshold(
        "groups_at",
        gettext_lazy("All groups"),
        gettext_lazy(
            "From 0.60 to 0.95: in every group the lower end of the interval of those on this side is "
            "at least this."
        ),
    )
    nearly_all_at = _threshold(
        "nearly_all_at",
        gettext_lazy("Nearly all"),
        gettext_lazy("From 0.75 to 0.99: the lower end of the interval is above this."),
    )
    large_at = _threshold(
        "large_at",
        gettext_lazy("A large majority"),
        gettext_lazy("From 0.50 to 0.90: the lower end of the interval is above this."),
    )
    most_at = _threshold(
        "most_at",
        gettext_lazy("Most"),
        gettext_lazy("From 0.50 to 0.75: the lower end of the interval is above this."),
    )
    gap_at = _threshold(
        "gap_at",
        gettext_lazy("Views diverged between groups"),
        gettext_lazy("From 0.30 to 0.90: two groups are at least this far apart."),
    )
    split_at = _threshold(
        "split_at",
        gettext_lazy("Views diverged"),
        gettext_lazy(
            "From 0.10 to 0.45: the lower ends of the intervals of both sides are above this."
        ),
    )
    alike_at = _threshold(
        "alike_at",
        gettext_lazy("An element is read alike"),
        gettext_lazy("From 0.10 to 0.60: the interval of its ambiguity ends at this or below."),
    )
    opposed_at = _threshold(
        "opposed_at",
        gettext_lazy("An element is read in opposite ways"),
        gettext_lazy("From 0.40 to 0.95: the interval of its ambiguity begins at this or above."),
    )
    least = _threshold(
        "least",
        gettext_lazy("Too little evidence"),
        gettext_lazy("From 3 to 200: fewer than so many have pronounced themselves."),
    )

    def __init__(self, *args: Any, scale: Scale, **kwargs: Any) -> None:
        # Two thirds are shown as 0.67, and stay two thirds unless somebody changes them.
        self.stored = scale.as_dict()
        self.plain = {
            name: value if LIMITS[name].whole else round(value, 2)
            for name, value in self.stored.items()
        }
        super().__init__(*args, **kwargs)
        self.initial = {**self.plain, **self.initial}

    @property
    def values(self) -> dict[str, Any]:
        found = {}
        for name, limit in LIMITS.items():
            given = self.cleaned_data[name]
            value = int(given) if limit.whole else float(given)
            found[name] = self.stored[name] if value == self.plain[name] else value
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                Scale(**self.values)
            except InvalidScale as error:
                self.add_error(None, problem(error))
        return cleaned
