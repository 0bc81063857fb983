"""Which of Unicode's locales writes dates for a language of the interface."""

from babel import Locale
from django.utils.translation import get_language

# Plain "en" writes dates as the United States do; the readers here are everywhere else too.
_PREFERRED = {"en": "en_GB"}


def current() -> Locale:
    """The locale of the active language."""
    language = get_language() or "en"
    return Locale.parse(_PREFERRED.get(language, language.replace("-", "_")))


def language_name(code: str) -> str:
    """What the active language calls a language: French, or français, or الفرنسية."""
    name: str = current().languages.get(code.split("-")[0], code)
    return name
