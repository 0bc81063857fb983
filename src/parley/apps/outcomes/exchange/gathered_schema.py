"""What of a dialogue's practices and open questions its file holds. Nobody's endorsement is in it."""

from typing import Annotated

from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field

from parley.apps.convening.exchange import fields as f
from parley.apps.outcomes.models import PracticeStatus, QuestionStatus
from parley.core.exports import Entry
from parley.core.localtext import LocalText

PLACE = f"{f.SLUG}/{f.SLUG}/{f.SLUG}"
Place = Annotated[f.Line300, Field(pattern=f"^({PLACE})?$")]
Link = Annotated[
    f.Line500,
    AfterValidator(f.if_given(URLValidator(), lambda: _("an address such as https://example.org"))),
    Field(json_schema_extra={"format": "uri"}),
]


class EvidenceEntry(Entry):
    """A document of a collection, by its identifier; or a title and a link."""

    document: f.Uid | None = None
    title: f.Line300 = ""
    link: Link = ""
    place: f.Line120 = ""


class PracticeEntry(Entry):
    """One practice. Elements are such as a-70-174/13c/knowledge."""

    slug: f.Slug
    title: f.GivenText
    what: f.GivenText
    session: f.Slug | None = None
    actors: tuple[f.Slug, ...] = ()
    by_whom: f.Text = LocalText()
    elements: tuple[Place, ...] = ()
    capacity: f.Text = LocalText()
    cost: f.Text = LocalText()
    caveats: f.Text = LocalText()
    status: Annotated[PracticeStatus, f.one_of(PracticeStatus)] = PracticeStatus.CLAIMED
    assessed_by: f.Line200 = ""
    evidence: tuple[EvidenceEntry, ...] = ()
    synthetic: f.Flag = False
    published: f.Flag = False


class QuestionEntry(Entry):
    """One question; a finding that answers it is not in the file, and stays where there is one."""

    text: f.GivenText
    session: f.Slug | None = None
    element: Place = ""
    status: Annotated[QuestionStatus, f.one_of(QuestionStatus)] = QuestionStatus.OPEN
    answer: f.Text = LocalText()
    document: f.Uid | None = None
    synthetic: f.Flag = False
    published: f.Flag = False


class GatheredEntry(Entry):
    """What the dialogue has brought together, in order."""

    practices: tuple[PracticeEntry, ...] = ()
    questions: tuple[QuestionEntry, ...] = ()
