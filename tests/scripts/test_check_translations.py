"""The check must fail for real: each case breaks one thing in complete catalogues."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "check_translations.py"
SOURCE = """
from django.utils.translation import gettext as _, ngettext
HELLO = _("Hello")
NAMED = _("Hi %(name)s")
DAYS = ngettext("%(n)s day", "%(n)s days", 3)
"""
TEMPLATE = '{% load i18n %}{% translate "From a template" %}'


def run(package: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, SCRIPT, package, *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def fill(catalogue: Path) -> None:
    """Translate everything, in a language of our own."""
    header, texts = catalogue.read_text().split("\n\n", 1)
    texts = re.sub(r'msgid "(.+)"\nmsgstr ""', r'msgid "\1"\nmsgstr "T \1"', texts)
    texts = re.sub(r'(msgstr\[\d\]) ""', r'\1 "T %(n)s"', texts)
    catalogue.write_text(f"{header}\n\n{texts}")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    package = tmp_path / "parley"
    (package / "templates").mkdir(parents=True)
    (package / "texts.py").write_text(SOURCE)
    (package / "templates" / "page.html").write_text(TEMPLATE)
    assert run(package, "--update").returncode == 0
    for catalogue in package.glob("locale/*/LC_MESSAGES/django.po"):
        fill(catalogue)
    return package


def test_complete_catalogues_pass_and_stay_untouched(package: Path) -> None:
    before = {path: path.read_bytes() for path in package.rglob("*") if path.is_file()}

    checked = run(package)

    assert (checked.returncode, checked.stdout) == (0, "")
    assert {path: path.read_bytes() for path in package.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('msgstr "T Hello"', 'msgstr ""', "ar/django.po: not translated: 'Hello'"),
        ('msgid "Hello"', 'msgid "Hallo"', "ar/django.po: not translated: 'Hello'"),
        ('\nmsgid "Hello"', '\n#, fuzzy\nmsgid "Hello"', "ar/django.po: fuzzy: 'Hello'"),
        ('msgstr[5] "T %(n)s"\n', "", "ar/django.po: not translated: '%(n)s day'"),
        ('msgstr "T Hi %(name)s"', 'msgstr "T %(nom)s"', "unknown named placeholder 'nom'"),
        ("nplurals=6", "nplurals=2", "ar/django.po: expected 6 plural forms, got: '2'"),
        (
            'msgid "From a template"',
            'msgid "Gone"',
            "ar/django.po: not translated: 'From a template'",
        ),
    ],
)
def test_each_fault_is_named(package: Path, old: str, new: str, fault: str) -> None:
    catalogue = package / "locale" / "ar" / "LC_MESSAGES" / "django.po"
    source = catalogue.read_text()
    assert old in source
    catalogue.write_text(source.replace(old, new))

    checked = run(package)

    assert checked.returncode == 1
    assert fault in checked.stdout
    assert "fr/" not in checked.stdout


def test_without_catalogues_everything_is_missing(package: Path) -> None:
    for catalogue in package.glob("locale/*/LC_MESSAGES/django.po"):
        catalogue.unlink()

    checked = run(package)

    assert checked.returncode == 1
    assert checked.stdout.count("not translated: 'Hello'") == 2
