"""From the evidence of all sources to rows: what is new is proposed, what is undecided follows the
numbers, what is decided stays as it is and says that its numbers are others now."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from parley.apps.outcomes.findings.numbers import Numbers, numbers_from
from parley.apps.outcomes.findings.verdicts import together
from parley.apps.outcomes.models import Finding, FindingState, Ground, Subject, Synthesis
from parley.apps.outcomes.selectors.grounds import Evidence, Matter
from parley.core import search

COLUMNS = {
    Subject.PROPOSITION: "proposition_id",
    Subject.ROLL_CALL: "roll_call_id",
    Subject.ELEMENT: "element_id",
}
FOLLOWING = ("kind", "element_id", "bound", "released", "stale")


def matter_of(finding: Finding) -> Matter | None:
    """None for one in the rapporteur's own words, or of what has been deleted."""
    column = COLUMNS.get(Subject(finding.subject))
    key = getattr(finding, column) if column else None
    return None if key is None else Matter(finding.subject, key, finding.behind_id)


def combine(synthesis: Synthesis, found: Mapping[Matter, Evidence]) -> None:
    """Make the findings of a synthesis, which is held, follow what was found."""
    every = [(matter_of(one), one) for one in _findings(synthesis)]
    known = {matter for matter, _finding in every}
    order = max((one.order for _matter, one in every), default=-1) + 1
    added = [
        _proposed(synthesis, matter, evidence, order + place)
        for place, (matter, evidence) in enumerate(found.items())
        if matter not in known
    ]
    Finding.objects.bulk_create(added)
    Ground.objects.bulk_create(
        ground for one in added for ground in _grounds(one, found[_known(one)])
    )
    for matter, finding in every:
        evidence = found.get(matter) if matter is not None else None
        if evidence is not None:
            _update(finding, evidence)
        else:
            _lost(finding)


def _known(finding: Finding) -> Matter:
    matter = matter_of(finding)
    assert matter is not None
    return matter


def _findings(synthesis: Synthesis) -> QuerySet[Finding]:
    rows = Finding.objects.filter(synthesis=synthesis).exclude(subject=Subject.OWN)
    return rows.prefetch_related("grounds", "joined")


def _proposed(synthesis: Synthesis, matter: Matter, evidence: Evidence, order: int) -> Finding:
    return Finding(
        synthesis=synthesis,
        subject=matter.subject,
        kind=kind_of(evidence.grounds.values()),
        matter="text" if matter.subject == Subject.ROLL_CALL else "meaning",
        behind_id=matter.behind,
        bound=evidence.bound,
        order=order,
        **{"element_id": evidence.element, COLUMNS[Subject(matter.subject)]: matter.key},
    )


def kind_of(grounds: Iterable[Numbers]) -> str:
    return str(together(list(grounds)).kind)


def _grounds(finding: Finding, evidence: Evidence) -> Iterable[Ground]:
    for source, numbers in evidence.grounds.items():
        yield Ground(
            finding=finding,
            source_id=source,
            verdict=numbers.kind,
            numbers=numbers.as_json(),
            digest=numbers.digest,
        )


def _update(finding: Finding, evidence: Evidence) -> None:
    before = {one.source_id: one.digest for one in finding.grounds.all()}
    differs = before != {key: one.digest for key, one in evidence.grounds.items()}
    if finding.state != FindingState.PROPOSED:
        _mark(finding, differs)
    elif differs:
        take(finding, evidence)
        # Words that somebody has written for other numbers want another look.
        _mark(finding, bool(finding.wording))


def _mark(finding: Finding, stale: bool) -> None:
    if finding.stale != stale:
        finding.stale = stale
        finding.save(update_fields=["stale"])


def take(finding: Finding, evidence: Evidence) -> None:
    """Put these numbers into the place of those that it had. What had been let out was let out with
    other numbers, and on others it stays inside."""
    finding.grounds.all().delete()
    Ground.objects.bulk_create(_grounds(finding, evidence))
    finding.kind = kind_of(evidence.grounds.values())
    finding.element_id = evidence.element
    finding.bound, finding.released, finding.stale = evidence.bound, False, False
    finding.save(update_fields=FOLLOWING)


def _lost(finding: Finding) -> None:
    """Nothing is found on it any more."""
    idle = finding.state == FindingState.PROPOSED and not finding.wording
    if idle and not finding.joined.all():
        search.forget(finding)
        finding.delete()
    else:
        _mark(finding, True)


def without_source(synthesis: Synthesis, touched: Sequence[int]) -> None:
    """A source has gone, and its numbers with it, from these findings."""
    for finding in _findings(synthesis).filter(pk__in=touched):
        left = [numbers_from(one.numbers) for one in finding.grounds.all()]
        if finding.state != FindingState.PROPOSED or not left:
            _lost(finding)
        else:
            finding.kind, finding.stale = kind_of(left), bool(finding.wording)
            finding.save(update_fields=["kind", "stale"])
