"""What happened with registrations, in sentences for a dialogue's history. No guest is named as
the one whom it was about: who acted is, and the rest stands on the board."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from parley.apps.registration.models import LateReason

ACTIONS: dict[str, Any] = {
    "registration.submitted": _("registered, or took a registration up again"),
    "registration.approved": _("approved a registration"),
    "registration.declined": _("declined a registration"),
    "registration.waitlisted": _("put a registration on the waitlist"),
    "registration.offered": _("offered a free seat"),
    "registration.cancelled": _("cancelled a registration"),
    "registration.attended": _("noted that somebody came"),
    "registration.changed": _("changed what a registration says"),
    "registration.change_told": _("wrote to the guests that something changed"),
    "registration.erased": _("erased a registration"),
    "registration.evidence_added": _("handed in evidence"),
    "registration.evidence_removed": _("took evidence back"),
    "registration.evidence_deleted": _("deleted evidence, as announced"),
    "registration.groups_reordered": _("changed the order of the groups"),
    "registration.mail_restored": _("took the standard words for a mail again"),
    "registration.mail_written": _("wrote own words for a mail"),
    "registration.moved_up": _("moved somebody up on the waitlist"),
    "registration.noted": _("wrote a note on a registration"),
    "registration.note_deleted": _("deleted a note on a registration"),
    "registration.photo_given": _("added a photo to a registration"),
    "registration.photo_removed": _("removed a photo from a registration"),
    "registration.questions_edited": _("changed the questions to guests"),
    "registration.regrouped": _("moved a registration to another group"),
    "registrations.exported": _("downloaded the list of registrations"),
    "selection.proposed": _("had a selection proposed"),
    "selection.applied": _("decided as the selection proposed"),
    "dialogue.registrations_erased": _("erased all registrations, as announced"),
    "dialogue.invited": _("invited people"),
    "dialogue.mails_retried": _("had mails sent again that had failed"),
    "registration.opened": _("let people register through Parley"),
    "registration.settings_edited": _("changed how people register: %(fields)s"),
    "group.added": _("added a stakeholder group"),
    "group.edited": _("changed a stakeholder group: %(fields)s"),
    "group.removed": _("removed a stakeholder group"),
    "invitation.late": _("let somebody come after the deadline"),
    "invitation.nominated": _("nominated somebody"),
    "invitation.revoked": _("withdrew an invitation"),
    "invitation.declined": _("declined an invitation"),
    "invitation.reopened": _("took up a declined invitation again"),
    "invitation.sent_again": _("sent an invitation again"),
    "attendance.noted": _("noted that somebody is here"),
    "attendance.undone": _("took back that somebody is here"),
    "badges.printed": _("printed badges"),
    "session.room_arranged": _("arranged the online room of the session %(subject)s"),
}

REASONS: dict[str, Any] = {f"late-{reason.value}": reason.label for reason in LateReason}
