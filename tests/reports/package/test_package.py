"""Packages: the same bytes each time, and what is read is what was written."""

import hashlib
import io
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.apps.reports.files import archive, package
from parley.apps.reports.files.archive import Archive, InvalidPackage
from parley.apps.reports.files.package import Contents, digest_of, opened, write
from parley.apps.reports.layout.nodes import Document, Imprint, as_json
from parley.core.errors import ParleyError
from tests.reports.package.world import files_in, packed, sealed
from tests.reports.samples import document

DATA = {"findings.csv": b"a\n", "sources/e1/matrix.csv": b"b\n"}
FINDINGS = b'{"findings": []}'
names = st.from_regex(r"[a-z]{1,8}(/[a-z0-9-]{1,8}){0,3}\.(csv|parquet|txt)", fullmatch=True)


def unsealed(language: str = "en") -> Document:
    made = document(language)
    return replace(made, imprint=replace(made.imprint, digest="", citation=""))


@st.composite
def documents(draw: Any) -> dict[str, Document]:
    """One or two of the samples, with some of their nodes and any words in imprint and title."""
    found = {}
    for code in draw(st.sampled_from([("en",), ("ar",), ("ar", "en"), ("en", "ar")])):
        one = unsealed(code)
        nodes = draw(st.lists(st.sampled_from(one.nodes), max_size=4).map(tuple))
        texts = {field.name: draw(st.text(max_size=9)) for field in fields(Imprint)}
        kept = {"number": draw(st.integers(1, 9)), "digest": "", "citation": ""}
        imprint = Imprint(**{**texts, **kept})
        found[code] = replace(one, title=draw(st.text()), nodes=nodes, imprint=imprint)
    return found


@given(documents(), st.dictionaries(names, st.binary(max_size=300), max_size=4))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_read_is_what_was_written(
    tmp_path: Path, laid_out: dict[str, Document], data: dict[str, bytes]
) -> None:
    made = packed(tmp_path, laid_out, data)
    opened.cache_clear()
    found = opened(FileSystemStorage(tmp_path), "report.zip")
    assert list(found.documents.items()) == list(made.documents.items())
    assert found.manifest["digest"] == digest_of(laid_out, data)
    files = files_in(made.packed)
    assert {name: files[name] for name in data} == data
    listed = {one["name"]: one["sha256"] for one in found.manifest["files"]}
    assert listed == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name != "manifest.json"
    }


def test_the_same_contents_give_the_same_bytes(tmp_path: Path) -> None:
    laid_out = {code: unsealed(code) for code in ("ar", "en")}
    turned = dict(reversed(DATA.items()))
    (tmp_path / "again").mkdir()
    first, second = packed(tmp_path, laid_out, DATA), packed(tmp_path / "again", laid_out, turned)
    assert first.packed == second.packed
    assert first.sha256 == hashlib.sha256(first.packed).hexdigest()


def test_it_tells_no_date_and_nothing_of_the_machine(tmp_path: Path) -> None:
    made = packed(tmp_path, {"en": unsealed()}, DATA)
    entries = Archive(io.BytesIO(made.packed))._entries.values()
    assert {(one.date_time, one.create_system, one.comment) for one in entries} == {
        ((1980, 1, 1, 0, 0, 0), 3, b"")
    }


