"""A report as a Word file: its parts, put together."""

from parley.apps.reports.files.word import cover, parts
from parley.apps.reports.files.word.anchors import marks_of
from parley.apps.reports.files.word.inline import Inline, Links
from parley.apps.reports.files.word.numbering import Lists, numbering
from parley.apps.reports.files.word.pictures import Pictures
from parley.apps.reports.files.word.sections import PAGE_END, assembled
from parley.apps.reports.files.word.story import Story
from parley.apps.reports.files.word.styles import HEADING_STYLES, NUMBERED, fonts, styles
from parley.apps.reports.files.word.xml import root, w
from parley.apps.reports.layout.nodes import Document


def word_of(document: Document) -> bytes:
    """The report as .docx; the same document gives the same bytes."""
    marks = marks_of(document)
    links, pictures = Links(parts.FIRST_LINK), Pictures(parts.FIRST_PICTURE)
    inline, lists = Inline(document, marks, links), Lists()
    story = Story(document, inline, marks, pictures, lists)
    blocks = [*cover.cover(document, inline)]
    if (contents := cover.contents_of(document, inline, marks)) is not None:
        blocks += [contents, PAGE_END]
    blocks += story.blocks()
    body = w("body", assembled(blocks, rtl=inline.rtl))
    return parts.zipped(
        {
            "[Content_Types].xml": parts.content_types(),
            "_rels/.rels": parts.of_package(),
            "docProps/core.xml": parts.core(document),
            "word/document.xml": root("w:document", body),
            "word/_rels/document.xml.rels": parts.of_text(pictures, links),
            "word/styles.xml": styles(document.language),
            "word/numbering.xml": numbering(lists, HEADING_STYLES, NUMBERED),
            "word/settings.xml": parts.settings(document),
            "word/fontTable.xml": fonts(),
            "word/header1.xml": cover.header(document, inline),
            "word/footer1.xml": cover.footer(document, inline),
            **{f"word/media/{one.name}": one.content for one in pictures.kept.values()},
        }
    )
