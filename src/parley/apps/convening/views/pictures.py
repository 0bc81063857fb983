"""The files of pictures, for those to whom the picture exists."""

from typing import Any

from django.http import HttpResponse

from parley.apps.convening.selectors.dialogues import picture_for
from parley.core.errors import not_found
from parley.core.views import Request, sees, view


@view(sees(picture_for))
def picture(request: Request, picture: Any) -> HttpResponse:
    """The file never changes under its address, so browsers may keep it; shared caches may not."""
    if not picture.image:
        raise not_found()
    with picture.image.open("rb") as file:
        response = HttpResponse(file.read(), content_type="image/webp")
    response["Content-Disposition"] = f'inline; filename="{picture.uid}.webp"'
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
