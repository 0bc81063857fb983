"""Opinion maps, for those who may see the results, or the collection of evidence."""

from parley.apps.outcomes.views import maps
from parley.core.views import route

HERE = "dialogues/<slug:slug>/consultations/<slug:consultation>/map/"
EVIDENCE = "evidence/<slug:collection>/map/"
CHART = "charts/<slug:by>/<slug:name>-<int:page>.<slug:kind>"
TABLE = "tables/<slug:name>.<slug:kind>"

urlpatterns = [
    route(HERE, maps.opinion_map, "opinion-map"),
    route(f"{HERE}progress/", maps.progress, "opinion-map-progress"),
    route(f"{HERE}{CHART}", maps.chart, "opinion-map-chart"),
    route(f"{HERE}{TABLE}", maps.table, "opinion-map-table"),
    route(EVIDENCE, maps.collection_map, "collection-map"),
    route(f"{EVIDENCE}progress/", maps.collection_progress, "collection-map-progress"),
    route(f"{EVIDENCE}{CHART}", maps.collection_chart, "collection-map-chart"),
    route(f"{EVIDENCE}{TABLE}", maps.collection_table, "collection-map-table"),
]
