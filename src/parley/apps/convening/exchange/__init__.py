"""A whole dialogue as one readable YAML file: out, in, and as the start of another."""

from parley.apps.convening.exchange.collecting import document_of
from parley.apps.convening.exchange.copying import (
    TemplateChoice,
    clone_edition,
    create_from_template,
    template_choices,
)
from parley.apps.convening.exchange.loading import Imported, import_dialogue
from parley.apps.convening.exchange.reading import read_document
from parley.apps.convening.exchange.schema import Document
from parley.apps.convening.exchange.tree import MAX_BYTES
from parley.apps.convening.exchange.writing import write_document
from parley.apps.convening.models import Dialogue
from parley.core.actors import Actor

__all__ = [
    "MAX_BYTES",
    "Document",
    "Imported",
    "TemplateChoice",
    "clone_edition",
    "create_from_template",
    "export_dialogue",
    "import_dialogue",
    "read_document",
    "template_choices",
    "write_document",
]


def export_dialogue(actor: Actor, dialogue: Dialogue) -> str:
    """The dialogue as a file that `read_document` reads; for those who may edit it."""
    return write_document(document_of(actor, dialogue))
