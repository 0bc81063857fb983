"""Files as LibreOffice opens them: nothing is lost on the way to PDF or to its own format."""

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from pypdf import PdfReader

from parley.apps.reports.files.word import word_of
from tests.reports.word.reading import spoken


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    office = shutil.which("soffice")
    assert office, "LibreOffice is missing: scripts/system-packages.sh installs it"
    folder = tmp_path_factory.mktemp("converted")
    files = [folder / f"{language}.docx" for language in ("en", "ar")]
    for file in files:
        file.write_bytes(word_of(spoken(file.stem, 2)))
    for form in ("pdf", "odt"):
        command = [
            office,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless", "--convert-to", form, "--outdir", str(folder), *map(str, files),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder


def pages(path: Path) -> str:
    reader = PdfReader(path)
    text = "\n".join(page.extract_text() for page in reader.pages)
    reader.close()
    return text


def test_the_pdf_has_numbers_captions_and_references(converted: Path) -> None:
    lines = [" ".join(line.split()) for line in pages(converted / "en.pdf").splitlines()]

    for line in (
        "I. Summary",
        "II. Findings",
        "A. Knowledge",
        "III. Annex: method",
        "2. Finding 1 · Convergence",
        "3. The rapporteur takes this for a good sign.",
        "Figure 1. Where groups converge",
        "Table 1. All findings",
    ):
        # Headings are also in the contents.
        assert lines.count(line) == (4 if line.partition(".")[0] in "I II III A" else 2), line
    text = " ".join(lines)
    assert text.count("[Finding 1] A/70/174") == 2
    assert "Page 2 of " in text


def test_arabic_stays_arabic(converted: Path) -> None:
    text = pages(converted / "ar.pdf")

    assert "A/RES/73/27" in text
    assert "III" in text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_opened_and_kept_it_has_all_words_of_its_pictures(converted: Path, language: str) -> None:
    document = spoken(language, 2)
    with zipfile.ZipFile(converted / f"{language}.odt") as archive:
        content = etree.fromstring(archive.read("content.xml"))
    svg = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}desc"
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

    said = [one.text for one in content.iter(svg)]
    assert said == [one.alternative for one in document.nodes if hasattr(one, "alternative")]
    captions = [one.get(f"{text}name") for one in content.iter(f"{text}sequence")]
    assert captions == ["Figure", "Table"] * 2
    assert len(list(content.iter(f"{text}bookmark-ref"))) == 6
