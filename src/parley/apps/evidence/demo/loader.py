"""Puts positions on norm 13(c) and six roll calls of the General Assembly into a database, once."""

import csv
from collections.abc import Callable, Sequence
from datetime import date
from importlib.resources import files
from typing import Any

from django.db import transaction

from parley.apps.accounts.models import User
from parley.apps.accounts.personas import DOMAIN
from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Norm
from parley.apps.evidence.exchange import votes, words
from parley.apps.evidence.exchange.tables import Table, read_text
from parley.apps.evidence.exchange.taking import import_positions
from parley.apps.evidence.exchange.votes import import_votes
from parley.apps.evidence.models import BodyKind, Collection, CollectionKind, PublicBody
from parley.apps.evidence.services.bodies import add_body, set_members
from parley.apps.evidence.services.collections import add_collection, publish
from parley.apps.evidence.services.votes import add_roll_calls
from parley.core.actors import system_actor
from parley.core.localtext import LocalText

ACTOR = system_actor("demo")
KEEPER = f"convener@{DOMAIN}"
POSITIONS, VOTES = "norm-13c-positions", "unga-ict-votes"
NORM = {"instrument__slug": "a-70-174", "slug": "13c"}
DIALOGUE, EARLIER = "due-diligence-2021", "ecdd-2020"
UNION = LocalText(en="European Union", fr="Union européenne", ar="الاتحاد الأوروبي")
# The source goes on using an older name of the code of Serbia.
ALSO = {"Yugoslavia": "RS"}


def load_missing() -> None:
    """Once: what somebody has changed or unpublished since stays so."""
    with transaction.atomic():
        _load_positions()
        _load_votes()
        _load_union()


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _table(name: str, named: Callable[[str], str]) -> Table:
    return read_text(_text(f"{name}.csv"), named)


def _made(slug: str, values: dict[str, Any], dialogues: Sequence[str]) -> Collection | None:
    """A collection that the demonstration's convener keeps; none where it is there already."""
    if Collection.objects.filter(slug=slug).exists():
        return None
    shown = Dialogue.objects.filter(slug__in=dialogues)
    collection = add_collection(ACTOR, {"slug": slug, **values}, shown)
    # Otherwise nobody but an operator could edit it.
    keeper = User.objects.filter(email=KEEPER).first()
    Collection.objects.filter(pk=collection.pk).update(kept_by=keeper)
    return collection


def _load_positions() -> None:
    norm = Norm.objects.filter(**NORM).first()
    if norm is None:
        return
    values = {
        "kind": CollectionKind.POSITIONS,
        "title": LocalText(en="What states have published on norm 13(c)"),
        "description": LocalText(
            en=(
                "A first gathering, far from complete. Each position names the source in which it "
                "was read and its level of evidence; many rest on one academic reading and not on "
                "the words of the state. A document that was found and not read says nothing "
                "about the state’s position."
            )
        ),
        "norm": norm,
        "source": "Public pages, named at each position",
    }
    collection = _made(POSITIONS, values, [DIALOGUE])
    if collection is not None:
        import_positions(ACTOR, collection, _table(POSITIONS, words.column_of))
        publish(ACTOR, collection)


def _load_votes() -> None:
    values = {
        "kind": CollectionKind.VOTES,
        "title": LocalText(en="Votes of the General Assembly on ICT resolutions, 2016–2019"),
        "description": LocalText(
            en=(
                "Six roll calls with the votes of 193 states. A state without a vote was not "
                "recorded as present. The source calls Serbia by an older name of its code, "
                "Yugoslavia; here these votes stand under Serbia."
            )
        ),
        "source": (
            "Voeten, Strezhnev, Bailey: United Nations General Assembly Voting Data, "
            "hdl:1902.1/12379, through the R package unvotes"
        ),
        "link": "https://hdl.handle.net/1902.1/12379",
        "licence": "CC0 1.0",
    }
    collection = _made(VOTES, values, [DIALOGUE, EARLIER])
    if collection is None:
        return
    calls = [
        {
            "symbol": row["symbol"],
            "title": LocalText(en=row["title"]),
            "held_on": date.fromisoformat(row["held_on"]),
            "link": f"https://undocs.org/en/{row['symbol']}",
        }
        for row in _rows("unga-ict-roll-calls")
    ]
    add_roll_calls(ACTOR, collection, calls)
    import_votes(ACTOR, collection, _table(VOTES, votes.column_of), ALSO)
    publish(ACTOR, collection)


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(f"{name}.csv").splitlines()))


def _load_union() -> None:
    """Its members: without them its positions would bind nobody."""
    union = PublicBody.objects.filter(slug="european-union").first()
    if union is None:
        union = add_body(ACTOR, {"name": UNION, "kind": BodyKind.REGIONAL})
    if union.memberships.exists():
        return
    states = {body.country: body for body in PublicBody.objects.exclude(country="")}
    members = [
        {
            "member": states.get(row["country"]) or _state(row["country"]),
            "since": int(row["since"]),
            "until": int(row["until"]) if row["until"] else None,
        }
        for row in _rows("eu-members")
    ]
    set_members(ACTOR, union, members)


def _state(country: str) -> PublicBody:
    return add_body(ACTOR, {"kind": BodyKind.STATE, "country": country})
