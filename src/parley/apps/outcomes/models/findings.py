"""Statements of an outcome: what converges, what diverges, what is not known."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.accounts.models import User
from parley.apps.deliberation.models import Consultation, Element, Proposition
from parley.apps.evidence.models import RollCall
from parley.apps.outcomes.models.syntheses import Synthesis, SynthesisSource
from parley.core.localtext import LocalText, LocalTextField


class FindingKind(models.TextChoices):
    CONVERGENCE = "convergence", pgettext_lazy("finding", "Convergence")
    DIVERGENCE = "divergence", pgettext_lazy("finding", "Divergence")
    UNSETTLED = "unsettled", pgettext_lazy("finding", "Unsettled")
    TOO_LITTLE = "too_little", pgettext_lazy("finding", "Too little evidence")


class FindingState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("finding", "Proposed")
    ACCEPTED = "accepted", pgettext_lazy("finding", "Accepted")
    JOINED = "joined", pgettext_lazy("finding", "Joined with another")
    REJECTED = "rejected", pgettext_lazy("finding", "Rejected")


class Matter(models.TextChoices):
    """That a text is agreed on does not say that its meaning is."""

    MEANING = "meaning", _("What the norm means")
    TEXT = "text", _("The text itself")


class Subject(models.TextChoices):
    """What a finding speaks of, and stays to speak of when that is deleted."""

    PROPOSITION = "proposition", pgettext_lazy("finding", "A proposition")
    ROLL_CALL = "roll_call", pgettext_lazy("finding", "A recorded vote")
    ELEMENT = "element", pgettext_lazy("finding", "An element as a whole")
    OWN = "own", pgettext_lazy("finding", "In the rapporteur’s own words")


class Finding(models.Model):
    """One statement of an outcome, with what it rests on.

    Parley proposes it from the numbers in `grounds`; a rapporteur accepts, words, joins, orders or
    rejects it, or adds one of their own, which rests on no numbers and says so.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    synthesis = models.ForeignKey(Synthesis, on_delete=models.CASCADE, related_name="findings")
    subject = models.CharField(
        max_length=11, choices=Subject.choices, default=Subject.PROPOSITION, editable=False
    )
    kind = models.CharField(_("kind"), max_length=11, choices=FindingKind.choices)
    matter = models.CharField(
        _("about"), max_length=7, choices=Matter.choices, default=Matter.MEANING
    )
    state = models.CharField(
        _("state"), max_length=8, choices=FindingState.choices, default=FindingState.PROPOSED
    )
    element = models.ForeignKey(
        Element, on_delete=models.SET_NULL, null=True, blank=True, related_name="findings"
    )
    # Of the library, or of a consultation where it was submitted there; none for a finding on a
    # whole element.
    proposition = models.ForeignKey(
        Proposition, on_delete=models.SET_NULL, null=True, blank=True, related_name="findings"
    )
    roll_call = models.ForeignKey(
        RollCall, on_delete=models.SET_NULL, null=True, blank=True, related_name="findings"
    )
    # Of a consultation behind closed doors: its findings stand apart from those of all others, and
    # exist for those who see it, until a convener lets them out.
    behind = models.ForeignKey(
        Consultation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    # Rests on what a rule keeps among participants or behind closed doors; and whether a convener
    # has let it out all the same.
    bound = models.BooleanField(default=False, editable=False)
    released = models.BooleanField(default=False, editable=False)
    # The rapporteur's words. Without them pages suggest some from the numbers, in their language.
    wording = LocalTextField(_("wording"), blank=True)
    # Services take findings apart before one goes; only with all of a synthesis do both.
    joined_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="joined"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    order = models.PositiveIntegerField(default=0)
    decided_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    # Its grounds have changed since it was decided on: it wants another look.
    stale = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=["synthesis", subject, *more],
                    condition=Q(subject=subject, behind__isnull=not more),
                    name=f"one_finding_of_{an}_{subject}{place}",
                )
                for an, subject in (("a", "proposition"), ("a", "roll_call"), ("an", "element"))
                for more, place in (((), ""), (("behind",), "_behind"))
            ),
            models.CheckConstraint(
                condition=~Q(state="joined") | Q(joined_into__isnull=False),
                name="joined_finding_says_with_which",
            ),
            models.CheckConstraint(
                condition=Q(behind=None) | Q(bound=True), name="behind_doors_is_bound"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def own(self) -> bool:
        """Added by the rapporteur: it rests on no numbers."""
        return self.subject == Subject.OWN

    @property
    def about(self) -> LocalText:
        """The words of the proposition, of the roll call or of the element; of its own, of none."""
        if self.proposition is not None:
            return self.proposition.text
        if self.roll_call is not None:
            symbol, title = self.roll_call.symbol, self.roll_call.title
            if not title:
                return LocalText(en=symbol)
            return LocalText({code: f"{symbol}, {text}" for code, text in title.items()})
        return self.element.title if self.element is not None else LocalText()

    @property
    def called(self) -> LocalText:
        """What it is known by in lists; one whose subject has been deleted may have no words."""
        return self.wording or self.about


class Ground(models.Model):
    """What one source holds on the matter of a finding: the numbers, as they were read.

    They come from results and maps after disclosure control, and are kept as they were published,
    so that a finding can be checked against its source for ever.
    """

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="grounds")
    source = models.ForeignKey(SynthesisSource, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=11, choices=FindingKind.choices)
    # See findings/numbers.py for its fields: counts, denominators, intervals, by group.
    numbers = models.JSONField(default=dict)
    # Of the numbers, without names; another one makes the finding stale.
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["source__order", "pk"]
        verbose_name = _("ground")
        verbose_name_plural = _("grounds")
        constraints = [
            models.UniqueConstraint(fields=["finding", "source"], name="one_ground_per_source")
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.source}"
