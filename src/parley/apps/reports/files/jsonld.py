"""The report as linked data: report → findings → grounds → sources → documents.

The words are those of schema.org and of the provenance ontology of the W3C. The context stands in the
file itself, so that nothing has to be fetched to read it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from parley.apps.reports.files import tables
from parley.apps.reports.layout.nodes import Document

Item = dict[str, Any]
Data = Mapping[str, bytes]
_SCHEMA, _PROV = "https://schema.org/", "http://www.w3.org/ns/prov#"
_LINKS = {
    name: {"@id": f"{space}{name}", "@type": "@id"}
    for space, names in (
        (_SCHEMA, ("hasPart", "isPartOf", "contentUrl", "url")),
        (_PROV, ("wasDerivedFrom", "hadPrimarySource")),
    )
    for name in names
}
CONTEXT: Item = {
    "schema": _SCHEMA,
    "prov": _PROV,
    "name": {"@id": f"{_SCHEMA}name", "@container": "@language"},
    "text": {"@id": f"{_SCHEMA}text", "@container": "@language"},
    **_LINKS,
}


def linked(documents: Mapping[str, Document], data: Data, told: Mapping[str, Any]) -> Item:
    """`told` as in manifest.json."""
    findings = json.loads(data["findings.json"])["findings"] if "findings.json" in data else []
    about = [name.split("/") for name in data if name.startswith("sources/")]
    keys = sorted(parts[1] for parts in about if parts[2:] == ["source.json"])
    graph = [
        _report(documents, told, findings),
        *(part for one in findings for part in _finding(one)),
        *(part for key in keys for part in _source(key, data)),
    ]
    return {"@context": CONTEXT, "@graph": graph}


def _report(
    documents: Mapping[str, Document], told: Mapping[str, Any], findings: Iterable[Item]
) -> Item:
    imprint = next(iter(documents.values())).imprint
    found = {
        "@id": told["address"] or f"urn:sha256:{told['digest']}",
        "@type": ["schema:Report", "prov:Entity"],
        "name": told["title"],
        "schema:inLanguage": told["languages"],
        "schema:version": told["number"],
        "schema:datePublished": told["published_on"],
        "schema:publisher": imprint.publisher,
        "schema:identifier": [
            f"sha256:{told['digest']}",
            *([f"https://doi.org/{told['doi']}"] if told["doi"] else []),
        ],
        "hasPart": [_finding_id(one["uid"]) for one in findings],
    }
    return {name: value for name, value in found.items() if value not in ("", [])}


def _finding_id(uid: str) -> str:
    return f"urn:uuid:{uid}"


def _finding(one: Item) -> Iterator[Item]:
    uid = one["uid"]
    grounds = [(f"#ground-{uid}-{place}", of) for place, of in enumerate(one["grounds"], start=1)]
    yield {
        "@id": _finding_id(uid),
        "@type": ["schema:Claim", "prov:Entity"],
        "text": one["wording"],
        "schema:additionalType": one["kind"],
        "schema:about": one["about"],
        "wasDerivedFrom": [address for address, _of in grounds],
    }
    for address, of in grounds:
        numbers = {
            name: value
            for name, value in sorted(of.items())
            if isinstance(value, int | float) and not isinstance(value, bool)
        }
        ground: Item = {
            "@id": address,
            "@type": ["schema:Observation", "prov:Entity"],
            "schema:name": of["source"],
            "schema:variableMeasured": [
                {"@type": "schema:PropertyValue", "schema:name": name, "schema:value": value}
                for name, value in numbers.items()
            ],
        }
        if of["synthetic"]:
            ground["schema:keywords"] = "synthetic"
        if of.get("key"):
            ground["wasDerivedFrom"] = [_source_id(of["key"])]
        yield ground


def _source_id(key: str) -> str:
    return f"sources/{key}/"


def _source(key: str, data: Data) -> Iterator[Item]:
    here = _source_id(key)
    about = json.loads(data[f"{here}source.json"])
    documents = _rows(data, f"{here}documents.parquet")
    positions = _rows(data, f"{here}positions.parquet")
    yield {
        "@id": here,
        "@type": ["schema:Dataset", "prov:Entity"],
        "name": about["title"],
        "schema:creditText": about["attribution"],
        "hasPart": [f"urn:uuid:{one['id']}" for one in positions],
        "schema:distribution": [
            {"@type": "schema:DataDownload", "contentUrl": name}
            for name in sorted(data)
            if name.startswith(here)
        ],
    }
    yield from (_document(one) for one in documents)
    yield from (_position(one, here) for one in positions)


def _document(one: Item) -> Item:
    found = {
        "@id": f"urn:uuid:{one['id']}",
        "@type": ["schema:CreativeWork", "prov:Entity"],
        "schema:name": one["title"],
        "schema:identifier": one["symbol"],
        "schema:datePublished": one["published_on"] or one["year"],
        "schema:inLanguage": one["language"],
        "url": one["link"],
    }
    return {name: value for name, value in found.items() if value not in ("", None)}


def _position(one: Item, here: str) -> Item:
    """One that stands in a document, at a place, in words."""
    found: Item = {
        "@id": f"urn:uuid:{one['id']}",
        "@type": ["schema:Claim", "prov:Entity"],
        "isPartOf": here,
        "schema:additionalType": one["stance"],
        "schema:creditText": one["level"],
        "schema:text": one["quotation"],
        "schema:position": one["place"],
        "url": one["source"],
    }
    if one["document"]:
        found["hadPrimarySource"] = f"urn:uuid:{one['document']}"
    return {name: value for name, value in found.items() if value != ""}


def _rows(data: Data, name: str) -> list[Item]:
    return tables.rows_of(data[name]) if name in data else []
