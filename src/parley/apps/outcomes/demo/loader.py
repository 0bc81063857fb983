"""Puts the public conversations into a database, once."""

import tempfile
import zipfile
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from parley.apps.accounts.models import User
from parley.apps.accounts.personas import DOMAIN
from parley.apps.convening.exchange import import_dialogue, read_document
from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Phase
from parley.apps.outcomes.exchange import import_polis
from parley.core import jobs
from parley.core.actors import system_actor

ACTOR = system_actor("demo")
SLUG = "five-public-conversations"
CONVENER = f"convener@{DOMAIN}"


class Conversation(NamedTuple):
    """`later`: hundreds of thousands of votes, which the demonstration does not wait for."""

    name: str
    language: str
    title: str
    later: bool = False


CONVERSATIONS = (
    Conversation(
        "london-youth-policing", "en", "Young people and the scrutiny of policing, London"
    ),
    Conversation("brexit-consensus", "en", "Can there be consensus on Brexit?"),
    Conversation("canadian-electoral-reform", "en", "Canadian electoral reform"),
    Conversation("vtaiwan-uberx", "zh-Hant", "UberX 自用車載客 — vTaiwan", later=True),
    Conversation("bowling-green", "en", "Improving Bowling Green and Warren County", later=True),
)


def load_missing() -> None:
    """Once: what somebody has deleted since does not come again."""
    if Dialogue.objects.filter(slug=SLUG).exists():
        return
    source = files(__package__).joinpath(f"{SLUG}.yaml").read_bytes()
    convener = User.objects.filter(email=CONVENER).first()
    with transaction.atomic():
        dialogue = import_dialogue(ACTOR, read_document(source), convener=convener).dialogue
        for one in CONVERSATIONS:
            if one.later:
                jobs.enqueue(load_one, one.name)
            else:
                _load(dialogue, one)


@jobs.task()
def load_one(name: str) -> None:
    dialogue = Dialogue.objects.filter(slug=SLUG).first()
    for one in CONVERSATIONS:
        if dialogue is not None and one.name == name:
            _load(dialogue, one)


def _load(dialogue: Dialogue, one: Conversation) -> None:
    rows = dialogue.consultations.filter(slug=one.name)
    rows.filter(phase=Phase.DRAFT).delete()  # it was interrupted
    if rows.exists():
        return
    packed = files(__package__).joinpath("conversations", f"{one.name}.zip")
    with as_file(packed) as path, tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
        import_polis(
            ACTOR,
            dialogue,
            Path(folder),
            title=one.title,
            language=one.language,
            slug=one.name,
        )
