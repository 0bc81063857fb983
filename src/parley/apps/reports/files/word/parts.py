"""A Word file as what it is: a zip of parts that name each other."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from parley.apps.reports.files.word.inline import Links
from parley.apps.reports.files.word.pictures import Pictures
from parley.apps.reports.files.word.scripts import lang_of, word_language
from parley.apps.reports.files.word.sections import FOOTER, HEADER
from parley.apps.reports.files.word.xml import DECLARATION, escaped, root, tag, w
from parley.apps.reports.layout.nodes import Document

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# Whoever writes the same report again gets the same file.
_DAY = (1980, 1, 1, 0, 0, 0)

# Relationships of the text; pictures and links follow.
_FIXED: Sequence[tuple[str, str, str]] = (
    (HEADER, "header", "header1.xml"),
    (FOOTER, "footer", "footer1.xml"),
    ("rId3", "styles", "styles.xml"),
    ("rId4", "numbering", "numbering.xml"),
    ("rId5", "settings", "settings.xml"),
    ("rId6", "fontTable", "fontTable.xml"),
)
FIRST_PICTURE, FIRST_LINK = 1_000, 100_000


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """The parts in this order; those that are compressed already as they are."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _DAY)
            stored = name.endswith(".png")
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, content, compresslevel=None if stored else 6)
    return made.getvalue()


def content_types() -> bytes:
    parts = {
        "document": f"{_TYPE}.document.main+xml",
        "styles": f"{_TYPE}.styles+xml",
        "numbering": f"{_TYPE}.numbering+xml",
        "settings": f"{_TYPE}.settings+xml",
        "fontTable": f"{_TYPE}.fontTable+xml",
        "header1": f"{_TYPE}.header+xml",
        "footer1": f"{_TYPE}.footer+xml",
    }
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    return _plain(
        "Types",
        f"{_PACKAGE}/content-types",
        tag("Default", Extension="rels", ContentType=relations),
        tag("Default", Extension="xml", ContentType="application/xml"),
        tag("Default", Extension="png", ContentType="image/png"),
        *(
            tag("Override", PartName=f"/word/{name}.xml", ContentType=kind)
            for name, kind in parts.items()
        ),
        tag("Override", PartName="/docProps/core.xml", ContentType=core),
    )


def _plain(name: str, namespace: str, *children: str) -> bytes:
    return (DECLARATION + tag(name, *children, xmlns=namespace)).encode()


def _relationships(*relations: str) -> bytes:
    return _plain("Relationships", f"{_PACKAGE}/relationships", *relations)


def of_package() -> bytes:
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    return _relationships(
        tag(
            "Relationship", Id="rId1", Type=f"{_OFFICE}/officeDocument", Target="word/document.xml"
        ),
        tag("Relationship", Id="rId2", Type=core, Target="docProps/core.xml"),
    )


def of_text(pictures: Pictures, links: Links) -> bytes:
    within = [
        *_FIXED,
        *((one.relationship, "image", f"media/{one.name}") for one in pictures.kept.values()),
    ]
    return _relationships(
        *(
            tag("Relationship", Id=name, Type=f"{_OFFICE}/{kind}", Target=target)
            for name, kind, target in within
        ),
        *(
            tag(
                "Relationship",
                Id=name,
                Type=f"{_OFFICE}/hyperlink",
                Target=target,
                TargetMode="External",
            )
            for target, name in links.targets.items()
        ),
    )


def core(document: Document) -> bytes:
    """What the file says of itself: who publishes it, and nobody who worked on it."""
    imprint = document.imprint
    day = f"{imprint.published_on}T00:00:00Z" if imprint.published_on else ""
    told = {
        "dc:title": document.title,
        "dc:subject": document.dialogue,
        "dc:creator": imprint.publisher,
        "dc:identifier": imprint.doi or imprint.address,
        "dc:language": word_language(document.language),
        "cp:version": str(imprint.number or ""),
    }
    inside = [tag(name, escaped(value)) for name, value in told.items() if value]
    inside += [
        tag(f"dcterms:{name}", day, xsi_type="dcterms:W3CDTF")
        for name in ("created", "modified")
        if day
    ]
    spaces = {
        "xmlns_cp": f"{_PACKAGE}/metadata/core-properties",
        "xmlns_dc": "http://purl.org/dc/elements/1.1/",
        "xmlns_dcterms": "http://purl.org/dc/terms/",
        "xmlns_xsi": "http://www.w3.org/2001/XMLSchema-instance",
    }
    return (DECLARATION + tag("cp:coreProperties", *inside, **spaces)).encode()


def settings(document: Document) -> bytes:
    """As Word of 2013 and later lays pages out: older ways of it are not asked for."""
    compatible = w(
        "compatSetting",
        name="compatibilityMode",
        uri="http://schemas.microsoft.com/office/word",
        val=15,
    )
    spoken = {"val": "en-GB", **lang_of(document.language)}
    return root(
        "w:settings",
        w("zoom", percent=100),
        w("defaultTabStop", val=680),
        w("characterSpacingControl", val="doNotCompress"),
        w("compat", compatible),
        w("themeFontLang", **spoken),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )
