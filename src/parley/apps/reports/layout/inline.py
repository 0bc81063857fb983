"""Words as HTML, for the page and for paper. Pure."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from parley.apps.reports.layout.nodes import Run, Words
from parley.core.localtext import direction

# Whatever a text of a report links to, nothing else becomes a link.
_SCHEMES = ("https://", "http://", "mailto:")


def html_of(words: Words, base: str = "") -> SafeString:
    """Escaped, with its links. `base` goes before addresses of this site; on its own pages, nothing."""
    return mark_safe("".join(_run(run, base) for run in words))  # noqa: S308 (escaped just below)


def address_of(run: Run, base: str = "") -> str:
    """Where it leads: an anchor of the document, an address, or nothing that may be followed."""
    if run.to:
        return f"#{run.to}"
    if run.href.startswith("/") and not run.href.startswith("//"):
        return f"{base}{run.href}"
    return run.href if run.href.lower().startswith(_SCHEMES) else ""


def _run(run: Run, base: str) -> str:
    html: str = escape(run.text)
    if run.language:
        where = f'lang="{escape(run.language)}" dir="{direction(run.language)}"'
        html = f"<span {where}>{html}</span>"
    if run.emphasis:
        html = f"<em>{html}</em>"
    if run.strong:
        html = f"<strong>{html}</strong>"
    address = address_of(run, base)
    if run.reference:
        html = f'<bdi class="report-ref">[{_linked(html, address)}]</bdi>'
    elif address:
        html = _linked(html, address)
    return html


def _linked(html: str, address: str) -> str:
    if not address:
        return html
    outside = "" if address.startswith(("#", "/")) else ' rel="noopener nofollow"'
    return f'<a href="{escape(address)}"{outside}>{html}</a>'
