"""What respondents hold on propositions, under pseudonyms."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parley.apps.accounts.models import User
from parley.apps.deliberation.models.consultations import Consultation
from parley.apps.deliberation.models.propositions import Proposition
from parley.apps.registration.models import Group

LONGEST_RESERVATION = 280  # characters


class Value(models.IntegerChoices):
    AGREE = 1, _("Agree")
    PASS = 0, _("Pass")
    DISAGREE = -1, _("Disagree")


class Stance(models.Model):
    """One per respondent and proposition; that there is none is no pass.

    `respondent` is a pseudonym under every rule. The day is all that is kept of when, and `step`
    in which step of the live results it came in, both only until sealing. A group stays as long as
    stances name it: without it, counts of the others would have to be withheld, and were shown.
    """

    proposition = models.ForeignKey(Proposition, on_delete=models.CASCADE, related_name="stances")
    respondent = models.UUIDField()
    group = models.ForeignKey(
        Group, on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    value = models.SmallIntegerField(choices=Value.choices)
    reserved = models.BooleanField(_("with a reservation"), default=False)
    reservation = models.CharField(
        _("reservation"), max_length=LONGEST_RESERVATION, blank=True, default=""
    )
    day = models.DateField()
    step = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("stance")
        verbose_name_plural = _("stances")
        constraints = [
            models.UniqueConstraint(
                fields=["proposition", "respondent"], name="one_stance_per_respondent"
            ),
            models.CheckConstraint(
                condition=Q(reserved=False) | Q(value=Value.AGREE),
                name="only_agreement_is_reserved",
            ),
            models.CheckConstraint(
                condition=Q(reservation="") | Q(reserved=True),
                name="reservation_is_marked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_value_display()} on {self.proposition_id}"


class OnRecord(models.Model):
    """A respondent who chose to answer under a name. Confidential rules have none."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="on_records"
    )
    respondent = models.UUIDField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("delegation"), max_length=200)
    since = models.DateField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "respondent"], name="one_record_per_respondent"
            )
        ]

    def __str__(self) -> str:
        return self.name


class LiveCount(models.Model):
    """The counts of one proposition that are shown while a confidential consultation runs.

    They move in steps of `least` respondents, and lag one step behind, so that the step from the
    last of them to the final counts is one of at least as many. `shown` is what is shown; `held` is
    the state one step later; stances of a later step than `step` are in neither.
    """

    proposition = models.OneToOneField(
        Proposition, on_delete=models.CASCADE, primary_key=True, related_name="live_count"
    )
    step = models.PositiveIntegerField(default=0)
    shown = models.JSONField(default=list)
    held = models.JSONField(default=list)
    # Pseudonym → what it held in each of these states: see differing.py. Gone once it is closed.
    past = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"live count of {self.proposition_id}"
