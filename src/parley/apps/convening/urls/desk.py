"""Addresses of the convener's desk, and of the files that pages show."""

from django.urls import URLPattern

from parley.apps.convening.views import (
    desk,
    desk_dialogue,
    desk_directory,
    desk_materials,
    desk_people,
    desk_pictures,
    desk_programme,
    materials,
    pictures,
)
from parley.core.views import route

DIALOGUE = "convene/dialogues/<slug:slug>/"
SESSION = f"{DIALOGUE}sessions/<slug:session>/"
PICTURE = f"{DIALOGUE}pictures/<uuid:uid>/"
MATERIAL = f"{DIALOGUE}materials/<uuid:uid>/"

routes: list[URLPattern] = [
    route("convene/", desk.desk, "desk"),
    route("convene/new/", desk.create, "dialogue-create"),
    route("convene/import/", desk.import_file, "dialogue-import"),
    route("convene/preview/", desk.text_preview, "text-preview"),
    route("convene/preview/stop/", desk_dialogue.preview_stop, "preview-stop"),
    # a dialogue
    route(DIALOGUE, desk_dialogue.overview, "dialogue-edit"),
    route(f"{DIALOGUE}facts/", desk_dialogue.facts, "dialogue-facts"),
    route(f"{DIALOGUE}texts/", desk_dialogue.texts, "dialogue-texts"),
    route(f"{DIALOGUE}organisers/", desk_dialogue.hosts, "dialogue-hosts"),
    route(f"{DIALOGUE}objectives/", desk_dialogue.points, "dialogue-points"),
    route(f"{DIALOGUE}norms/", desk_dialogue.norms, "dialogue-norms"),
    route(f"{DIALOGUE}status/<slug:step>/", desk_dialogue.status, "dialogue-status"),
    route(f"{DIALOGUE}delete/", desk_dialogue.delete, "dialogue-delete"),
    route(f"{DIALOGUE}history/", desk_dialogue.history, "dialogue-history"),
    route(f"{DIALOGUE}preview/", desk_dialogue.preview_start, "preview-start"),
    route(f"{DIALOGUE}export.yaml", desk.export_file, "dialogue-export"),
    # its programme
    route(f"{DIALOGUE}programme/", desk_programme.programme, "dialogue-programme"),
    route(f"{DIALOGUE}programme/add/", desk_programme.session_add, "session-add"),
    route(SESSION, desk_programme.session_edit, "session-edit"),
    route(f"{SESSION}people/", desk_programme.session_people, "session-people"),
    route(f"{SESSION}seats/", desk_programme.session_seats, "session-seats"),
    route(f"{SESSION}move/", desk_programme.session_move, "session-move"),
    route(f"{SESSION}remove/", desk_programme.session_remove, "session-remove"),
    # its people and places
    route(f"{DIALOGUE}people/", desk_people.people, "dialogue-people"),
    route(f"{DIALOGUE}people/dismiss/", desk_people.dismiss, "seat-dismiss"),
    route(f"{DIALOGUE}people/add/", desk_people.person_add, "person-add"),
    route(f"{DIALOGUE}organisers/add/", desk_people.organisation_add, "organisation-add"),
    route(f"{DIALOGUE}series/add/", desk_people.series_add, "series-add"),
    route(f"{DIALOGUE}places/", desk_people.places, "dialogue-places"),
    route(f"{DIALOGUE}places/add/", desk_people.venue_add, "venue-add"),
    # its pictures
    route(f"{DIALOGUE}pictures/", desk_pictures.pictures, "dialogue-pictures"),
    route(f"{DIALOGUE}pictures/add/", desk_pictures.picture_add, "picture-add"),
    route(PICTURE, desk_pictures.picture_edit, "picture-edit"),
    route(f"{PICTURE}remove/", desk_pictures.picture_remove, "picture-remove"),
    route("pictures/<uuid:uid>.webp", pictures.picture, "picture"),
    # its materials
    route(f"{DIALOGUE}materials/", desk_materials.materials, "dialogue-materials"),
    route(f"{DIALOGUE}materials/add/", desk_materials.material_add, "material-add"),
    route(MATERIAL, desk_materials.material_edit, "material-edit"),
    route(f"{MATERIAL}move/", desk_materials.material_move, "material-move"),
    route(f"{MATERIAL}remove/", desk_materials.material_remove, "material-remove"),
    route("materials/<uuid:uid>/", materials.material, "material"),
    # the directory
    route("convene/directory/", desk_people.entries, "directory"),
    route("convene/people/<slug:slug>/", desk_people.person_edit, "person-edit"),
    route("convene/organisations/<slug:slug>/", desk_people.organisation_edit, "organisation-edit"),
    route("convene/venues/<slug:slug>/", desk_people.venue_edit, "venue-edit"),
    route("convene/venues/<slug:slug>/rooms/", desk_people.venue_rooms, "venue-rooms"),
    route("convene/series/<slug:slug>/", desk_people.series_edit, "series-edit"),
    route("convene/people/<slug:slug>/merge/", desk_directory.person_merge, "person-merge"),
    route("convene/people/<slug:slug>/delete/", desk_directory.person_delete, "person-delete"),
    route(
        "convene/organisations/<slug:slug>/merge/",
        desk_directory.organisation_merge,
        "organisation-merge",
    ),
    route(
        "convene/organisations/<slug:slug>/delete/",
        desk_directory.organisation_delete,
        "organisation-delete",
    ),
    route("convene/venues/<slug:slug>/merge/", desk_directory.venue_merge, "venue-merge"),
    route("convene/venues/<slug:slug>/delete/", desk_directory.venue_delete, "venue-delete"),
    route("convene/series/<slug:slug>/delete/", desk_directory.series_delete, "series-delete"),
]