class TestDigest:
    def test_is_of_all_but_what_follows_from_it(self) -> None:
        laid_out = {"en": unsealed(), "ar": unsealed("ar")}
        plain = digest_of(laid_out, DATA)
        done = {code: sealed(one, plain) for code, one in laid_out.items()}
        assert digest_of(done, DATA) == plain

    def test_changes_with_everything_else(self) -> None:
        one = unsealed()
        plain = digest_of({"en": one}, DATA)
        others = [
            digest_of({"en": replace(one, title="Another")}, DATA),
            digest_of({"en": replace(one, nodes=one.nodes[1:])}, DATA),
            digest_of({"en": one, "ar": unsealed("ar")}, DATA),
            digest_of({"en": one}, {**DATA, "findings.csv": b"a"}),
            digest_of({"en": one}, {"findings.csv": b"a\n"}),
            digest_of({"en": one}, {"other.csv": b"a\n", "sources/e1/matrix.csv": b"b\n"}),
            *(
                digest_of({"en": replace(one, imprint=replace(one.imprint, **{name: value}))}, DATA)
                for name, value in (
                    ("number", 2),
                    ("doi", "10.5555/other"),
                    ("date", "another day"),
                    ("notice", ""),
                    ("correction", "a number"),
                )
            ),
        ]
        assert plain not in others
        assert len(set(others)) == len(others)

    def test_is_that_of_a_list_that_sha256sum_reads(self) -> None:
        one = unsealed()
        lines = {
            "documents/en.json": package.as_bytes(as_json(one)),
            **DATA,
        }
        text = "".join(
            f"{hashlib.sha256(content).hexdigest()}  {name}\n"
            for name, content in sorted(lines.items())
        )
        assert digest_of({"en": one}, DATA) == hashlib.sha256(text.encode()).hexdigest()


class TestRefused:
    def test_a_digest_that_is_not_of_it(self, tmp_path: Path) -> None:
        for one in (unsealed(), sealed(unsealed(), "0" * 64)):
            with pytest.raises(InvalidPackage, match="expected the digest"):
                write(tmp_path / "x.zip", Contents({"en": one}, DATA, {}), {})
        assert list(tmp_path.iterdir()) == []

    def test_no_document_or_one_of_another_language(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidPackage, match="one language at least"):
            write(tmp_path / "x.zip", Contents({}, DATA, {}), {})
        given_ = {"fr": unsealed()}
        given_ = {"fr": sealed(given_["fr"], digest_of(given_, DATA))}
        with pytest.raises(InvalidPackage, match="expected its language"):
            write(tmp_path / "x.zip", Contents(given_, DATA, {}), {})

    @pytest.mark.parametrize(
        "name",
        ["../x.csv", "a\\x.csv", "", "a/", "nul\x00.csv", "documents/en.json", "manifest.json"],
    )
    def test_names_that_lead_elsewhere(self, tmp_path: Path, name: str) -> None:
        made = sealed(unsealed(), digest_of({"en": unsealed()}, {name: b""}))
        with pytest.raises(InvalidPackage, match="no name of data"):
            write(tmp_path / "x.zip", Contents({"en": made}, {name: b""}, {}), {})
        made = sealed(unsealed(), digest_of({"en": unsealed()}, {}))
        with pytest.raises(InvalidPackage, match="no name of a file"):
            write(tmp_path / "x.zip", Contents({"en": made}, {}, {name: b""}), {})

    def test_reading_what_is_not_there(self, tmp_path: Path) -> None:
        (tmp_path / "text.zip").write_text("no archive")
        for name in ("none.zip", "text.zip"):
            with pytest.raises(ParleyError, match="can't be read"):
                opened(FileSystemStorage(tmp_path), name)


def test_charts_are_files_of_their_own(tmp_path: Path) -> None:
    files = files_in(packed(tmp_path, {"ar": unsealed("ar")}, DATA).packed)
    assert files["charts/ar/fig-1.svg"].startswith(b"<svg ")
    assert files["charts/ar/fig-1.png"].startswith(b"\x89PNG")
    assert "38 / 42" in files["charts/ar/fig-1.txt"].decode()
    assert "العلم,90" in files["charts/ar/fig-1.csv"].decode("utf-8-sig")


def test_names_that_are_sound_on_every_system() -> None:
    for name in ("a.csv", "sources/e1/map/manifest.json", "charts/en/b-1f.svg", "à/ü.txt"):
        assert archive.is_sound(name)
    for name in ("con:", "a b/../c", "~/..", "..", ".", "a/./b", "a?b", "a|b"):
        assert not archive.is_sound(name)
