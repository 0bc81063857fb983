"""The people of the demonstration: one for each way of being part of a dialogue."""

from django.utils.translation import gettext_lazy as _

from parley.apps.accounts.personas import Persona

PERSONAS = (
    Persona("outsider", _("Outsider"), _("Signed in, but with no part in any dialogue.")),
    Persona("invited", _("Invited person"), _("Invited to the demonstration dialogue.")),
    Persona("participant", _("Participant"), _("An approved participant of it.")),
    Persona(
        "contributor",
        _("Contributor"),
        _("Speaks on a panel of it, and in a break-out behind closed doors."),
    ),
    Persona("facilitator", _("Facilitator"), _("Leads discussions; sees no closed door.")),
    Persona(
        "rapporteur", _("Rapporteur"), _("Takes notes; assigned to the closed-door roundtable.")
    ),
    Persona("convener", _("Convener"), _("Convenes every dialogue of the demonstration.")),
    Persona("operator", _("Operator"), _("Runs the service, which opens no hidden session.")),
)
