"""Which actor a row of a file means: by its code, or by its name in one of many languages."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from parley.apps.evidence.exchange import words
from parley.apps.evidence.models import BodyKind, PublicBody
from parley.apps.evidence.selectors.keeping import bodies
from parley.apps.evidence.services.bodies import add_bodies, names_of
from parley.core import countries
from parley.core.actors import Actor
from parley.core.localtext import LocalText
from parley.core.search import plain

# Those of the United Nations, and German and Italian, beside the interface's own.
LANGUAGES = ("en", "fr", "ar", "es", "ru", "zh", "de", "it")
# What states are called in lists of the United Nations and elsewhere, where Unicode has other names.
ALSO_CALLED: Mapping[str, tuple[str, ...]] = {
    "BN": ("Brunei Darussalam",),
    "BO": ("Bolivia (Plurinational State of)",),
    "CD": ("Democratic Republic of the Congo", "DR Congo", "Congo (Kinshasa)"),
    "CG": ("Congo", "Republic of the Congo", "Congo (Brazzaville)"),
    "CI": ("Ivory Coast",),
    "CV": ("Cabo Verde",),
    "CZ": ("Czech Republic",),
    "FM": ("Micronesia (Federated States of)", "Federated States of Micronesia"),
    "GB": ("United Kingdom of Great Britain and Northern Ireland", "UK", "Great Britain"),
    "IR": ("Iran (Islamic Republic of)", "Islamic Republic of Iran"),
    "KP": ("Democratic People's Republic of Korea", "DPRK"),
    "KR": ("Republic of Korea",),
    "LA": ("Lao People's Democratic Republic",),
    "MD": ("Republic of Moldova",),
    "MK": ("The former Yugoslav Republic of Macedonia",),
    "MM": ("Burma", "Myanmar"),
    "NL": ("Kingdom of the Netherlands",),
    "PS": ("State of Palestine", "Palestine"),
    "RU": ("Russian Federation",),
    "SY": ("Syrian Arab Republic",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey", "Türkiye"),
    "TZ": ("United Republic of Tanzania",),
    "US": ("United States of America", "USA"),
    "VA": ("Holy See",),
    "VE": ("Venezuela (Bolivarian Republic of)",),
    "VN": ("Viet Nam",),
}
_SAINT = re.compile(r"\bst\b")


def folded(name: str) -> str:
    """A name without case, accents, articles, marks and the ways to write “and” and “saint”."""
    bare = re.sub(r"\W+", " ", plain(name.replace("&", " and ")).replace("_", " "))
    return _SAINT.sub("saint", bare).strip().removeprefix("the ")


@cache
def _countries() -> dict[str, str]:
    """A name, folded → ISO code. A name of two countries, in two languages, means neither."""
    found: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for code, name in countries.names(language).items():
            found.setdefault(folded(name), set()).add(code)
    sure = {name: codes.pop() for name, codes in found.items() if len(codes) == 1}
    also = {folded(name): code for code, names in ALSO_CALLED.items() for name in names}
    return {name: code for name, code in (sure | also).items() if _is_country(code)}


def _is_country(code: str) -> bool:
    """The European Union has a code too, and is no state."""
    return code != "EU" and bool(countries.region_of(code))


class Who(NamedTuple):
    """What a row says of its actor."""

    name: str
    code: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Found:
    """An actor that a row means. Rows with the same `key` mean the same one."""

    key: str
    name: LocalText
    kind: str
    country: str = ""
    body: PublicBody | None = None  # none: it is new here


def _of(body: PublicBody) -> Found:
    return Found(f"body:{body.pk}", body.name, body.kind, body.country, body)


def _of_country(code: str) -> Found:
    return Found(f"country:{code}", names_of(code), BodyKind.STATE, code)


class Recogniser:
    """All actors that there are, by their names and codes."""

    def __init__(
        self, actor: Actor, also: Mapping[str, str] | None = None, new_kind: str = ""
    ) -> None:
        """`also`: further names → code of a country or short name of an actor; `new_kind`: of
        those that are new where a row does not say it."""
        self.new_kind = new_kind
        self.by_name: dict[str, PublicBody | None] = {}
        self.by_code: dict[str, PublicBody] = {}
        self.also = {folded(name): code for name, code in (also or {}).items()}
        for body in bodies(actor):
            self.by_code[body.slug] = body
            for name in {folded(text) for text in body.name.values()}:
                # Where two are called the same, the name alone means neither.
                self.by_name[name] = None if name in self.by_name else body
        # A code of two letters is a country's, whatever short names there are.
        self.by_code |= {body.country: body for body in self.by_code.values() if body.country}
        self.new: dict[str, Found] = {}

    def found(self, who: Who) -> tuple[Found | None, list[str]]:
        """The actor, and what is wrong with how it is named."""
        if not who.name and not who.code:
            return None, [_("There is no actor.")]
        kind = words.kind_of(who.kind)
        if who.kind and not kind:
            text = _("“%(kind)s” is no kind of actor. Expected one of: %(kinds)s.")
            kinds = words.listed(words.KINDS.values())
            return None, [text % {"kind": who.kind, "kinds": kinds}]
        by_code, by_name = self._by_code(who), self._by_name(who.name)
        if by_code and by_name and by_code.key != by_name.key:
            text = _("“%(name)s” and the code %(code)s mean different actors.")
            return None, [text % {"name": who.name, "code": who.code}]
        one = by_code or by_name or self._new(who.name, kind or self.new_kind)
        if one is None:
            text = _("“%(name)s” is not known here: say what kind of actor it is.")
            return None, [text % {"name": who.name or who.code}]
        if kind and kind != one.kind:
            text = _("%(name)s is known here as: %(kind)s.")
            return one, [text % {"name": one.name, "kind": BodyKind(one.kind).label}]
        return one, []

    def _by_code(self, who: Who) -> Found | None:
        """What is said here of the name goes before the code of the file."""
        return self._coded(self.also.get(folded(who.name), who.code))

    def _coded(self, code: str) -> Found | None:
        body = self.by_code.get(code) or self.by_code.get(code.upper())
        if body is not None:
            return _of(body)
        return _of_country(code.upper()) if _is_country(code.upper()) else None

    def _by_name(self, text: str) -> Found | None:
        name = folded(text)
        if name in self.by_name:
            body = self.by_name[name]
            return _of(body) if body else None
        code = self.also.get(name) or _countries().get(name) or (text if len(text) == 2 else "")
        return self._coded(code) if code else None

    def _new(self, name: str, kind: str) -> Found | None:
        key = f"new:{folded(name)}"
        if name and kind and key not in self.new:
            self.new[key] = Found(key, LocalText({settings.LANGUAGE_CODE: name}), kind)
        return self.new.get(key)


def bodies_of(actor: Actor, wanted: Iterable[Found]) -> dict[str, PublicBody]:
    """Key → the actor, which is made where it is new."""
    every = {one.key: one for one in wanted}
    new = [one for one in every.values() if one.body is None]
    made = add_bodies(
        actor, [{"name": one.name, "kind": one.kind, "country": one.country} for one in new]
    )
    known = {one.key: one.body for one in every.values() if one.body is not None}
    return known | {one.key: body for one, body in zip(new, made, strict=True)}
