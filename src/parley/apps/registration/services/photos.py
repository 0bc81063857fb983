"""The photo on a badge: nothing of what was uploaded is kept but the pixels, and few of them."""

from functools import partial
from io import BytesIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from parley.apps.convening.services import rows
from parley.apps.convening.services.pictures import Pixels
from parley.apps.registration.models import Registration
from parley.apps.registration.selectors import eligibility
from parley.core import audit
from parley.core.access import require
from parley.core.actors import Actor
from parley.core.errors import InvalidInput

SIZE = (480, 600)
NAME = "photo"


def is_asked(actor: Actor, registration: Registration) -> bool:
    opening = eligibility.opening_for(actor, registration.dialogue)
    return opening is not None and opening.asks_photo


@transaction.atomic
def put(actor: Actor, registration: Registration, pixels: Pixels) -> Registration:
    """Take a photo in the place of any that was there."""
    require(actor, "change", registration)
    if reason := eligibility.over(registration.dialogue):
        raise InvalidInput(reason)
    if not is_asked(actor, registration):
        raise InvalidInput(_("This dialogue’s badges have no photos."))
    row = rows.locked(actor, registration)
    _forget(row)
    row.photo.save(NAME, ContentFile(_small(pixels)), save=False)
    try:
        row.save(update_fields=["photo"])
        audit.record(actor, "registration.photo_given", row, dialogue=row.dialogue_id)
    except BaseException:
        row.photo.delete(save=False)
        raise
    return row


@transaction.atomic
def remove(actor: Actor, registration: Registration) -> None:
    require(actor, "change", registration)
    row = rows.locked(actor, registration)
    if not row.photo:
        return
    _forget(row)
    row.photo = ""
    row.save(update_fields=["photo"])
    audit.record(actor, "registration.photo_removed", row, dialogue=row.dialogue_id)


def _forget(row: Registration) -> None:
    """Delete the file once the row names it no more for certain."""
    if name := row.photo.name:
        transaction.on_commit(partial(row.photo.storage.delete, name))


def _small(pixels: Pixels) -> bytes:
    with Image.open(BytesIO(pixels.webp), formats=("WEBP",)) as image:
        whole = image.convert("RGBA")
    white = Image.new("RGBA", whole.size, "white")
    cut = ImageOps.fit(
        Image.alpha_composite(white, whole).convert("RGB"), SIZE, centering=(0.5, 0.4)
    )
    out = BytesIO()
    cut.save(out, "JPEG", quality=88)
    return out.getvalue()
