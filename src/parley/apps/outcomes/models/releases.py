"""Opinion maps that conveners have let out of their rule."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parley.apps.outcomes.models.maps import OpinionMap
from parley.core.localtext import LocalTextField


class MapRelease(models.Model):
    """That the map of a Chatham House consultation is shown to everybody, and under which name.

    What everybody sees of it is worked out from the map, which holds nobody: see ADR 23. It goes with
    the map, so another map is never public by an act that was about this one.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    map = models.OneToOneField(OpinionMap, on_delete=models.CASCADE, related_name="release")
    # What the consultation itself is called is known to those who take part.
    title = LocalTextField(pgettext_lazy("opinion map", "name for everybody"))
    released_on = models.DateField(default=timezone.localdate, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("map that was let out")
        verbose_name_plural = _("maps that were let out")

    def __str__(self) -> str:
        return str(self.title)
