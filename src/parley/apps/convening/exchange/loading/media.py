"""Pictures and materials, of the dialogue and of its sessions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext as _

from parley.apps.convening.exchange.checks import materials_of, pictures_of
from parley.apps.convening.exchange.images import stored_form
from parley.apps.convening.exchange.lists import Values, same, take_list
from parley.apps.convening.exchange.loading.log import Log
from parley.apps.convening.exchange.problems import Path
from parley.apps.convening.exchange.schema import Document, MaterialEntry, PictureEntry
from parley.apps.convening.models import Dialogue, Material, Picture, Session
from parley.apps.convening.services import pictures
from parley.core.errors import InvalidInput

Rows = dict[Path, Session]
Placed = Sequence[tuple[Path, Any]]


@dataclass
class Files:
    """The files that an import has stored, to be taken back if it fails."""

    stored: list[Any] = field(default_factory=list)

    def store(self, picture: Picture, data: bytes) -> None:
        picture.image.save(f"{uuid4().hex}.webp", ContentFile(data), save=False)
        self.stored.append(picture.image)

    def discard(self) -> None:
        for file in self.stored:
            file.storage.delete(file.name)
