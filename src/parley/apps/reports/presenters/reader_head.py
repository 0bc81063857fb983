"""What stands in the head of a report's page, for search engines and for those who cite it."""

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import override

from parley.apps.convening.feeds.common import absolute, one_line
from parley.apps.convening.feeds.linked_data import Alternate, Head, as_script, open_graph
from parley.apps.convening.feeds.schema_org import Thing, known
from parley.apps.reports.layout.nodes import Document
from parley.apps.reports.models import Version

PDF = "application/pdf"


def head(version: Version, document: Document, path: str) -> Head:
    """For convening/_head.html."""
    about = document.subtitle or document.dialogue
    with override(document.language):
        graph = open_graph(document.title, about, path, kind="article")
    others = tuple(
        Alternate(PDF, _file(version, code), f"{one_line(document.title)} (PDF, {code})")
        for code in version.languages
    )
    return Head(graph["url"], graph.get("description", ""), graph, _data(version, document), others)


def meta(version: Version, document: Document) -> list[tuple[str, str]]:
    """As libraries and search engines for scholars read them."""
    imprint = document.imprint
    found = (
        ("citation_title", document.title),
        ("citation_author", imprint.publisher),
        ("citation_technical_report_institution", imprint.publisher),
        ("citation_technical_report_number", str(version.number)),
        ("citation_publication_date", imprint.published_on.replace("-", "/")),
        ("citation_doi", imprint.doi or version.doi),
        ("citation_language", document.language),
        ("citation_public_url", imprint.address),
        ("citation_pdf_url", _file(version, document.language)),
    )
    return [(name, one_line(content)) for name, content in found if content]


def _data(version: Version, document: Document) -> SafeString:
    imprint = document.imprint
    doi = imprint.doi or version.doi
    dialogue = version.report.dialogue
    thing: Thing = known(
        type="Report",
        id=imprint.address,
        url=imprint.address,
        identifier=f"https://doi.org/{doi}" if doi else "",
        name=one_line(document.title),
        description=one_line(document.subtitle),
        inLanguage=document.language,
        datePublished=imprint.published_on,
        version=str(version.number),
        publisher=known(type="Organization", name=one_line(imprint.publisher)),
        about=known(
            type="Event",
            name=one_line(dialogue.title),
            url=absolute(reverse("dialogue", args=[dialogue.slug])),
        ),
        isAccessibleForFree=True,
        encoding=[
            known(type="MediaObject", encodingFormat=PDF, contentUrl=_file(version, code))
            for code in version.languages
        ],
        correction=one_line(imprint.correction),
    )
    return as_script(thing)


def _file(version: Version, language: str) -> str:
    args = [version.report.uid, version.number, language, "pdf"]
    return absolute(reverse("report-file", args=args))
