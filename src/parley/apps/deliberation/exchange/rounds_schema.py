"""What of a dialogue's consultations its file holds. What is unset is as the desk begins with it."""

from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field

from parley.apps.convening.exchange import fields as f
from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Audience, Results
from parley.core.characters import validate_keepable
from parley.core.exports import Entry
from parley.core.localtext import LocalText

NORM = r"[-a-zA-Z0-9_]+/[-a-zA-Z0-9_]+"


class PropositionEntry(Entry):
    """One that is accepted; `origin` is the proposition of the norm of which it is a copy."""

    text: f.GivenText
    element: f.Slug | None = None
    origin: f.Uid | None = None


class ConsultationEntry(Entry):
    """How a consultation is set up. Never what anybody said in it, or who submitted what."""

    slug: f.Slug
    title: f.GivenText
    introduction: f.Text = LocalText()
    session: f.Slug | None = None
    rule: Annotated[Rule, f.one_of(Rule)]
    # Such as a-70-174/13c.
    norm: Annotated[f.Line200, Field(pattern=f"^({NORM})?$")] = ""
    elements: tuple[f.Slug, ...] = ()
    # By the clock of the dialogue.
    collects: f.Moment | None = None
    opens: f.Moment | None = None
    closes: f.Moment | None = None
    seals: f.Moment | None = None
    audience: Annotated[Audience, f.one_of(Audience)] = Audience.PARTICIPANTS
    proposing: tuple[f.Slug, ...] = ()
    responding: tuple[f.Slug, ...] = ()
    takes_propositions: f.Flag = True
    moderated: f.Flag = True
    on_record: f.Flag = False
    results: Annotated[Results, f.one_of(Results)] = Results.LIVE
    least: Annotated[int, f.whole_number, Field(ge=3, le=50)] = 5
    languages: tuple[f.Language, ...] = ()
    attribution: Annotated[
        str,
        Field(max_length=2000),
        AfterValidator(
            f.if_given(validate_keepable, lambda: _("a text without invisible letters"))
        ),
    ] = ""
    propositions: tuple[PropositionEntry, ...] = ()


class RoundsEntry(Entry):
    """The consultations of the dialogue, in order."""

    consultations: tuple[ConsultationEntry, ...] = ()
