"""The schema of the file and the columns of the database say the same; so do its documents."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import models

from parley.apps.accounts.models import Affiliation, Organisation, Person
from parley.apps.convening import models as m
from parley.apps.convening.exchange import schema
from parley.apps.convening.exchange.jsonschema import json_schema
from parley.core.exports import Entry

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
PAIRS: list[tuple[type[Entry], type[models.Model], set[str]]] = [
    (schema.SeriesEntry, m.Series, set()),
    (schema.DialogueEntry, m.Dialogue, {"series"}),
    (schema.HostEntry, m.Host, set()),
    (schema.NormEntry, m.NormReference, set()),
    (schema.PictureEntry, m.Picture, {"image", "is_lead"}),
    (schema.MaterialEntry, m.Material, {"file", "type", "size", "digest"}),
    (schema.ContributionEntry, m.Contribution, set()),
    (schema.SessionEntry, m.Session, {"parent", "starts_at", "ends_at"}),
    (schema.RoomEntry, m.Room, {"venue"}),
    (schema.VenueEntry, m.Venue, set()),
    (schema.OrganisationEntry, Organisation, set()),
    (schema.AffiliationEntry, Affiliation, {"person"}),
    (schema.PersonEntry, Person, {"user"}),
]
NEVER_WRITTEN = {"id", "created_by", "sequence", "updated_at", "width", "height", "order"}
ABOVE = {"dialogue", "session"}


def limit_of(entry: type[Entry], name: str) -> int | None:
    limits = [getattr(part, "max_length", None) for part in entry.model_fields[name].metadata]
    return next((limit for limit in limits if limit is not None), None)


@pytest.mark.parametrize(("entry", "model", "otherwise"), PAIRS)
def test_every_column_stands_in_the_file(
    entry: type[Entry], model: type[models.Model], otherwise: set[str]
) -> None:
    columns = {field.name for field in model._meta.fields}
    missing = columns - {*entry.model_fields} - otherwise - NEVER_WRITTEN
    assert missing <= (ABOVE if model not in {m.Dialogue, m.Series} else set())


@pytest.mark.parametrize(("entry", "model", "otherwise"), PAIRS)
def test_texts_are_as_long_as_their_columns(
    entry: type[Entry], model: type[models.Model], otherwise: set[str]
) -> None:
    columns = {field.name: field for field in model._meta.fields}
    for name in {*entry.model_fields} & columns.keys():
        column: Any = columns[name]
        if isinstance(column, models.CharField) and not column.choices and name != "country":
            zone = name == "time_zone"
            assert zone or limit_of(entry, name) == column.max_length, name


def test_the_json_schema_in_the_documentation_is_up_to_date() -> None:
    """If it is not, write what `json_schema()` answers into the file."""
    path = REFERENCE / "dialogue.schema.json"
    assert json_schema() == path.read_text(encoding="utf-8")


def test_the_json_schema_knows_limits_and_choices() -> None:
    found = json.loads(json_schema())
    assert found["required"] == ["parley", "dialogue"]
    assert found["additionalProperties"] is False
    assert found["$defs"]["Rule"]["enum"] == [*m.Rule.values]
    assert found["$defs"]["PersonEntry"]["properties"]["name"]["maxLength"] == 200


def test_the_reference_names_every_field_and_every_choice() -> None:
    text = (REFERENCE / "dialogue-file.md").read_text(encoding="utf-8")
    documented = {*re.findall(r"`([a-z_]+)`", text)}
    for entry, _model, _otherwise in PAIRS:
        assert {*entry.model_fields} <= documented, entry.__name__
    assert {*schema.Document.model_fields} <= documented
    for choices in (m.Status, m.Rule, m.SessionKind, m.ContributionRole, m.HostRole, m.Format):
        assert {*choices.values} <= documented, choices.__name__
