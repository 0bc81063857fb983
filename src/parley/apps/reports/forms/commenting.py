"""Forms of comments: for those who make them, and for those who ask for them and answer."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from parley.apps.convening.forms import times
from parley.apps.convening.forms.base import DeskForm, Group
from parley.apps.convening.models import Rule
from parley.apps.convening.services import versions
from parley.apps.deliberation.forms.consultations import WallField
from parley.apps.reports.models import CommentPeriod, Disposition, Report, ReportComment
from parley.apps.reports.selectors.comment_rules import OFFERED, rule_of, rules_offered
from parley.apps.reports.services.comment_periods import LONGEST_NOTE
from parley.apps.reports.services.commenting import LONGEST
from parley.apps.reports.services.deciding import ANSWERED, SEEN
from parley.core.characters import validate_keepable
from parley.core.forms import Refusable
from parley.core.localtext import LocalTextFormField

RULES: dict[str, Any] = {
    Rule.PARTICIPANTS: gettext_lazy(
        "Participants: those who take part read each other’s comments, with names."
    ),
    Rule.CHATHAM_HOUSE: gettext_lazy(
        "Chatham House: those who take part read each other’s comments, without names. You don’t "
        "learn them either."
    ),
    Rule.CLOSED_DOOR: gettext_lazy(
        "Closed door: only those who write the report read the comments, without names."
    ),
}


class UntilForm(Refusable, forms.Form):
    """Until when, by the clock of the dialogue."""

    until = WallField(label=gettext_lazy("Open until"))

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = report
        self.fields["until"].required = True
        self.fields["until"].help_text = _("By the clock of the dialogue: %(zone)s.") % {
            "zone": report.dialogue.zone.key
        }

    def clean_until(self) -> datetime:
        wall: datetime = self.cleaned_data["until"]
        return times.moment(wall, self.report.dialogue.zone, times.FIRST)


class ExtendForm(UntilForm):
    def __init__(self, *args: Any, period: CommentPeriod, **kwargs: Any) -> None:
        local = period.until.astimezone(period.report.dialogue.zone)
        initial = {"until": local.replace(tzinfo=None, second=0, microsecond=0)}
        super().__init__(*args, report=period.report, initial=initial, **kwargs)


class OpenForm(UntilForm):
    """`asks_again`: whether a laxer rule was chosen than what the draft rests on has."""

    rule = forms.ChoiceField(label=pgettext_lazy("comments", "Rule"), widget=forms.RadioSelect)
    laxer = forms.BooleanField(
        label=gettext_lazy("I mean the laxer rule, and have thought of what was said in the room."),
        required=False,
    )
    note = LocalTextFormField(
        label=gettext_lazy("What you ask for"),
        required=False,
        multiline=True,
        max_length=LONGEST_NOTE,
        help_text=gettext_lazy(
            "It stands above the draft: what is settled, and what you want to hear about."
        ),
    )

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        kwargs["initial"] = {"until": self._soon(report), **kwargs.get("initial", {})}
        super().__init__(*args, report=report, **kwargs)
        self.wanted = rule_of(report)
        offered = rules_offered(report)
        rule: Any = self.fields["rule"]
        rule.choices = [(one.value, RULES[one]) for one in offered]
        rule.initial = self.wanted.value
        rule.help_text = self._why(len(offered) == 1)
        for widget in self.fields["note"].widget.widgets:
            widget.attrs["rows"] = 4

    @staticmethod
    def _soon(report: Report) -> datetime:
        """Two weeks from now, at the end of the afternoon."""
        local = timezone.now().astimezone(report.dialogue.zone) + timedelta(days=14)
        return local.replace(hour=18, minute=0, second=0, microsecond=0, tzinfo=None)

    def _why(self, is_bound: bool) -> str:
        if is_bound:
            return _(
                "The draft rests on what comes from behind a closed door. So the comments stay "
                "behind one."
            )
        told = {"rule": self.wanted.label}
        return _("The strictest rule of what the draft rests on is: %(rule)s.") % told

    @property
    def asks_again(self) -> bool:
        chosen = str(self.data.get("rule", "")) if self.is_bound else ""
        return chosen in OFFERED and OFFERED.index(Rule(chosen)) < OFFERED.index(self.wanted)


def _words(rows: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=LONGEST,
        validators=[validate_keepable],
        widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
        **kwargs,
    )


class CommentForm(Refusable, forms.Form):
    """On the whole, unless it is told of a place: then other words can be proposed."""

    text = _words(4, label=pgettext_lazy("report", "Your comment"))
    instead = _words(
        3,
        label=gettext_lazy("Words that you propose instead"),
        help_text=gettext_lazy("If you have some. Leave it empty otherwise."),
    )

    def __init__(self, *args: Any, block: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not block:
            del self.fields["instead"]
        # It comes where somebody has just asked for it.
        self.fields["text"].widget.attrs["autofocus"] = not self.is_bound

    @property
    def words(self) -> dict[str, str]:
        return {"text": self.cleaned_data["text"], "instead": self.cleaned_data.get("instead", "")}


class DecisionForm(DeskForm):
    """What becomes of one comment."""

    groups = (Group("", ("disposition", "answer")),)

    class Meta:
        model = ReportComment
        fields = ("disposition", "answer")
        labels = {"disposition": gettext_lazy("What becomes of it")}
        widgets = {"disposition": forms.RadioSelect}
        help_texts = {
            "answer": gettext_lazy(
                "Who comments reads it. Needed where you don’t take it up, or only in part."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer: Any = self.fields["answer"]
        answer.widget = type(answer.widget)(forms.Textarea)
        for widget in answer.widget.widgets:
            widget.attrs["rows"] = 3

    def version_of(self, row: Any) -> str:
        """The words are in it: nobody answers what has been changed in the meantime."""
        return versions.version_of(row, SEEN)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("disposition") in ANSWERED and not cleaned.get("answer"):
            self.add_error("answer", _("Say why, in at least one language."))
        return cleaned

    @property
    def markdown(self) -> list[str]:
        return []


class FilterForm(forms.Form):
    """Which comments the board shows; what it doesn't know is no filter."""

    state = forms.ChoiceField(choices=[("", ""), *Disposition.choices], required=False)
    block = forms.SlugField(max_length=12, required=False)
    period = forms.IntegerField(min_value=1, max_value=2**62, required=False)

    @property
    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data
