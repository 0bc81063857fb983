"""Consultations with synthetic participants, in the two dialogues that were held."""

from pathlib import Path
from typing import Any

import yaml

from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.demo.rounds import load_round
from parley.apps.registration.models import Group
from parley.apps.registration.services import groups
from parley.core.actors import system_actor
from parley.core.localtext import LocalText

ACTOR = system_actor("demo")
ROUNDS = Path(__file__).with_name("rounds.yaml")


def load_missing() -> None:
    """Into a dialogue that has no consultation yet: what is there stays as it was left."""
    for said in yaml.safe_load(ROUNDS.read_text()):
        dialogue = Dialogue.objects.filter(slug=said["dialogue"]).first()
        if dialogue is not None and not dialogue.consultations.exists():
            _load(dialogue, said)


def _load(dialogue: Dialogue, said: dict[str, Any]) -> None:
    """The groups first: results are told by them."""
    known = set(Group.objects.filter(dialogue=dialogue).values_list("slug", flat=True))
    for group in said.get("groups", []):
        if group["slug"] not in known:
            groups.add(ACTOR, dialogue, {"name": LocalText(group["name"])}, slug=group["slug"])
    camps = {name: (share, weight) for name, (share, weight) in said["camps"].items()}
    for order, one in enumerate(said["rounds"]):
        load_round(dialogue, order, one, camps)
