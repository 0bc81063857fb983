"""Opinion maps, for those who may see the results."""

from parley.apps.outcomes.views import maps
from parley.core.views import route

HERE = "dialogues/<slug:slug>/consultations/<slug:consultation>/map/"

urlpatterns = [
    route(HERE, maps.opinion_map, "opinion-map"),
    route(f"{HERE}progress/", maps.progress, "opinion-map-progress"),
    route(
        f"{HERE}charts/<slug:by>/<slug:name>-<int:page>.<slug:kind>",
        maps.chart,
        "opinion-map-chart",
    ),
    route(f"{HERE}tables/<slug:name>.<slug:kind>", maps.table, "opinion-map-table"),
]
