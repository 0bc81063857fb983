"""Addresses of the desk of who keeps collections."""

from django.urls import URLPattern

from parley.apps.evidence.views import desk, desk_bodies, desk_importing, desk_rows
from parley.core.views import route

DESK = "convene/evidence/"
HERE = f"{DESK}<slug:collection>/"
DOCUMENT = f"{HERE}documents/<uuid:document>/"
POSITION = f"{HERE}positions/<uuid:position>/"
ROLL_CALL = f"{HERE}roll-calls/<uuid:roll_call>/"
BODY = "convene/actors/<slug:body>/"

routes: list[URLPattern] = [
    route(DESK, desk.evidence, "desk-evidence"),
    route("convene/new-collection/", desk.add, "collection-add"),
    route(HERE, desk.collection, "desk-collection"),
    route(f"{HERE}documents/", desk.documents, "desk-documents"),
    route(f"{HERE}settings/", desk.edit, "collection-edit"),
    route(f"{HERE}publication/", desk.publish, "collection-publish"),
    route(f"{HERE}delete/", desk.delete, "collection-delete"),
    # lists
    route(f"{HERE}import/", desk_importing.import_list, "collection-import"),
    route(f"{HERE}import/confirm/", desk_importing.import_confirm, "collection-import-confirm"),
    route(f"{HERE}export.csv", desk_importing.export, "collection-export"),
    # documents
    route(f"{HERE}add-document/", desk_rows.document_add, "document-add"),
    route(DOCUMENT, desk_rows.document_edit, "document-edit"),
    route(f"{DOCUMENT}readings/", desk_rows.readings, "document-readings"),
    route(f"{DOCUMENT}delete/", desk_rows.document_delete, "document-delete"),
    # positions
    route(f"{HERE}add-position/", desk_rows.position_add, "position-add"),
    route(POSITION, desk_rows.position_edit, "position-edit"),
    route(f"{POSITION}delete/", desk_rows.position_delete, "position-delete"),
    # roll calls
    route(f"{HERE}add-roll-call/", desk_rows.roll_call_add, "roll-call-add"),
    route(ROLL_CALL, desk_rows.roll_call_edit, "roll-call-edit"),
    route(f"{ROLL_CALL}vote/", desk_rows.vote, "roll-call-vote"),
    route(f"{ROLL_CALL}delete/", desk_rows.roll_call_delete, "roll-call-delete"),
    # actors
    route("convene/new-actor/", desk_bodies.add, "body-add"),
    route("convene/actors/", desk_bodies.bodies, "desk-bodies"),
    route(BODY, desk_bodies.edit, "body-edit"),
    route(f"{BODY}members/", desk_bodies.members, "body-members"),
]
