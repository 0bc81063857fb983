"""Countries by their ISO 3166 code, named in the reader's language (Unicode CLDR, via Babel)."""

from functools import cache

from babel import Locale
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parley.core.regions import region_of

__all__ = ["name", "names", "region_name", "region_of", "validate"]


@cache
def names(language: str) -> dict[str, str]:
    """ISO code → name, in order of the names."""
    territories = Locale.parse(language, sep="-").territories
    found = {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in {"EZ", "QO", "UN", "XA", "XB", "ZZ"}
    }
    return dict(sorted(found.items(), key=lambda item: item[1]))


def name(code: str, language: str | None = None) -> str:
    return names(language or get_language() or "en").get(code, code)


def region_name(region: str, language: str | None = None) -> str:
    """What a region of UN M49 is called, such as 002: Africa."""
    territories = Locale.parse(language or get_language() or "en", sep="-").territories
    return str(territories.get(region, region))


def validate(code: str) -> None:
    if code not in names("en"):
        raise ValidationError(
            _("Expected a two-letter country code such as IT, got %(code)s."), params={"code": code}
        )
