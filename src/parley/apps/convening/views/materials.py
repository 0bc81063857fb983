"""The files of materials, for those to whom the material exists."""

from typing import Any

from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response

from parley.apps.convening.selectors import materials as find
from parley.apps.convening.services.filetypes import MEDIA_TYPES
from parley.core import downloads
from parley.core.views import Request, sees, view

PUBLIC = "public, no-cache"


@view(sees(find.material_for))
def material(request: Request, material: Any) -> HttpResponseBase:
    """Always a download. Only what everyone may have is ever kept, and asked for anew each time:
    another file may take its place, and a rule may close it."""
    downloads.require_stored(material.file)
    if not find.is_public(material):
        return _file(request, material, downloads.PRIVATE)
    tag = f'"{material.digest}"'
    unchanged = get_conditional_response(request, etag=tag)
    response = (
        downloads.sealed(unchanged, PUBLIC) if unchanged else _file(request, material, PUBLIC)
    )
    response["ETag"] = tag
    return response


def _file(request: Request, material: Any, caching: str) -> HttpResponseBase:
    kind, name = MEDIA_TYPES[material.type], material.filename
    return downloads.attachment(request, material.file, kind, name, caching)
