"""Materials inside a file: links, files with their content, files that stay where they are."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from parley.apps.convening import models as m
from parley.apps.convening.exchange import (
    clone_edition,
    export_dialogue,
    import_dialogue,
    read_document,
)
from parley.apps.convening.exchange.loading.owned import content_of
from parley.apps.convening.exchange.schema import Document, document_type
from parley.core.localtext import LocalText
from tests.convening.exchange.helpers import GOOD as GOOD_YAML
from tests.convening.exchange.helpers import SYSTEM, UID, example, problems, reading_problems
from tests.convening.services.papers import GOOD, PAGE, PDF, SVG, office

pytestmark = pytest.mark.django_db
PAPER = {"title": {"en": "Paper"}, "filename": "Größe.pdf", "rule": "public", "content": PDF}
OTHER = PDF.replace(b"1 0 obj", b"2 0 obj")


def with_materials(*materials: dict[str, Any]) -> Document:
    return document_type().model_validate(example().model_dump() | {"materials": materials})


def files() -> list[Path]:
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("uid", [f"{UID}77", None])
def test_a_file_travels_in_the_file(
    uid: str | None, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    document = with_materials({**PAPER, "uid": uid, "language": "fr"})
    dialogue = import_dialogue(SYSTEM, document).dialogue
    material = dialogue.materials.get()
    assert (material.filename, material.type, material.size) == ("Größe.pdf", "pdf", len(PDF))
    assert (material.language, material.link, len(material.digest)) == ("fr", "", 64)
    assert [path.read_bytes() for path in files()] == [PDF]
    assert [len(path.name) for path in files()] == [32]
    assert not import_dialogue(SYSTEM, document).changed
    exported = read_document(export_dialogue(SYSTEM, dialogue))
    assert exported.materials[0].content == PDF
    assert not import_dialogue(SYSTEM, exported).changed
    assert dialogue.materials.get() == material
    with django_capture_on_commit_callbacks(execute=True):
        assert import_dialogue(SYSTEM, example()).changed
    assert (files(), dialogue.materials.count()) == ([], 0)


@pytest.mark.parametrize("name", GOOD)
def test_each_kind_comes_out_as_it_went_in(name: str) -> None:
    document = with_materials({**PAPER, "filename": name, "content": GOOD[name], "uid": f"{UID}77"})
    dialogue = import_dialogue(SYSTEM, document).dialogue
    assert read_document(export_dialogue(SYSTEM, dialogue)).materials == document.materials


@pytest.mark.parametrize(
    ("name", "content", "where"),
    [
        ("a.pdf", PAGE, "This is not a PDF file as it should be."),
        ("a.html", PAGE, "Files of this kind can’t be taken."),
        ("a.svg", SVG, "Files of this kind can’t be taken."),
        ("a.txt", SVG, "This is a web page or a drawing, not a text."),
        ("a.docx", office("docx", **{"word/vbaProject.bin": b""}), "This file holds macros."),
        ("a.txt", b"", "The file is empty."),
    ],
)
def test_what_is_no_such_file_is_refused_and_leaves_none(
    name: str, content: bytes, where: str
) -> None:
    bad = {**PAPER, "filename": name, "content": content}
    (problem,) = problems(SYSTEM, with_materials(PAPER, bad))
    assert problem.startswith(f"materials[1].content: {where}")
    assert files() == []


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"link": "https://example.org"}, "expected either a link or a file, got both"),
        ({"filename": ""}, "expected a link, or the name of a file; got neither"),
        ({"content": None}, "expected the content of the file in base64, got nothing"),
        (
            {"content": None, "uid": f"{UID}77"},
            "the file itself is not in this file, and not here either",
        ),
    ],
)
def test_a_material_is_a_file_or_a_link(given: dict[str, Any], problem: str) -> None:
    assert problems(SYSTEM, with_materials({**PAPER, **given})) == [f"materials[0]: {problem}"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("content: n*o", "content: expected a file in base64, got 'n*o'"),
        ("language: Klingon!", "language: expected a language code such as en or pt-BR"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(line: str, problem: str) -> None:
    entry = f"materials:\n  - title: Paper\n    filename: a.pdf\n    rule: public\n    {line}\n"
    (found,) = reading_problems(GOOD_YAML + entry)
    number = len((GOOD_YAML + entry).splitlines())
    assert found.startswith(f"line {number}: materials[0].{problem}")


def test_a_name_that_leads_elsewhere_is_made_harmless() -> None:
    document = with_materials({**PAPER, "filename": "../../../etc/Größe.PDF"})
    dialogue = import_dialogue(SYSTEM, document).dialogue
    assert dialogue.materials.get().filename == "Größe.pdf"
    assert [path.parent.name for path in files()] == ["materials"]
    assert not import_dialogue(SYSTEM, document).changed


def test_another_content_takes_the_place_of_the_former(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    paper = {**PAPER, "uid": f"{UID}77"}
    dialogue = import_dialogue(SYSTEM, with_materials(paper)).dialogue
    with django_capture_on_commit_callbacks(execute=True):
        later = with_materials({**paper, "content": OTHER})
        assert import_dialogue(SYSTEM, later).changed
    assert [path.read_bytes() for path in files()] == [OTHER]
    material = dialogue.materials.get()
    with django_capture_on_commit_callbacks(execute=True):
        link = {k: paper[k] for k in ("uid", "title", "rule")} | {"link": "https://example.org"}
        import_dialogue(SYSTEM, with_materials(link))
    material.refresh_from_db()
    assert (material.link, material.type, material.size) == ("https://example.org", "", None)
    assert files() == []


def test_a_file_that_stays_may_change_its_name_but_not_its_kind() -> None:
    paper = {**PAPER, "uid": f"{UID}77"}
    dialogue = import_dialogue(SYSTEM, with_materials(paper)).dialogue
    bare = {**paper, "content": None}
    assert problems(SYSTEM, with_materials({**bare, "filename": "a.txt"})) == [
        "materials[0].filename: expected a name that ends in .pdf, got 'a.txt'"
    ]
    import_dialogue(SYSTEM, with_materials({**bare, "filename": "New.pdf"}))
    material = dialogue.materials.get()
    assert (material.filename, content_of(material.file)) == ("New.pdf", PDF)


def test_large_files_stay_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    small = {**PAPER, "filename": "a.txt", "content": b"Small.", "title": {"en": "Small"}}
    dialogue = import_dialogue(SYSTEM, with_materials(PAPER, small)).dialogue
    monkeypatch.setattr("parley.apps.convening.exchange.collecting.MAX_EMBEDDED", 10)
    exported = read_document(export_dialogue(SYSTEM, dialogue))
    assert [material.content for material in exported.materials] == [None, b"Small."]
    assert not import_dialogue(SYSTEM, exported).changed
    m.Dialogue.objects.all().delete()
    assert problems(SYSTEM, exported) == [
        "materials[0]: the file itself is not in this file, and not here either"
    ]


def test_a_lost_file_comes_back_from_an_export() -> None:
    dialogue = import_dialogue(SYSTEM, with_materials({**PAPER, "uid": f"{UID}77"})).dialogue
    exported = read_document(export_dialogue(SYSTEM, dialogue))
    files()[0].unlink()
    without = read_document(export_dialogue(SYSTEM, dialogue))
    assert without.materials[0].content is None
    assert not import_dialogue(SYSTEM, without).changed
    import_dialogue(SYSTEM, exported)
    assert content_of(dialogue.materials.get().file) == PDF


def test_the_same_file_twice_is_two_files() -> None:
    document = with_materials(PAPER, {**PAPER, "title": {"en": "Again"}})
    dialogue = import_dialogue(SYSTEM, document).dialogue
    assert len({material.file.name for material in dialogue.materials.all()}) == 2
    assert not import_dialogue(SYSTEM, document).changed


def test_files_go_with_their_session_and_leave_with_it(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    tree = example().model_dump()
    tree["sessions"][0]["materials"] = [PAPER]
    dialogue = import_dialogue(SYSTEM, document_type().model_validate(tree)).dialogue
    assert dialogue.materials.get().session == dialogue.sessions.get(slug="opening")
    assert len(files()) == 1
    tree["sessions"] = tree["sessions"][1:]
    for kind in ("people", "organisations", "venues"):
        tree[kind] = ()
    tree["dialogue"]["hosts"] = ()
    for session in tree["sessions"]:
        session["contributions"], session["room"] = (), None
    with django_capture_on_commit_callbacks(execute=True):
        import_dialogue(SYSTEM, document_type().model_validate(tree))
    assert (files(), dialogue.materials.count()) == ([], 0)


def test_files_of_that_meeting_stay_behind_in_a_clone() -> None:
    dialogue = import_dialogue(SYSTEM, with_materials(PAPER)).dialogue
    before = files()
    title = LocalText(en="Next")
    copy = clone_edition(SYSTEM, dialogue, slug="next", title=title, starts_on=dialogue.ends_on)
    assert (copy.materials.count(), files()) == (0, before)
