"""The addresses of a participant's way through a consultation."""

from django.urls import URLPattern

from parley.apps.deliberation.views import consultations, propose, respond, results
from parley.core.views import route

HERE = "dialogues/<slug:slug>/consultations/<slug:consultation>/"
PROPOSITION = f"{HERE}propositions/<int:number>/"

routes: list[URLPattern] = [
    route(HERE, consultations.consultation, "consultation"),
    route(f"{HERE}respond/", respond.respond, "consultation-respond"),
    route(f"{HERE}respond/mine/", respond.my_stances, "my-stances"),
    route(f"{HERE}respond/on-record/", respond.on_record, "on-record"),
    route(f"{HERE}propose/", propose.propose, "consultation-propose"),
    route(f"{HERE}propose/similar/", propose.similar, "proposition-similar"),
    route(f"{HERE}propose/<int:number>/", propose.act, "my-proposition"),
    route(f"{HERE}results/", results.results, "consultation-results"),
    route(f"{HERE}results.csv", results.results_csv, "consultation-results-file"),
    route(PROPOSITION, results.proposition, "proposition"),
]
