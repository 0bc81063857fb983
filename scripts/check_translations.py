#!/usr/bin/env python3
"""Fail on every text of the interface that is not translated; with --update, merge new texts into the catalogues.

Extraction is Django's own (makemessages, which needs gettext), in a copy, so that a check changes nothing.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "parley"
# French has a form of its own for millions in newer headers; Arabic always has six.
PLURAL_FORMS = {"fr": (2, 3), "ar": (6,)}
EXTENSIONS = {"django": ["html", "txt", "md", "py"], "djangojs": ["js"]}
USES_GETTEXT = re.compile(r"\b(?:n?p?gettext|interpolate)\(")


@dataclass(frozen=True)
class Fault:
    catalogue: str
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.catalogue}: {self.what}: {self.text!r}"


def own_scripts(package: Path) -> list[Path]:
    return [path for path in package.glob("**/static/**/*.js") if "vendor" not in path.parts]


def domains(package: Path) -> list[str]:
    """The script domain exists once a script of ours translates something."""
    translated = any(
        USES_GETTEXT.search(path.read_text(encoding="utf-8")) for path in own_scripts(package)
    )
    return ["django", "djangojs"] if translated else ["django"]


def copy_sources(package: Path, target: Path) -> None:
    shutil.copytree(
        package, target, ignore=shutil.ignore_patterns("__pycache__", "*.mo", "vendor", "fonts")
    )


def extract(package: Path, languages: Sequence[str]) -> None:
    """Merge what the sources of `package` say now into its catalogues."""
    (package / "locale").mkdir(exist_ok=True)
    if not settings.configured:
        # None of Parley's settings: its LOCALE_PATHS would lead out of the copy.
        settings.configure(USE_I18N=True, LOCALE_PATHS=[])
        django.setup()
    with chdir(package):
        for domain in domains(package):
            call_command(
                "makemessages",
                locale=list(languages),
                domain=domain,
                extensions=EXTENSIONS[domain],
                # mapping knows no Django; whoever draws its charts hands in the words, English otherwise.
                ignore_patterns=["mapping/?*"],
                add_location="file",
                no_wrap=True,
                verbosity=0,
            )


def spell_out_plurals(path: Path) -> None:
    """Give a new text as many empty forms as its language has; gettext writes two, as in English."""
    source = path.read_text(encoding="utf-8")
    forms = "".join(f'msgstr[{form}] ""\n' for form in range(plural_forms(source)))
    two = re.compile(r'^msgstr\[0\] ""\nmsgstr\[1\] ""\n(?!msgstr)', re.MULTILINE)
    path.write_text(two.sub(forms, source), encoding="utf-8")


def plural_forms(source: str) -> int:
    """What the catalogue's header declares; 0 where it declares nothing."""
    found = re.search(r'^"Plural-Forms:\s*nplurals\s*=\s*(\d+)', source, re.MULTILINE)
    return int(found[1]) if found else 0


def one_text(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def is_complete(message: Message, forms: int) -> bool:
    """Every plural form is there and says something."""
    if isinstance(message.string, str):
        return bool(message.string) and not message.pluralizable
    return len(message.string or ()) == forms and all(message.string or ())


def faults_of(message: Message, catalogue: Catalog, forms: int, name: str) -> Iterator[Fault]:
    text = one_text(message)
    if message.fuzzy:
        yield Fault(name, "fuzzy", text)
    elif not is_complete(message, forms):
        yield Fault(name, "not translated", text)
    else:
        for error in message.check(catalogue):
            yield Fault(name, str(error), text)


def check_catalogue(path: Path, language: str, name: str) -> Iterator[Fault]:
    source = path.read_text(encoding="utf-8")
    forms = plural_forms(source)
    if forms not in PLURAL_FORMS[language]:
        expected = " or ".join(map(str, PLURAL_FORMS[language]))
        yield Fault(name, f"expected {expected} plural forms, got", str(forms))
        return
    catalogue = read_po(io.StringIO(source), abort_invalid=True)
    for message in catalogue:
        if message.id:
            yield from faults_of(message, catalogue, forms, name)


def update(package: Path) -> None:
    extract(package, list(PLURAL_FORMS))
    for path in package.glob("locale/*/LC_MESSAGES/*.po"):
        spell_out_plurals(path)


def check(package: Path) -> list[Fault]:
    """What is missing in any language, for the sources as they are now."""
    with tempfile.TemporaryDirectory(prefix="parley-messages-") as folder:
        copy = Path(folder) / "parley"
        copy_sources(package, copy)
        extract(copy, list(PLURAL_FORMS))
        return [
            fault
            for language in PLURAL_FORMS
            for path in sorted((copy / "locale" / language / "LC_MESSAGES").glob("*.po"))
            for fault in check_catalogue(path, language, f"{language}/{path.name}")
        ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", nargs="?", type=Path, default=PACKAGE, help="whose texts")
    parser.add_argument("--update", action="store_true", help="merge new texts into the catalogues")
    asked = parser.parse_args()
    if missing := [name for name in ("xgettext", "msgmerge") if not shutil.which(name)]:
        needed = ", ".join(missing)
        print(f"check_translations: {needed} not found; run scripts/system-packages.sh gettext")
        return 1
    os.environ["LC_ALL"] = "C.UTF-8"
    if asked.update:
        update(asked.package.resolve())
        return 0
    faults = check(asked.package.resolve())
    for fault in faults:
        print(fault)
    if faults:
        print(f"{len(faults)} faults; `make messages` merges new texts into src/parley/locale")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
