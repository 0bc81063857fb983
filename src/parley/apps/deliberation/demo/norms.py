"""Puts A/70/174 into a database, once, and says which panel of 2021 discussed what of norm 13(c)."""

from importlib.resources import files
from typing import Any

from django.db import transaction

from parley.apps.accounts.models import User
from parley.apps.accounts.personas import DOMAIN
from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.exchange.norms import import_norms, read_norms
from parley.apps.deliberation.models import Instrument, Norm, Topic
from parley.apps.deliberation.services.norms_topics import set_topics
from parley.core.actors import system_actor

ACTOR = system_actor("demo")
FILE = "a-70-174.yaml"
NORM = "13c"
PUBLISHED = "due-diligence-2021"
# As the titles of the panels say. The legal status of the norm stood on none of them.
PANELS = {
    "panel-1": ("triggering-act",),
    "panel-2": ("knowledge", "territory-and-scope"),
    "panel-3": ("standard-of-conduct", "response-and-assistance"),
}


@transaction.atomic
def load_missing() -> None:
    document = read_norms(files(__package__).joinpath(FILE).read_bytes())
    if Instrument.objects.filter(slug=document.instrument.slug).exists():
        return
    instrument = import_norms(ACTOR, document).instrument
    # Otherwise nobody but an operator could edit it.
    keeper = User.objects.filter(email=f"convener@{DOMAIN}").first()
    Instrument.objects.filter(pk=instrument.pk).update(created_by=keeper)
    norm = Norm.objects.get(instrument=instrument, slug=NORM)
    published = Dialogue.objects.filter(slug=PUBLISHED).first()
    if published is not None and not Topic.objects.filter(dialogue=published).exists():
        _link(published, norm)


def _link(dialogue: Dialogue, norm: Norm) -> None:
    sessions = {session.slug: session for session in dialogue.sessions.all()}
    elements = {element.slug: element for element in norm.elements.all()}
    topics: list[dict[str, Any]] = [{"session": None, "norm": norm, "element": None}]
    topics += [
        {"session": sessions[panel], "norm": norm, "element": elements[slug]}
        for panel, slugs in PANELS.items()
        if panel in sessions
        for slug in slugs
    ]
    set_topics(ACTOR, dialogue, topics)
