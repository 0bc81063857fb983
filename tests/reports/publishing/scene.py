"""A dialogue with everything that can be reported, and a report of it that is ready to be published."""

from typing import Any

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.outcomes.models import Finding, Reach, Synthesis
from parley.apps.reports.body.references import reference_to
from parley.apps.reports.models import Report, Version
from parley.apps.reports.services import approving, publishing
from parley.core.localtext import LocalText
from tests import factories as make
from tests.outcomes.findings.examples import judged
from tests.outcomes.findings.scenes import Scene
from tests.reports.layout.scene import block, resting, source

CANARIES = (
    "Canary Closed",
    "Canary Chatham",
    "Canary Registered",
    "Canary Quiet",
    "Canary Convener",
)


def told(en: str, fr: str) -> LocalText:
    return LocalText(en=en, fr=fr)


class Ready(Scene):
    """Its consultation is under the Chatham House rule; people and rooms of other rules are about."""

    def __init__(self, *, drawn: bool = False, **fields: Any) -> None:
        """`drawn`: its finding comes from stances and an opinion map, which takes its time."""
        super().__init__(Rule.CHATHAM_HOUSE, size=30 if drawn else 0)
        self.hide()
        self.finding_row = self.propose().accept(7) if drawn else self.found()
        reference = reference_to("finding", str(self.finding_row.uid))
        self.practice = make.practice(self.dialogue)
        self.question = make.open_question(self.dialogue)
        blocks = (
            block("heading", text=told("Summary", "Résumé")),
            block(
                "text",
                text=told(
                    f"All groups agreed on it {reference}.", f"Tous en sont d’accord {reference}."
                ),
            ),
            block("facts"),
            block("programme"),
            block("finding", of=str(self.finding_row.uid)),
            block("practice", of=self.practice.slug),
            block("question", of=str(self.question.uid)),
            block("scale"),
            block("numbers"),
            block("sources"),
            block("method"),
        )
        values = {"title": told("Outcome", "Résultats"), "languages": ["en", "fr"], **fields}
        self.report = make.report(self.dialogue, *blocks, **values)

    def found(self) -> Finding:
        Synthesis.objects.create(dialogue=self.dialogue, reach=Reach.PUBLIC)
        return resting(self, source(self), judged(20, 0, 0))

    def hide(self) -> None:
        for name, rule in (
            ("Canary Closed", Rule.CLOSED_DOOR),
            ("Canary Chatham", "chatham_house"),
        ):
            title = LocalText(en=f"Room of {name}", fr=f"Salle de {name}")
            session = make.session(self.dialogue, rule=rule, title=title)
            make.contribution(session, person=make.person(name=name))
        make.registration(make.group(self.dialogue), make.user(), name="Canary Registered")
        make.seat(self.dialogue, make.user(name="Canary Quiet"), SeatRole.PARTICIPANT)
        self.accounts["convener"].name = "Canary Convener"
        self.accounts["convener"].save()

    @property
    def convener(self) -> Any:
        return self.actor("convener")

    def approve(self) -> Report:
        self.report = approving.approve(self.convener, self.report)
        return self.report

    def publish(self) -> Version:
        self.approve()
        publishing.ask(self.convener, self.report)
        self.report.refresh_from_db()
        assert (self.report.working, self.report.error) == ("idle", "")
        return self.report.versions.first()
