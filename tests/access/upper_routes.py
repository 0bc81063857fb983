"""The routes of evidence and of what comes of a dialogue; see routes.py."""

from tests.access import evidence as sources
from tests.access import outcomes as results
from tests.access.outcomes import REPORTERS
from tests.access.route import CONVENER, KEEPERS, POSTED, Route, route
from tests.access.targets import _with, nothing
from tests.access.world import INSIDE, SIGNED_IN

# Those who gather evidence: a seat in any dialogue will do, or that one may convene.
GATHERERS = {"rapporteur", "convener", "operator"}

UPPER_ROUTES: dict[str, Route] = {
    # what was published, and how was voted
    "evidence": route(),
    "collection": route(sources.collections()),
    "evidence-cell": route(sources.collections(sources.a_cell)),
    "evidence-actor": route(sources.in_turn(sources.collections(sources.a_body))),
    "evidence-document": route(sources.collections(sources.a_document, sources.POSITIONS)),
    "evidence-world": route(sources.in_turn(sources.collections(sources.a_column))),
    "evidence-world-svg": route(sources.in_turn(sources.collections(sources.a_column))),
    "evidence-matrix-csv": route(sources.in_turn(sources.collections())),
    "evidence-matrix-svg": route(sources.in_turn(sources.collections())),
    "evidence-sources-csv": route(sources.in_turn(sources.collections())),
    "collection-map": route(sources.collections()),
    "collection-map-progress": route(sources.in_turn(sources.collections())),
    "collection-map-chart": route(
        sources.map_files(by="everybody", name="stances", page=1, kind="svg")
    ),
    "collection-map-table": route(sources.map_files(name="actors", kind="csv")),
    # the desk of who keeps it
    "desk-evidence": route(allowed=SIGNED_IN),
    "collection-add": route(allowed=GATHERERS),
    **{
        name: route(sources.kept(), KEEPERS)
        for name in (
            "desk-collection",
            "desk-documents",
            "collection-edit",
            "collection-import",
            "collection-export",
            "document-add",
            "position-add",
            "roll-call-add",
        )
    },
    "collection-publish": route(sources.kept(), KEEPERS, **POSTED),
    "collection-delete": route(sources.kept(), KEEPERS, ok={200, 409}),
    "collection-import-confirm": route(sources.kept(), KEEPERS, **POSTED),
    **{
        f"document-{act}": route(
            sources.kept(sources.a_document, sources.POSITIONS), KEEPERS, ok={200, 409}
        )
        for act in ("edit", "readings", "delete")
    },
    "position-edit": route(sources.kept(sources.a_position, sources.POSITIONS), KEEPERS),
    "position-delete": route(sources.kept(sources.a_position, sources.POSITIONS), KEEPERS),
    "roll-call-edit": route(sources.kept(sources.a_roll_call, sources.VOTES), KEEPERS),
    "roll-call-vote": route(sources.kept(sources.a_roll_call, sources.VOTES), KEEPERS, **POSTED),
    "roll-call-delete": route(sources.kept(sources.a_roll_call, sources.VOTES), KEEPERS),
    "body-add": route(allowed=GATHERERS),
    "desk-bodies": route(allowed=KEEPERS),
    "body-edit": route(sources.bodies, KEEPERS),
    "body-members": route(sources.bodies, KEEPERS),
    # findings
    "findings": route(results.with_outcome()),
    "findings-file": route(sources.in_turn(results.with_outcome(kind="json"))),
    "finding": route(results.findings),
    **{
        name: route(results.reported)
        for name in (
            "desk-outcome",
            "desk-outcome-thresholds",
            "desk-outcome-reach",
            "desk-outcome-progress",
            "desk-findings",
            "desk-finding-add",
        )
    },
    "desk-outcome-propose": route(results.reported, **POSTED),
    "desk-outcome-source-add": route(results.reported, **POSTED),
    "desk-outcome-source": route(results.sources),
    "desk-outcome-source-remove": route(results.sources),
    "desk-findings-accept": route(results.reported, **POSTED),
    **{
        f"desk-finding{act}": route(results.findings_at_the_desk)
        for act in ("", "-reject", "-join", "-delete")
    },
    "desk-finding-act": route(results.findings_at_the_desk, **POSTED),
    "desk-finding-release": route(results.findings_at_the_desk, CONVENER),
    # maps that were let out
    "released-map": route(results.released_maps),
    "desk-map-release": route(results.maps_at_the_desk, CONVENER),
    # two sources side by side
    "comparison": route(results.with_outcome()),
    "comparison-chart": route(results.compared(name="agreement", page=1, kind="svg")),
    "comparison-table": route(results.compared()),
    # practices and open questions
    "practices": route(),
    "practices-file": route(_with(nothing, kind="json")),
    "practice": route(results.practices),
    "practice-endorse": route(
        results.endorsing, INSIDE, method="post", ok={302}, data={"act": "endorse"}
    ),
    "desk-practices": route(results.reported),
    "desk-practice-add": route(results.reported),
    **{
        f"desk-practice{act}": route(results.practices_at_the_desk, REPORTERS)
        for act in ("", "-evidence", "-publish", "-remove")
    },
    "desk-practice-move": route(results.practices_at_the_desk, REPORTERS, **POSTED),
    "questions": route(results.with_outcome()),
    "questions-file": route(sources.in_turn(results.with_outcome())),
    "desk-questions": route(results.reported),
    "desk-question-add": route(results.reported),
    "desk-questions-carry": route(results.reported),
    **{
        f"desk-question{act}": route(results.questions_at_the_desk, REPORTERS)
        for act in ("", "-publish", "-remove")
    },
    "desk-question-move": route(results.questions_at_the_desk, REPORTERS, **POSTED),
}
