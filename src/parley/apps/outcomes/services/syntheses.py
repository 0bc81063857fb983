"""What an outcome is drawn from and by which thresholds, and whom its findings reach."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.services import rows, versions
from parley.apps.deliberation.models import Consultation
from parley.apps.evidence.models import Collection
from parley.apps.outcomes.findings.scale import InvalidScale, Scale
from parley.apps.outcomes.models import (
    Reach,
    Synthesis,
    SynthesisSource,
    Working,
)
from parley.apps.outcomes.selectors.grounds import is_ready
from parley.apps.outcomes.selectors.sources import source_of
from parley.apps.outcomes.services import combining, proposing
from parley.core import audit, jobs
from parley.core.access import require, visible
from parley.core.actors import Actor
from parley.core.errors import InvalidInput
from parley.core.localtext import LocalText


def changed(actor: Actor, action: str, synthesis: Synthesis, **data: Any) -> None:
    audit.record(actor, action, synthesis, dialogue=synthesis.dialogue_id, **data)


def begun(actor: Actor, dialogue: Dialogue) -> Synthesis:
    """The synthesis of a dialogue, held; made where there is none."""
    require(actor, "edit", Synthesis(dialogue=dialogue))
    Synthesis.objects.get_or_create(dialogue=dialogue)
    return Synthesis.objects.select_for_update().get(dialogue=dialogue)


@transaction.atomic
def add_source(
    actor: Actor,
    dialogue: Dialogue,
    of: Consultation | Collection,
    label: LocalText | None = None,
) -> SynthesisSource:
    """A consultation of this dialogue, or a collection of evidence, that the actor sees."""
    synthesis = begun(actor, dialogue)
    source = source_of(of)
    if not visible(type(of), actor).filter(pk=of.pk).exists() or not _belongs(dialogue, of):
        raise InvalidInput(
            _("Choose a consultation of this dialogue, or a collection of evidence.")
        )
    row, is_new = SynthesisSource.objects.get_or_create(
        synthesis=synthesis,
        consultation=source.consultation,
        collection=source.collection,
        defaults={"order": synthesis.sources.count(), "label": label or LocalText()},
    )
    if not is_new:
        raise InvalidInput(_("This is one of the sources already."))
    changed(actor, "synthesis.source_added", synthesis)
    return row


def _belongs(dialogue: Dialogue, of: Consultation | Collection) -> bool:
    """Findings are for those of one dialogue: what another one keeps among its own stays there."""
    return isinstance(of, Collection) or of.dialogue_id == dialogue.pk


@transaction.atomic
def remove_source(actor: Actor, source: SynthesisSource) -> None:
    """Its numbers go. What was decided stays, and wants another look; what only it had goes too."""
    require(actor, "edit", source.synthesis)
    synthesis = begun(actor, source.synthesis.dialogue)
    held = rows.locked(actor, source)
    touched = list(synthesis.findings.filter(grounds__source=held).values_list("pk", flat=True))
    held.delete()
    combining.without_source(synthesis, touched)
    changed(actor, "synthesis.source_removed", synthesis)


@transaction.atomic
def name_source(
    actor: Actor, source: SynthesisSource, label: LocalText, *, seen: str | None = None
) -> None:
    require(actor, "edit", source.synthesis)
    held = rows.locked(actor, source)
    versions.check(seen, versions.version_of(held, ("label",)))
    if rows.assign(held, {"label": label}):
        rows.checked(held).save()
        changed(actor, "synthesis.source_named", held.synthesis)


@transaction.atomic
def set_thresholds(
    actor: Actor, dialogue: Dialogue, values: dict[str, Any], *, seen: str | None = None
) -> Synthesis:
    """What is the default is not stored, so that it follows the defaults. Findings follow when they
    are proposed again."""
    synthesis = begun(actor, dialogue)
    versions.check(seen, versions.version_of(synthesis, ("thresholds",)))
    try:
        scale = Scale(**values)
    except InvalidScale as error:
        raise InvalidInput(problem(error)) from error
    if rows.assign(synthesis, {"thresholds": scale.changed}):
        synthesis.save(update_fields=["thresholds"])
        changed(actor, "synthesis.thresholds_set", synthesis)
    return synthesis


def problem(error: InvalidScale) -> str:
    if error.name is None:
        return _(
            "These thresholds contradict each other: “most” comes before “a large majority”, that "
            "before “nearly all”, and “alike” before “in opposite ways”."
        )
    return _("One of the thresholds is out of its limits. Look at the notes beside the fields.")


@transaction.atomic
def set_reach(actor: Actor, dialogue: Dialogue, reach: str) -> Synthesis:
    """Whom accepted findings reach. What a rule keeps inside stays there all the same."""
    if reach not in Reach.values:
        raise InvalidInput(_("Choose who is to see the findings."))
    synthesis = begun(actor, dialogue)
    if rows.assign(synthesis, {"reach": reach}):
        synthesis.save(update_fields=["reach"])
        changed(actor, f"synthesis.reach_{reach}", synthesis)
    return synthesis


@transaction.atomic
def ask(actor: Actor, dialogue: Dialogue) -> Synthesis:
    """Have findings proposed, or proposed again, from what the sources hold now."""
    synthesis = begun(actor, dialogue)
    seen = visible(SynthesisSource, actor).filter(synthesis=synthesis)
    related = seen.select_related("consultation", "collection")
    if not any(is_ready(source_of(row)) for row in related):
        raise InvalidInput(
            _(
                "There is nothing to draw findings from yet. Choose a source whose results are "
                "shown, or a published collection."
            )
        )
    if synthesis.working in proposing.IN_WORK and not proposing.is_stuck(synthesis):
        raise InvalidInput(_("Findings are being proposed already."))
    synthesis.working, synthesis.progress = Working.QUEUED, 0.0
    synthesis.error, synthesis.moved_at = "", timezone.now()
    synthesis.save()
    jobs.enqueue(proposing.propose, synthesis.pk)
    changed(actor, "synthesis.asked", synthesis)
    return synthesis
