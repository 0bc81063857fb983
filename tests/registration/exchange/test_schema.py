"""The section, the columns of the database and the reference say the same."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import models

from parley.apps.convening.exchange.jsonschema import json_schema
from parley.apps.registration import models as r
from parley.apps.registration.exchange import schema
from parley.core.exports import Entry

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
# What a convener doesn't set: it belongs to people's places, or to the work of the optimiser.
OF_PEOPLE = {
    "uid", "asked", "work", "stage", "cost", "bound", "pins", "trouble", "version", "published_at",
}  # fmt: skip
PAIRS: list[tuple[type[Entry], type[models.Model], set[str]]] = [
    (schema.OpeningEntry, r.Opening, set()),
    (schema.GroupEntry, r.Group, set()),
    (schema.QuestionEntry, r.Question, set()),
    (schema.MailEntry, r.MailText, set()),
    (schema.OnlineRoomEntry, r.Meeting, set()),
    (schema.BreakOutEntry, r.BreakoutRound, OF_PEOPLE),
]


@pytest.mark.parametrize(("entry", "model", "otherwise"), PAIRS)
def test_every_column_stands_in_the_file(
    entry: type[Entry], model: type[models.Model], otherwise: set[str]
) -> None:
    columns = {field.name for field in model._meta.fields} - {"id", "dialogue", "order"}
    assert columns - otherwise == {*entry.model_fields} - {"groups"}


@pytest.mark.parametrize(("entry", "model", "otherwise"), PAIRS)
def test_what_is_unset_is_as_the_desk_begins_with_it(
    entry: type[Entry], model: type[models.Model], otherwise: set[str]
) -> None:
    for name, field in entry.model_fields.items():
        if field.is_required() or name == "groups":
            continue
        column: Any = model._meta.get_field(name)
        given = field.default
        if isinstance(given, schema.Weight):
            given = r.Importance[given.name]
        begins = None if column.null or (name == "kind" and not given) else column.get_default()
        assert given == begins, name


def test_weights_have_the_names_of_importance() -> None:
    assert [one.name for one in schema.Weight] == r.Importance.names


def test_the_reference_names_every_field_and_every_choice() -> None:
    text = (REFERENCE / "dialogue-file.md").read_text(encoding="utf-8")
    part = text[text.index("### `registration`") :]
    documented = {*re.findall(r"`([a-z_]+)`", part)}
    for entry, _model, _otherwise in PAIRS:
        assert {*entry.model_fields} <= documented, entry.__name__
    assert {*schema.RegistrationEntry.model_fields} <= documented
    enums = (r.Admission, r.Sight, r.BadgeColour, r.QuestionKind, r.MailKind, r.MeetingKind)
    for choices in enums:
        assert {*choices.values} <= documented, choices.__name__
    assert {one.value for one in schema.Weight} <= documented


def test_the_json_schema_knows_the_section() -> None:
    found = json.loads(json_schema())
    assert "registration" not in found["required"]
    assert {"$ref": "#/$defs/RegistrationEntry"} in found["properties"]["registration"]["anyOf"]
    seats = found["$defs"]["GroupEntry"]["properties"]["seats"]["anyOf"][0]
    assert (seats["minimum"], seats["maximum"]) == (0, 100_000)
    assert found["$defs"]["MailKind"]["enum"] == r.MailKind.values
