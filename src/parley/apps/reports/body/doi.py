"""Digital object identifiers, as they are written."""

import re

# What stands before it where one is copied from elsewhere.
_AROUND = re.compile(r"^(?:doi:\s*|https?://(?:dx\.)?doi\.org/)", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/[-._;()/:A-Za-z0-9<>\[\]+#%&~$!*',=@]+")


def bare_doi(text: str) -> str:
    """Without what it is often written with: https://doi.org/10.5555/x is 10.5555/x."""
    return _AROUND.sub("", text.strip())


def is_doi(text: str) -> bool:
    return _DOI.fullmatch(text) is not None
