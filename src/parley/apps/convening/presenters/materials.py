"""Materials in words: what kind of file, how large, in which language."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from parley.apps.convening.models import Material
from parley.core import locales
from parley.core.templatetags.parley import localized


def facts_of(material: Material) -> SafeString:
    """PDF, 1.2 MB, French; of a link, its language. Each in its own direction of writing."""
    facts = []
    if material.file:
        facts += [material.get_type_display(), filesizeformat(material.size or 0)]
    if material.language:
        facts.append(locales.language_name(material.language))
    return format_html_join(_(", "), "<bdi>{}</bdi>", ((fact,) for fact in facts))


def line(material: Material) -> dict[str, Any]:
    """One material, as pages list it."""
    is_file = bool(material.file)
    return {
        "title": localized(material.title),
        "url": reverse("material", args=[material.uid]) if is_file else material.link,
        "is_file": is_file,
        "name": material.filename or material.link,
        "language": material.language,
        "facts": facts_of(material),
        "rule": material.rule,
        "rule_label": material.get_rule_display(),
    }


def groups(materials: Iterable[Material]) -> list[dict[str, Any]]:
    """The desk's list: those of the whole dialogue, then those of each session."""
    return [
        {"session": localized(session.title) if session else "", "rows": _rows(list(members))}
        for session, members in groupby(materials, key=lambda material: material.session)
    ]


def _rows(materials: list[Material]) -> list[dict[str, Any]]:
    first, last = materials[0], materials[-1]
    return [
        {**line(row), "uid": row.uid, "is_first": row == first, "is_last": row == last}
        for row in materials
    ]
