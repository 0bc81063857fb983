"""Two sources side by side, for those who see both."""

from parley.apps.outcomes.views import comparing
from parley.core.views import route

HERE = "dialogues/<slug:slug>/comparison/"
PAIR = f"{HERE}<slug:before>/<slug:after>/"

urlpatterns = [
    route(HERE, comparing.comparison, "comparison"),
    route(f"{PAIR}charts/<slug:name>-<int:page>.<slug:kind>", comparing.chart, "comparison-chart"),
    route(f"{PAIR}table.csv", comparing.table, "comparison-table"),
]
