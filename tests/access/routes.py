"""Every route there is, the rows it is tried with, and who may open it.

A route that is not listed here fails test_matrix.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.access import consultations as asking
from tests.access import evidence as sources
from tests.access import outcomes as results
from tests.access.consultations import LEADERS, RESPONDERS
from tests.access.targets import (
    HOSTS,
    VETTERS,
    Targets,
    _with,
    all_organisations,
    dialogue_papers,
    dialogue_pictures,
    dialogues,
    draws,
    guests,
    guests_in_rounds,
    instruments,
    names_at_the_door,
    names_in_the_room,
    no_invitation,
    no_mail,
    no_provider,
    no_token,
    norms,
    notes,
    nothing,
    organisations,
    other_sessions,
    others_nominations,
    own_pages,
    own_registrations,
    own_rounds,
    papers,
    passkeys,
    people,
    personas,
    photos,
    pictures,
    proofs,
    rooms,
    rounds,
    series,
    sessions,
    venues,
)
from tests.access.world import EVERYONE, INSIDE, SIGNED_IN, TEAM


@dataclass(frozen=True)
class Route:
    """`allowed`: of those for whom the row exists, who gets the page. Others: refused."""

    targets: Targets = nothing
    allowed: frozenset[str] = frozenset(EVERYONE)
    method: str = "get"
    ok: frozenset[int] = frozenset({200})
    query: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    # Marked words that this page alone says to somebody.
    also: Callable[[str], set[str]] = lambda _persona: set()


def _route(targets: Targets = nothing, allowed: set[str] = EVERYONE, **more: Any) -> Route:
    ok = frozenset(more.pop("ok", {200}))
    return Route(targets, frozenset(allowed), ok=ok, **more)


CONVENER = {"convener"}
APPOINTERS = {"convener", "operator"}
POSTED = {"method": "post", "ok": {200, 302, 400, 422}}
# Directory entries were made by nobody in this world: only operators may edit those they see.
KEEPERS = {"operator"}


# Those who gather evidence: a seat in any dialogue will do, or that one may convene.
GATHERERS = {"rapporteur", "convener", "operator"}
REPORTERS = results.REPORTERS


ROUTES: dict[str, Route] = {
    "home": _route(),
    "search": _route(query="?q=canary"),
    "series": _route(series),
    "dialogue": _route(dialogues),
    "programme": _route(dialogues),
    "session": _route(sessions),
    "person": _route(people),
    "organisation": _route(all_organisations),
    "venue": _route(venues),
    # The world's pictures are illustrations: there is no file to send, to anybody.
    "picture": _route(pictures, ok={404}),
    "material": _route(papers),
    # for machines
    "dialogue-calendar": _route(dialogues),
    "session-calendar": _route(sessions),
    "feed": _route(),
    "schedule-xml": _route(dialogues),
    "schedule-json": _route(dialogues),
    "sitemap": _route(),
    "robots": _route(),
    # signing in, and what belongs to nobody
    "sign-in": _route(),
    "account_login": _route(),
    "account_request_login_code": _route(),
    "account_confirm_login_code": _route(ok={302}),
    "mfa_authenticate": _route(ok={302}),
    "mfa_login_webauthn": _route(ok={302}),
    "openid_connect_login": _route(no_provider, method="post"),
    "openid_connect_callback": _route(no_provider),
    "sign-in-link": _route(no_token, ok={400, 410}),
    "demo-sign-in": _route(personas),
    "sign-out": _route(ok={200, 302}),
    # one's account: nobody here has a second factor to confirm with, or to remove
    "account": _route(allowed=SIGNED_IN),
    "second-factor": _route(allowed=SIGNED_IN),
    "mfa_add_webauthn": _route(allowed=SIGNED_IN),
    "mfa_activate_totp": _route(allowed=SIGNED_IN),
    "mfa_deactivate_totp": _route(allowed=SIGNED_IN, ok={404}),
    "mfa_view_recovery_codes": _route(allowed=SIGNED_IN, ok={404}),
    "recovery-codes-file": _route(allowed=SIGNED_IN, ok={404}),
    "recovery-codes-new": _route(allowed=SIGNED_IN),
    "mfa_reauthenticate": _route(allowed=SIGNED_IN, ok={403}),
    "mfa_reauthenticate_webauthn": _route(allowed=SIGNED_IN, ok={403}),
    "passkey-rename": _route(passkeys, ok={302}),
    "passkey-remove": _route(passkeys, ok={302}),
    "session-end": _route(other_sessions, method="post", ok={302}),
    "sessions-end": _route(allowed=SIGNED_IN, **{**POSTED, "ok": {302}}),
    "health": _route(),
    "styleguide": _route(),
    "language": _route(**POSTED),
    "time-zone": _route(),
    "outbox": _route(),
    "outbox-mail": _route(no_mail),
    "preview-stop": _route(**POSTED),
    # the desk
    "desk": _route(allowed=SIGNED_IN),
    "directory": _route(allowed=SIGNED_IN),
    "text-preview": _route(allowed=SIGNED_IN, **POSTED),
    "dialogue-create": _route(allowed=CONVENER),
    "dialogue-import": _route(allowed=CONVENER),
    **{
        name: _route(dialogues, CONVENER)
        for name in (
            "dialogue-edit",
            "dialogue-facts",
            "dialogue-texts",
            "dialogue-hosts",
            "dialogue-points",
            "dialogue-norms",
            "dialogue-materials",
            "dialogue-history",
            "dialogue-export",
            "dialogue-programme",
            "dialogue-places",
            "dialogue-pictures",
            "session-add",
            "person-add",
            "organisation-add",
            "series-add",
            "venue-add",
            "picture-add",
            "material-add",
        )
    },
    "dialogue-status": _route(_with(dialogues, step="cancel"), CONVENER),
    "preview-start": _route(dialogues, CONVENER, **POSTED),
    "dialogue-people": _route(dialogues, APPOINTERS),
    "seat-dismiss": _route(dialogues, APPOINTERS, method="post", ok={200, 302, 400, 404, 422}),
    **{
        name: _route(sessions, CONVENER)
        for name in ("session-edit", "session-people", "session-seats", "session-remove")
    },
    "session-move": _route(sessions, CONVENER, **POSTED),
    "picture-edit": _route(dialogue_pictures, CONVENER),
    "picture-remove": _route(dialogue_pictures, CONVENER),
    "material-edit": _route(dialogue_papers, CONVENER),
    "material-move": _route(dialogue_papers, CONVENER, **POSTED),
    "material-remove": _route(dialogue_papers, CONVENER),
    "person-edit": _route(people, KEEPERS),
    "organisation-edit": _route(organisations, KEEPERS),
    "venue-edit": _route(venues, KEEPERS),
    "venue-rooms": _route(venues, KEEPERS),
    "series-edit": _route(series, KEEPERS),
    "person-delete": _route(people, KEEPERS),
    "person-merge": _route(people, KEEPERS),
    "organisation-delete": _route(organisations, KEEPERS),
    "organisation-merge": _route(organisations, KEEPERS),
    "venue-delete": _route(venues, KEEPERS),
    "venue-merge": _route(venues, KEEPERS),
    "series-delete": _route(series, KEEPERS),
    # the library of norms, which nobody in this world keeps
    "norms": _route(),
    "instrument": _route(instruments),
    "norm": _route(norms),
    "desk-norms": _route(allowed=SIGNED_IN),
    "instrument-add": _route(allowed=APPOINTERS),
    "instrument-edit": _route(instruments, KEEPERS),
    "instrument-delete": _route(instruments, KEEPERS),
    "norm-add": _route(instruments, KEEPERS),
    "norm-edit": _route(norms, KEEPERS),
    "norm-move": _route(norms, KEEPERS, **POSTED),
    "norm-delete": _route(norms, KEEPERS),
    "norm-elements": _route(norms, KEEPERS),
    "element-propositions": _route(_with(norms, element="the-element"), KEEPERS),
    "dialogue-topics": _route(dialogues, CONVENER),
    "desk-import-polis": _route(dialogues, CONVENER),
    # the day
    "session-join": _route(sessions, INSIDE),
    "registration-rooms": _route(dialogues, CONVENER),
    "registration-room": _route(sessions, CONVENER),
    "registration-badges": _route(dialogues, CONVENER),
    "badge-photo": _route(own_registrations, {"registered"}),
    "registration-photo": _route(photos, VETTERS),
    "check-in": _route(dialogues, HOSTS),
    "check-in-here": _route(dialogues, HOSTS),
    "check-in-list": _route(dialogues, HOSTS, also=names_at_the_door),
    "check-in-sync": _route(dialogues, HOSTS, method="post", ok={400}),
    # break-outs
    "registration-breakouts": _route(dialogues, CONVENER),
    "registration-breakout": _route(rounds, CONVENER),
    "registration-breakout-settings": _route(rounds, CONVENER),
    "registration-breakout-ask": _route(rounds, CONVENER, **POSTED),
    "registration-breakout-move": _route(rounds, CONVENER, **POSTED),
    "registration-breakout-undo": _route(rounds, CONVENER, **POSTED),
    "registration-breakout-publish": _route(rounds, CONVENER),
    "registration-breakout-remove": _route(rounds, CONVENER),
    "registration-breakout-person": _route(guests_in_rounds, CONVENER),
    "breakout-wishes": _route(own_rounds, {"registered"}),
    "breakout-room": _route(rooms, also=names_in_the_room),
    # what is held on somebody, and evidence
    "my-data": _route(allowed=SIGNED_IN),
    "erase-me": _route(allowed=SIGNED_IN),
    "registration-evidence": _route(proofs, VETTERS),
    "evidence-add": _route(own_registrations, {"registered"}),
    "evidence-remove": _route(proofs, set()),
    "registration-data": _route(dialogues, CONVENER),
    "registration-erase": _route(guests, CONVENER),
    # the guest's way
    "invitation": _route(no_invitation),
    "invitation-decline": _route(no_invitation),
    "invitation-reopen": _route(no_invitation, method="post"),
    "register": _route(dialogues, ok={200, 302}),
    "participants": _route(dialogues, {"registered", *TEAM}),
    "my-dialogues": _route(allowed=SIGNED_IN),
    "my-registration": _route(own_pages, {"registered"}),
    "my-registration-change": _route(own_pages, {"registered"}),
    "withdraw": _route(own_pages, {"registered"}),
    # A dialogue that is over has no entry.
    "my-calendar": _route(own_pages, {"registered"}, ok={200, 404}),
    "take-back": _route(own_pages, {"registered"}, **POSTED),
    "answer-offer": _route(own_pages, {"registered"}, **POSTED),
    # its mails
    "registration-mails": _route(dialogues, CONVENER),
    "registration-mail": _route(_with(dialogues, kind="invitation"), CONVENER),
    "registration-mail-restore": _route(_with(dialogues, kind="invitation"), CONVENER, **POSTED),
    "registration-mails-tell": _route(dialogues, CONVENER, **POSTED),
    # vetting
    **{
        name: _route(dialogues, CONVENER)
        for name in (
            "registration-board",
            "registration-waitlist",
            "registration-balance",
            "registration-export",
            "registration-selections",
        )
    },
    "registration-act": _route(dialogues, CONVENER, **POSTED),
    "registration-decide": _route(dialogues, CONVENER, **POSTED),
    "registration-undo": _route(dialogues, CONVENER, **POSTED),
    "registration-one": _route(guests, CONVENER),
    "registration-note": _route(guests, CONVENER, **POSTED),
    "registration-note-delete": _route(notes, set(), **POSTED),
    "registration-move": _route(guests, CONVENER, **POSTED),
    "registration-move-up": _route(guests, CONVENER, ok={302}),
    "registration-selection": _route(draws, CONVENER),
    "registration-selection-again": _route(draws, CONVENER, **POSTED),
    "registration-selection-apply": _route(draws, CONVENER, **POSTED),
    # the convener's list
    **{
        name: _route(dialogues, CONVENER)
        for name in (
            "registration-opening",
            "registration-questions",
            "registration-groups",
            "registration-group-add",
            "registration-invitations",
            "registration-invitations-progress",
            "registration-invite",
            "registration-invite-list",
        )
    },
    "registration-group": _route(_with(dialogues, group="guests"), CONVENER),
    "registration-group-remove": _route(_with(dialogues, group="guests"), CONVENER),
    "registration-group-move": _route(_with(dialogues, group="guests"), CONVENER, **POSTED),
    "registration-invite-confirm": _route(dialogues, CONVENER, **POSTED),
    "registration-invitations-act": _route(dialogues, CONVENER, **POSTED),
    "registration-invitations-retry": _route(dialogues, CONVENER, **POSTED),
    "nominate": _route(own_pages, {"registered"}),
    "nomination-withdraw": _route(others_nominations, set(), **POSTED),
    # consultations
    "consultation": _route(asking.every_consultation),
    "proposition": _route(asking.every_first_proposition),
    "consultation-results": _route(asking.every_results),
    "consultation-results-file": _route(asking.files),
    "consultation-respond": _route(asking.consultations(), RESPONDERS),
    "my-stances": _route(asking.consultations(), RESPONDERS),
    "on-record": _route(asking.consultations(), RESPONDERS),
    # No answer is refused before it is asked who gives it: see tests/deliberation/test_stances.py.
    "stance": _route(asking.asked, SIGNED_IN, method="post", ok={400}),
    "consultation-propose": _route(asking.consultations(), RESPONDERS),
    "proposition-similar": _route(asking.consultations(), RESPONDERS, method="post"),
    "my-proposition": _route(
        asking.consultations(number=1_000_000), RESPONDERS, method="post", ok={404}
    ),
    "opinion-map": _route(asking.with_results),
    "opinion-map-progress": _route(asking.with_results),
    "opinion-map-chart": _route(results.drawn(by="everybody", name="map", page=1, kind="svg")),
    "opinion-map-table": _route(results.drawn(name="shares", kind="csv")),
    # What was declined goes out too, for those who run it.
    "consultation-polis": _route(asking.polis_files, also=asking.waiting_on_the_board),
    # its live room
    "live": _route(asking.consultations()),
    "live-projector": _route(asking.consultations()),
    "live-console": _route(asking.consultations(), LEADERS),
    "live-state": _route(asking.consultations(), query="?view=visitor"),
    "live-events": _route(asking.consultations(), query="?view=projector"),
    "live-floor": _route(asking.consultations(), RESPONDERS, **POSTED),
    "room": _route(allowed=SIGNED_IN),
    "room-code": _route(asking.codes, SIGNED_IN, ok={302}),
    # its desk
    "desk-consultations": _route(asking.desks),
    "desk-consultation-add": _route(dialogues, CONVENER),
    **{
        name: _route(asking.consultations(), LEADERS)
        for name in (
            "desk-consultation",
            "desk-consultation-export",
            "desk-proposition-add",
            "desk-propositions-paste",
            "desk-propositions-library",
        )
    },
    "desk-propositions": _route(asking.consultations(), LEADERS, also=asking.waiting_on_the_board),
    "desk-consultation-phase": _route(asking.consultations(to="closed"), LEADERS, ok={200, 404}),
    "desk-consultation-edit": _route(asking.consultations(), CONVENER),
    "desk-consultation-delete": _route(asking.consultations(), CONVENER),
    "desk-consultation-copy": _route(asking.consultations(), CONVENER, **POSTED),
    "desk-consultation-move": _route(asking.consultations(), CONVENER, **POSTED),
    "desk-consultation-show": _route(asking.consultations(), CONVENER, **POSTED),
    "desk-proposition-act": _route(asking.waiting, LEADERS, **POSTED),
    **{
        f"desk-proposition-{act}": _route(asking.waiting, LEADERS, also=asking.waiting_on_the_board)
        for act in ("edit", "replace", "decline", "merge")
    },
    # what was published, and how was voted
    "evidence": _route(),
    "collection": _route(sources.collections()),
    "evidence-cell": _route(sources.collections(sources.a_cell)),
    "evidence-actor": _route(sources.in_turn(sources.collections(sources.a_body))),
    "evidence-document": _route(sources.collections(sources.a_document, sources.POSITIONS)),
    "evidence-world": _route(sources.in_turn(sources.collections(sources.a_column))),
    "evidence-world-svg": _route(sources.in_turn(sources.collections(sources.a_column))),
    "evidence-matrix-csv": _route(sources.in_turn(sources.collections())),
    "evidence-matrix-svg": _route(sources.in_turn(sources.collections())),
    "evidence-sources-csv": _route(sources.in_turn(sources.collections())),
    "collection-map": _route(sources.collections()),
    "collection-map-progress": _route(sources.in_turn(sources.collections())),
    "collection-map-chart": _route(
        sources.map_files(by="everybody", name="stances", page=1, kind="svg")
    ),
    "collection-map-table": _route(sources.map_files(name="actors", kind="csv")),
    # the desk of who keeps it
    "desk-evidence": _route(allowed=SIGNED_IN),
    "collection-add": _route(allowed=GATHERERS),
    **{
        name: _route(sources.kept(), KEEPERS)
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
    "collection-publish": _route(sources.kept(), KEEPERS, **POSTED),
    "collection-delete": _route(sources.kept(), KEEPERS, ok={200, 409}),
    "collection-import-confirm": _route(sources.kept(), KEEPERS, **POSTED),
    **{
        f"document-{act}": _route(
            sources.kept(sources.a_document, sources.POSITIONS), KEEPERS, ok={200, 409}
        )
        for act in ("edit", "readings", "delete")
    },
    "position-edit": _route(sources.kept(sources.a_position, sources.POSITIONS), KEEPERS),
    "position-delete": _route(sources.kept(sources.a_position, sources.POSITIONS), KEEPERS),
    "roll-call-edit": _route(sources.kept(sources.a_roll_call, sources.VOTES), KEEPERS),
    "roll-call-vote": _route(sources.kept(sources.a_roll_call, sources.VOTES), KEEPERS, **POSTED),
    "roll-call-delete": _route(sources.kept(sources.a_roll_call, sources.VOTES), KEEPERS),
    "body-add": _route(allowed=GATHERERS),
    "desk-bodies": _route(allowed=KEEPERS),
    "body-edit": _route(sources.bodies, KEEPERS),
    "body-members": _route(sources.bodies, KEEPERS),
    # findings
    "findings": _route(results.with_outcome()),
    "findings-file": _route(sources.in_turn(results.with_outcome(kind="json"))),
    "finding": _route(results.findings),
    **{
        name: _route(results.reported)
        for name in (
            "desk-outcome",
            "desk-outcome-thresholds",
            "desk-outcome-reach",
            "desk-outcome-progress",
            "desk-findings",
            "desk-finding-add",
        )
    },
    "desk-outcome-propose": _route(results.reported, **POSTED),
    "desk-outcome-source-add": _route(results.reported, **POSTED),
    "desk-outcome-source": _route(results.sources),
    "desk-outcome-source-remove": _route(results.sources),
    "desk-findings-accept": _route(results.reported, **POSTED),
    **{
        f"desk-finding{act}": _route(results.findings_at_the_desk)
        for act in ("", "-reject", "-join", "-delete")
    },
    "desk-finding-act": _route(results.findings_at_the_desk, **POSTED),
    "desk-finding-release": _route(results.findings_at_the_desk, CONVENER),
    # two sources side by side
    "comparison": _route(results.with_outcome()),
    "comparison-chart": _route(results.compared(name="agreement", page=1, kind="svg")),
    "comparison-table": _route(results.compared()),
    # practices and open questions
    "practices": _route(),
    "practices-file": _route(_with(nothing, kind="json")),
    "practice": _route(results.practices),
    "practice-endorse": _route(
        results.endorsing, INSIDE, method="post", ok={302}, data={"act": "endorse"}
    ),
    "desk-practices": _route(results.reported),
    "desk-practice-add": _route(results.reported),
    **{
        f"desk-practice{act}": _route(results.practices_at_the_desk, REPORTERS)
        for act in ("", "-evidence", "-publish", "-remove")
    },
    "desk-practice-move": _route(results.practices_at_the_desk, REPORTERS, **POSTED),
    "questions": _route(results.with_outcome()),
    "questions-file": _route(sources.in_turn(results.with_outcome())),
    "desk-questions": _route(results.reported),
    "desk-question-add": _route(results.reported),
    "desk-questions-carry": _route(results.reported),
    **{
        f"desk-question{act}": _route(results.questions_at_the_desk, REPORTERS)
        for act in ("", "-publish", "-remove")
    },
    "desk-question-move": _route(results.questions_at_the_desk, REPORTERS, **POSTED),
}
