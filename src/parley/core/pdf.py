"""WeasyPrint, which draws PDF files, loaded when it is first needed. It fetches nothing but our fonts."""

import os
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from PIL import ImageFile

from parley.core.errors import ParleyError

SCHEME = "parley-font:"
FONTS = (("parley.core", "static/parley/fonts"), ("parley.mapping", "charts/fonts"))
# What it needs of the system, as Debian names it.
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def weasyprint() -> Any:
    """The library; an OSError where the system lacks what it draws with.

    When loaded it lets everything in the process read pictures that were cut short. Uploads are
    refused for that, so it is taken back.
    """
    import weasyprint as library

    # Or the moment would stand in every font, and no file would be the same twice.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    _set_lines_whole()
    return library


class _Line(str):
    """A text that goes through a loop over letters in one piece."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        return iter((str(self),))


@cache
def _set_lines_whole() -> None:
    """WeasyPrint 70 sets the texts of drawings letter by letter. That tears joined scripts such as
    Arabic apart, and puts them in the wrong order. Ours say where a line begins and no more, so each
    is set as a whole, by the same code as all other text."""
    from weasyprint.svg import Node

    def text(node: Any) -> str | None:
        found: str | None = node._etree_node.text
        return _Line(found) if found and node.tag == "text" else found

    Node.text = property(text, doc=Node.text.__doc__)


def font_address(name: str) -> str:
    """For `src: url(…)` in the page: one of the fonts that come with Parley, by its file's name."""
    return f"{SCHEME}{name}"


def drawn(html: str, **options: Any) -> bytes:
    """The page as a PDF file; `options` are those of WeasyPrint's write_pdf."""
    try:
        library = weasyprint()
    except OSError as error:
        text = _(
            "PDF files can’t be made yet: the server lacks the libraries that draw them. Please "
            "tell its operator to install %(packages)s."
        )
        raise ParleyError(text % {"packages": PACKAGES}) from error
    made = library.HTML(string=html, url_fetcher=_fetcher())
    file: bytes = made.write_pdf(presentational_hints=False, **options)
    return file


@cache
def _font(name: str) -> bytes:
    """Those of pages, and those of charts, which have more letters.

    Unpacked once: WeasyPrint would do it for each file, which took longer than drawing a small one.
    """
    from fontTools.ttLib import woff2

    for package, folder in FONTS:
        for file in files(package).joinpath(folder).iterdir():
            if file.name != name or not name.endswith((".woff2", ".ttf")):
                continue
            if name.endswith(".ttf"):
                return file.read_bytes()
            unpacked = BytesIO()
            woff2.decompress(BytesIO(file.read_bytes()), unpacked)
            return unpacked.getvalue()
    raise LookupError(name)


def _fetcher() -> Any:
    """Gives out our fonts and what stands in the page itself; anything else is left out."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFonts(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(SCHEME):
                body = BytesIO(_font(url.removeprefix(SCHEME)))
                return URLFetcherResponse(url, body, {"Content-Type": "font/ttf"})
            if url.startswith("data:"):
                return super().fetch(url, headers)
            raise ValueError("files on paper fetch nothing")

    return OwnFonts(allowed_protocols=["data"])
