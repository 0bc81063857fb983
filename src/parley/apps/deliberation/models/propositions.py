"""Sentences that one can agree or disagree with."""

import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.accounts.models import User
from parley.apps.deliberation.models.consultations import Consultation
from parley.apps.deliberation.models.norms import Element
from parley.core.localtext import LocalTextField

LONGEST_PROPOSITION = 500  # characters
# Numbers from here on are drawn: of what has not been accepted.
FIRST_DRAWN = 1_000_000


def drawn_key() -> int:
    """Of so many that no two are the same; as large as a script still reads a number whole."""
    return secrets.randbelow(2**52 - 2**32) + 2**32


class PropositionState(models.TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("proposition", "Waiting for a moderator")
    EDITED = "edited", _("Waiting for its author's consent")
    ACCEPTED = "accepted", pgettext_lazy("proposition", "Accepted")
    MERGED = "merged", _("Merged with another")
    DECLINED = "declined", pgettext_lazy("proposition", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposition", "Withdrawn")


class Proposition(models.Model):
    """On an element of a norm. Without a consultation it stands with the norm, for consultations to
    take up: theirs are copies that know where they come from.

    Who submitted it is known by a pseudonym of the consultation, other than that of the person's
    stances, and gone when it is sealed. A name stands there only where the rule allows it and the
    person chose so.
    """

    # Drawn, and the order of rows with it: who submitted first is not to be told.
    id = models.BigAutoField(primary_key=True, default=drawn_key, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="propositions",
    )
    element = models.ForeignKey(
        Element,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="propositions",
        verbose_name=_("element"),
    )
    origin = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies"
    )
    # Its number in the consultation, from 1, or a drawn one until it is accepted; with a norm, its
    # place.
    number = models.PositiveIntegerField()
    text = LocalTextField(_("proposition"))
    # What a moderator proposes instead, until its author consents.
    edited_text = LocalTextField(_("edited text"), blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=PropositionState.choices,
        default=PropositionState.ACCEPTED,
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    author_key = models.UUIDField(null=True, blank=True, editable=False)
    author = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    # Its final counts come too close to some that were shown while they grew.
    counts_withheld = models.BooleanField(default=False, editable=False)
    # How far apart it sets people on the latest map, from 0; raises it in the order of asking.
    extremity = models.FloatField(default=0.0, editable=False)

    class Meta:
        ordering = ["number", "pk"]
        verbose_name = _("proposition")
        verbose_name_plural = _("propositions")
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "number"], name="one_proposition_per_number"
            ),
            models.CheckConstraint(
                condition=Q(consultation__isnull=False) | Q(element__isnull=False),
                name="proposition_belongs_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return str(self.text)

    @property
    def is_accepted(self) -> bool:
        return self.state == PropositionState.ACCEPTED
