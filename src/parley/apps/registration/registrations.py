"""What this app contributes to core's registries; called once, when Django is ready."""

from django.utils.translation import gettext_lazy as _

from parley.apps.convening.models import Dialogue
from parley.apps.convening.presenters.history import tell
from parley.apps.convening.services import drafts
from parley.apps.registration import policies
from parley.apps.registration.exchange import SECTION
from parley.apps.registration.models import Invitation, Registration
from parley.apps.registration.presenters import (
    badges,
    breakouts,
    checkin,
    desk,
    door,
    evidence,
    history,
    nominations,
    rooms,
)
from parley.apps.registration.selectors import door as door_selectors
from parley.apps.registration.selectors.guests import is_registered
from parley.apps.registration.services import chores, deadlines, retention, waitlists
from parley.apps.registration.services.privacy import HOLDING
from parley.core import access, clock, exports, gathering, panels, privacy


def register() -> None:
    for policy in policies.POLICIES:
        access.register(policy())
    for model, scope in policies.WIDENINGS:
        access.widen(model, scope)
    for panel in (
        panels.Panel("dialogue.actions", "registration/_door.html", door.panel, 5),
        panels.Panel("dialogue", "registration/day/_door.html", checkin.door_panel, 5),
        panels.Panel("session.join", "registration/day/_session.html", rooms.join_panel),
        panels.Panel("registration.mine", "registration/day/_rooms.html", rooms.own_panel, 10),
        panels.Panel("registration.mine", "registration/day/_badge.html", badges.own_panel, 20),
        panels.Panel("registration.mine", "registration/_breakouts.html", breakouts.own_panel, 15),
        panels.Panel("session", "registration/_breakout_company.html", breakouts.company_panel),
        panels.Panel(
            "session.remove", "registration/desk/_lost_breakouts.html", breakouts.removal_panel
        ),
        panels.Panel(
            "registration.mine", "registration/evidence/_mine.html", evidence.own_panel, 30
        ),
        panels.Panel(
            "registration.mine", "registration/_nominations.html", nominations.own_panel, 40
        ),
        panels.Panel(
            "registration.mine", "registration/evidence/_data.html", evidence.data_panel, 90
        ),
        panels.Panel("registration.vet", "registration/day/_photo.html", badges.photo_panel, 150),
        panels.Panel("registration.vet", "registration/day/_came.html", checkin.came_panel, 200),
        panels.Panel("registration.vet", "registration/evidence/_vet.html", evidence.vetters_panel),
        panels.Panel(
            "registration.vet", "registration/evidence/_erase.html", evidence.erase_panel, 900
        ),
    ):
        panels.add_panel(panel)
    for name, gather in door_selectors.GATHERED.items():
        gathering.add(Dialogue, name, gather)
    panels.add_entry(
        panels.Entry("desk.dialogue", desk.LABEL, desk.SECTION, lambda _actor, _obj: True, 50)
    )
    panels.add_entry(
        panels.Entry(
            "site.navigation",
            _("My dialogues"),
            "my-dialogues",
            lambda actor, _obj: is_registered(actor),
            15,
        )
    )
    tell(history.ACTIONS, history.REASONS)
    privacy.register(HOLDING)
    drafts.keep(Invitation)
    drafts.keep(Registration)
    exports.add_section(SECTION)
    for chore in (*chores.CHORES, *retention.CHORES, deadlines.CHORE, waitlists.CHORE):
        clock.register(chore)
