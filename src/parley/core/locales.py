"""Which of Unicode's locales writes dates for a language of the interface."""

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language

# Plain "en" writes dates as the United States do; the readers here are everywhere else too.
_PREFERRED = {"en": "en_GB"}


def current() -> Locale:
    """The locale of the active language."""
    return _locale(get_language() or "en")


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    return Locale.parse(_PREFERRED.get(language, language.replace("-", "_")))


def language_name(code: str) -> str:
    """What the active language calls a language: French, or français, or الفرنسية."""
    name: str = current().languages.get(code.split("-")[0], code)
    return name


def language_name_in(language: str, code: str) -> str:
    """What another language calls it: how somebody may have written it in a list."""
    name: str = _locale(language).languages.get(code.split("-")[0], code)
    return name


def language_names() -> dict[str, str]:
    """Languages with a code of two letters, by what the active language calls them."""
    found = current().languages.items()
    names = [(code, name) for code, name in found if len(code) == 2]
    return dict(sorted(names, key=lambda pair: pair[1].casefold()))
