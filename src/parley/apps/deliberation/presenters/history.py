"""What happened with consultations, in sentences for a dialogue's history. Nobody stands there as
the one who submitted a proposition or took a stance: the audit does not know."""

from typing import Any

from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Any] = {
    "dialogue.topics_edited": _("changed which norms and elements are discussed"),
    "consultation.created": _("set up a consultation"),
    "consultation.edited": _("changed the settings of a consultation"),
    "consultation.deleted": _("deleted the draft of a consultation"),
    "consultation.reordered": _("changed the order of the consultations"),
    "consultation.results_shown": _("showed the results of a consultation"),
    "consultation.results_held": _("held back the results of a consultation"),
    "consultation.exported": _("downloaded the propositions of a consultation"),
    "consultation.collecting": _("let propositions be collected"),
    "consultation.open": _("opened a consultation for stances"),
    "consultation.closed": _("closed a consultation"),
    "consultation.sealed": _("sealed a consultation"),
    "consultation.taken_in": _("imported a conversation that was held elsewhere"),
    "live.opened": _("opened the live room of a consultation"),
    "live.closed": _("closed the live room of a consultation"),
    "live.put": _("put a proposition to the room"),
    "live.results_shown": _("showed results to the room"),
    "live.results_hidden": _("hid the results from the room"),
    "live.map_shown": _("showed the map to the room"),
    "live.map_hidden": _("hid the map from the room"),
    "proposition.accepted": _("accepted a proposition"),
    "proposition.edited": _("edited a proposition"),
    "proposition.assigned": _("put a proposition under another element"),
    "proposition.declined": _("declined a proposition"),
    "proposition.merged": _("merged two propositions"),
    "proposition.taken_out": _("took a proposition out"),
    "proposition.undone": _("took back a decision on a proposition"),
    "proposition.written": _("wrote a proposition"),
    "proposition.many_written": _("wrote several propositions"),
    "proposition.taken_up": _("took up propositions of the norm"),
    "proposition.removed": _("removed a proposition from a draft"),
    "proposition.reordered": _("changed the order of the propositions"),
}

REASONS: dict[str, Any] = {}
