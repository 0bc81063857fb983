"""Maps that were let out of their rule."""

from parley.apps.outcomes.views import releases
from parley.core.views import route

urlpatterns = [
    route("dialogues/<slug:slug>/maps/<uuid:uid>/", releases.released, "released-map"),
    route(
        "convene/dialogues/<slug:slug>/consultations/<slug:consultation>/map/",
        releases.release,
        "desk-map-release",
    ),
]
