"""Whether words still stand in the text that they were taken from.

White space, the form of quotation marks, apostrophes and dashes, and invisible characters say nothing
about what was said: they differ between a PDF, a web page and a table. An omission is written … or
[…]; what stands around it must follow one upon the other.
"""

import re
import unicodedata

# Soft hyphen, zero width space and joiners, marks of direction, byte order mark.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_FORMS = {'"': "“”„‟«»‹›″", "'": "‘’‚‛′`´", "-": "‐‑‒–—―−", "": _INVISIBLE}
_SAME = str.maketrans({one: plain for plain, forms in _FORMS.items() for one in forms})
_OMITTED = re.compile(r"[\[(]\s*(?:\.\s?\.\s?\.|…)\s*[\])]|…|\.\s?\.\s?\.")


def normal(text: str) -> str:
    """The same for all ways to set the same words."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_SAME)).split())


def stands_in(words: str, source: str) -> bool:
    """Whether each part of `words` stands in `source`, in this order, beginning and ending with words.

    Nothing stands nowhere: without words there is no quotation.
    """
    parts = [one for part in _OMITTED.split(words.translate(_SAME)) if (one := _bare(normal(part)))]
    whole, at = normal(_OMITTED.sub(" … ", source.translate(_SAME))), 0
    for part in parts:
        found = re.compile(rf"(?<!\w){re.escape(part)}(?!\w)").search(whole, at)
        if found is None:
            return False
        at = found.end()
    return bool(parts)


def _bare(text: str) -> str:
    """Without the marks that are set around a quotation."""
    return text.strip(" \"'")
