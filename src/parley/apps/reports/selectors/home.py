"""Where a report stands, and what one could be made of."""

from dataclasses import dataclass
from datetime import datetime

from parley.apps.convening.models import Dialogue
from parley.apps.outcomes.models import (
    Finding,
    FindingState,
    OpenQuestion,
    Practice,
    Synthesis,
    SynthesisSource,
    Working,
)
from parley.apps.outcomes.selectors import findings as find
from parley.apps.outcomes.selectors.grounds import is_ready
from parley.apps.outcomes.selectors.sources import Source, source_of
from parley.apps.reports.models import (
    CommentPeriod,
    Disposition,
    Doing,
    Report,
    ReportComment,
    Revision,
    Version,
)
from parley.apps.reports.selectors.drafts import body_of
from parley.apps.reports.selectors.versions import latest, of_this_text
from parley.core.access import visible
from parley.core.actors import Actor

# From which share of its work on a report that is composed is at its maps, its findings, its text.
MAPS, FINDINGS, TEXT = 0.0, 0.6, 0.85
STRETCHES = ((MAPS, FINDINGS), (FINDINGS, TEXT))


@dataclass(frozen=True)
class Holdings:
    """What a report can be made of, as its writers see it."""

    ready: int
    waiting: int
    accepted: int
    proposed: int
    practices: int
    questions: int

    @property
    def findings(self) -> int:
        return self.accepted + self.proposed


@dataclass(frozen=True)
class Standing:
    """How far a report is. `period`: the open one, if any; `commented`: whether there ever was one."""

    report: Report
    blocks: int
    written_at: datetime | None
    written_by: str
    period: CommentPeriod | None
    commented: bool
    pending: int
    comments: int
    versions: tuple[Version, ...]

    @property
    def published(self) -> Version | None:
        """The latest that was not withdrawn."""
        return latest(self.versions)

    @property
    def is_published(self) -> bool:
        """Whether the text as it is now has been."""
        return of_this_text(self.report, self.versions) is not None


def holdings_for(actor: Actor, dialogue: Dialogue) -> Holdings:
    synthesis = find.synthesis_of(dialogue)
    sources = find.sources_for(actor, synthesis)
    offered = [] if sources else _own(actor, dialogue)
    ready = [one.ready for one in sources] or offered
    states = visible(Finding, actor).filter(synthesis__dialogue=dialogue)
    told = list(states.values_list("state", flat=True))
    gathered = {"dialogue": dialogue, "published": True}
    return Holdings(
        sum(ready),
        len(ready) - sum(ready),
        told.count(FindingState.ACCEPTED),
        told.count(FindingState.PROPOSED),
        visible(Practice, actor).filter(**gathered).count(),
        visible(OpenQuestion, actor).filter(**gathered).count(),
    )


def _own(actor: Actor, dialogue: Dialogue) -> list[bool]:
    """Of what would become a source when a report is composed: whether its numbers are published."""
    choices = find.choices_for(actor, dialogue)
    mine = set(dialogue.collections.values_list("pk", flat=True))
    own = [one for one in choices if hasattr(one, "rule") or one.pk in mine]
    return [is_ready(source_of(one)) for one in own]


def standing_for(actor: Actor, report: Report) -> Standing:
    periods = visible(CommentPeriod, actor).filter(report=report)
    comments = visible(ReportComment, actor).filter(period__report=report)
    revision = visible(Revision, actor).filter(report=report, number=report.revision)
    latest = revision.select_related("made_by").defer("body").first()
    return Standing(
        report,
        len(body_of(report)),
        latest.made_at if latest else None,
        str(latest.made_by) if latest and latest.made_by else "",
        periods.filter(closed_at=None).first(),
        periods.exists(),
        comments.filter(disposition=Disposition.PENDING).count(),
        comments.count(),
        tuple(visible(Version, actor).filter(report=report)),
    )


def share_of(report: Report) -> float:
    """How far the job at work on it is, with what is under way of maps and findings."""
    if report.doing != Doing.COMPOSING or report.working == Working.QUEUED:
        return report.progress
    synthesis = Synthesis.objects.filter(dialogue=report.dialogue_id).first()
    if synthesis is None:
        return report.progress
    from_, to = _stretch(report.progress)
    if to <= from_:
        return report.progress
    done = synthesis.progress if from_ else _maps(synthesis)
    return from_ + (to - from_) * done


def _stretch(progress: float) -> tuple[float, float]:
    return next((one for one in STRETCHES if one[0] == progress), (progress, progress))


def _maps(synthesis: Synthesis) -> float:
    """How many of the maps there are, with how far the others have come."""
    rows = SynthesisSource.objects.filter(synthesis=synthesis)
    sources = [source_of(one) for one in rows.select_related("consultation", "collection")]
    wanted = [one for one in sources if is_ready(one)]
    if not wanted:
        return 0.0
    return sum(map(_map, wanted)) / len(wanted)


def _map(source: Source) -> float:
    rows = source.maps().values_list("current", "progress")
    return max((1.0 if current else progress for current, progress in rows), default=0.0)
