"""The draft of a report: for those who write it, and those who may read it meanwhile."""

from parley.apps.convening.models import Dialogue
from parley.apps.outcomes.selectors.reporting import reported_dialogue
from parley.apps.reports.body.blocks import Block, Body, NoSuchBlock, block_of, body_from
from parley.apps.reports.models import Report, Revision
from parley.core.access import get_visible, visible
from parley.core.actors import Actor
from parley.core.errors import not_found
from parley.core.localtext import LocalText


def report_for(actor: Actor, slug: str) -> Report:
    """The draft of a dialogue, where the actor sees it."""
    rows = visible(Report, actor).select_related("dialogue")
    return get_visible(rows, actor, dialogue__slug=slug)


def desk_report(actor: Actor, slug: str) -> Report:
    """For those who write it; nobody else hears that there is one."""
    dialogue = reported_dialogue(actor, slug)
    rows = visible(Report, actor).select_related("dialogue")
    return get_visible(rows, actor, dialogue=dialogue)


def report_of(dialogue: Dialogue) -> Report | None:
    """For presenters of the desk, whose guard has asked already."""
    return Report.objects.select_related("dialogue").filter(dialogue=dialogue).first()


def blank(dialogue: Dialogue) -> Report:
    """What `may` is asked of where there is none yet."""
    return Report(dialogue=dialogue, title=LocalText(dialogue.title))


def body_of(row: Report | Revision) -> Body:
    return body_from(row.body)


def block_for(row: Report | Revision, uid: str) -> Block:
    try:
        return block_of(body_of(row), uid)
    except NoSuchBlock:
        raise not_found() from None
