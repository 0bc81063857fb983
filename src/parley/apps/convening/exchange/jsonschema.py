"""The document's JSON schema, with which editors check and complete a dialogue file."""

import json

from pydantic.json_schema import GenerateJsonSchema

from parley.apps.convening.exchange.schema import document_type


class _Generator(GenerateJsonSchema):
    """An empty text in several languages is no default that a schema could show."""

    ignored_warning_kinds = {"skipped-choice", "non-serializable-default"}


def json_schema() -> str:
    """The schema as it stands in docs/reference/dialogue.schema.json."""
    schema = document_type().model_json_schema(schema_generator=_Generator)
    named = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Dialogue file"}
    return json.dumps({**named, **schema, **named}, indent=2, ensure_ascii=False) + "\n"
