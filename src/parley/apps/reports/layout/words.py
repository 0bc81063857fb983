"""What formats say themselves, in the language of a report."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

__all__ = ["words"]


def words(language: str) -> Mapping[str, str]:
    """By what they are for; see there for those with places to fill in: page_of, version_of."""
    with override(language):
        return {
            "contents": _("Contents"),
            "figure": pgettext("report", "Figure"),
            "table": pgettext("report", "Table"),
            "paragraph": pgettext("report", "Paragraph"),
            "annex": pgettext("report", "Annex"),
            "page": pgettext("report", "Page"),
            "of": pgettext("page 1 of 2", "of"),
            "page_of": pgettext("report", "Page %(page)s of %(pages)s"),
            "report": _("Outcome report"),
            "version": pgettext("report", "Version"),
            "version_of": pgettext("report", "Version %(number)s, %(date)s"),
            "published": pgettext("report", "Published"),
            "publisher": pgettext("report", "Published by"),
            "digest": pgettext("report", "Digest of its content (SHA-256)"),
            "doi": "DOI",
            "cite": _("Cite as"),
            "address": pgettext("report", "Address"),
            "correction": _("What is corrected"),
            "about": _("About this document"),
            "draft": _("Draft, not for citation"),
            "alternative": _("What it shows"),
            "numbers": _("In numbers"),
            "view": _("The rapporteur’s own assessment"),
            "language": pgettext("report", "Language"),
            "downloads": _("Files"),
            "package": _("Data package"),
        }
