"""Dialogues with somebody who writes their outcome."""

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.deliberation.models import Phase
from parley.apps.outcomes.models import Finding, FindingState, Reach, Synthesis
from parley.apps.outcomes.services import findings, syntheses
from tests import factories as make
from tests.outcomes import world


class Scene:
    """A dialogue with a rapporteur and a convener, and a consultation that is over."""

    def __init__(self, rule=Rule.PUBLIC, size=20, **fields):
        self.dialogue = make.dialogue()
        self.accounts = {}
        for role in ("rapporteur", "convener", "facilitator", "participant"):
            self.accounts[role] = make.user()
            make.seat(self.dialogue, self.accounts[role], SeatRole(role))
        self.accounts["outsider"] = make.user()
        if rule == Rule.CLOSED_DOOR:
            fields["session"] = make.session(self.dialogue, rule=rule)
        values = {"rule": rule, "phase": Phase.CLOSED, **fields}
        self.consultation = world.consultation(self.dialogue, **values)
        if size:
            self.asked = world.two_camps(self.consultation, size=size)

    def actor(self, role="rapporteur"):
        return make.actor(self.accounts[role])

    @property
    def synthesis(self):
        return Synthesis.objects.get(dialogue=self.dialogue)

    def propose(self, *sources, by="convener"):
        for one in sources or (self.consultation,):
            syntheses.add_source(self.actor(by), self.dialogue, one)
        self.again()
        return self

    def again(self, by="convener"):
        syntheses.ask(self.actor(by), self.dialogue)
        synthesis = self.synthesis
        assert (synthesis.working, synthesis.error) == ("idle", "")

    def finding(self, number=7):
        return Finding.objects.get(
            synthesis__dialogue=self.dialogue, proposition=self.asked[number - 1]
        )

    def accept(self, number=7, reach=Reach.PUBLIC):
        findings.accept(self.actor("convener"), self.finding(number))
        syntheses.set_reach(self.actor("convener"), self.dialogue, reach)
        found = self.finding(number)
        assert found.state == FindingState.ACCEPTED
        return found
