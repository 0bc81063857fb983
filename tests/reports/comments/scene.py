"""A dialogue whose draft is commented on: eleven of one group, two of another, a speaker, the team."""

from datetime import timedelta

from django.utils import timezone

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.registration.models import State
from parley.apps.reports.body.blocks import Block, Kind
from parley.apps.reports.models import ReportComment
from parley.apps.reports.services import comment_periods
from parley.apps.reports.services.commenting import comment
from parley.core.localtext import LocalText
from tests import factories as make
from tests.sessions import signed_in_by_code

TITLE, WORDS = "a" * 12, "b" * 12
RULES = [Rule.PARTICIPANTS, Rule.CHATHAM_HOUSE, Rule.CLOSED_DOOR]
CANARY = "Canary Nightingale"
BODY = (
    Block(TITLE, Kind.HEADING, LocalText(en="Summary")),
    Block(WORDS, Kind.TEXT, LocalText(en="The dialogue was held in good faith.")),
)


class Scene:
    def __init__(self):
        self.dialogue = make.dialogue()
        self.report = make.report(self.dialogue, *BODY)
        self.accounts = {"outsider": make.user()}
        for role in ("rapporteur", "convener", "facilitator"):
            self._seat(role, SeatRole(role))
        self.many = make.group(self.dialogue, name={"en": "Government"})
        self.few = make.group(self.dialogue, name={"en": "Industry"})
        for number in range(11):
            self._guest(f"guest{number}", self.many)
        for number in range(2):
            self._guest(f"rare{number}", self.few)
        self.accounts["speaker"] = make.user()
        speaker = make.person(user=self.accounts["speaker"])
        make.contribution(make.session(self.dialogue), person=speaker)

    def _seat(self, name, role):
        self.accounts[name] = make.user()
        make.seat(self.dialogue, self.accounts[name], role)

    def _guest(self, name, group):
        self._seat(name, SeatRole.PARTICIPANT)
        account = self.accounts[name]
        account.name = f"{CANARY} {name}"
        account.save()
        make.registration(group, account, state=State.APPROVED)

    def actor(self, name="rapporteur"):
        return make.actor(self.accounts[name])

    def client(self, name="rapporteur"):
        return signed_in_by_code(self.accounts[name])

    def open(self, rule=Rule.PARTICIPANTS, days=7, **values):
        self.report.refresh_from_db()
        return comment_periods.open_period(
            self.actor(),
            self.report,
            until=timezone.now() + timedelta(days=days),
            rule=rule,
            laxer=True,
            **values,
        )

    def say(self, period, name="guest0", text="I would put it otherwise.", **values):
        return comment(self.actor(name), period, text=text, **{"block": WORDS, **values})

    def said(self):
        return list(ReportComment.objects.order_by("text"))

    def url(self, tail="draft/"):
        return f"/dialogues/{self.dialogue.slug}/report/{tail}"

    def desk(self, tail=""):
        return f"/convene/dialogues/{self.dialogue.slug}/outcome/report/comments/{tail}"


def lapse(period):
    """Let its time come."""
    period.until = timezone.now() - timedelta(seconds=1)
    period.save(update_fields=["until"])


def text_of(response):
    return response.content.decode()
