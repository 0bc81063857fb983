"""Evidence, for whoever sees it."""

from parley.apps.evidence.views import reading
from parley.core.views import route

HERE = "evidence/<slug:collection>/"

urlpatterns = [
    route("evidence/", reading.evidence, "evidence"),
    route(HERE, reading.collection, "collection"),
    route(f"{HERE}cells/<slug:body>/<int:key>/", reading.cell, "evidence-cell"),
    route(f"{HERE}actors/<slug:body>/", reading.actor, "evidence-actor"),
    route(f"{HERE}documents/<uuid:document>/", reading.document, "evidence-document"),
    route(f"{HERE}world/<int:key>/", reading.on_the_world, "evidence-world"),
    route(f"{HERE}world/<int:key>/world.svg", reading.world_file, "evidence-world-svg"),
    route(f"{HERE}matrix.csv", reading.matrix_table, "evidence-matrix-csv"),
    route(f"{HERE}matrix.svg", reading.matrix_drawn, "evidence-matrix-svg"),
    route(f"{HERE}sources.csv", reading.all_sources, "evidence-sources-csv"),
]
