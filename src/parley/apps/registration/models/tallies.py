"""What stays of registrations that were erased: how many there were."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parley.apps.convening.models import Dialogue
from parley.apps.registration.models.groups import Group
from parley.apps.registration.models.registrations import State


class Tally(models.Model):
    """How many registrations of a group ended in a state before they were erased.

    Without group and state: those of groups and states that were too few to be told apart.
    """

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="tallies")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, blank=True)
    count = models.PositiveIntegerField(_("number"), default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dialogue", "group", "state"],
                condition=~Q(group=None),
                name="one_tally_per_group_and_state",
            ),
            models.UniqueConstraint(
                fields=["dialogue"], condition=Q(group=None), name="one_tally_of_the_few"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group or '-'} {self.state}: {self.count}"
