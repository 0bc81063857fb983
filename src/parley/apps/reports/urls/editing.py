"""The editor of a report, and the history of its text."""

from parley.apps.reports.views import editing, history
from parley.core.views import route

REPORT = "convene/dialogues/<slug:slug>/outcome/report/"
TEXT = f"{REPORT}text/"
BLOCK = f"{TEXT}<slug:uid>/"
HISTORY = f"{REPORT}history/"

urlpatterns = [
    route(TEXT, editing.text, "desk-report-text"),
    route(f"{TEXT}add/", editing.add, "desk-report-block-add"),
    route(f"{TEXT}add/<slug:kind>/", editing.new, "desk-report-block-new"),
    route(BLOCK, editing.block, "desk-report-block"),
    route(f"{BLOCK}autosave/", editing.autosave, "desk-report-block-autosave"),
    route(f"{BLOCK}preview/", editing.preview, "desk-report-block-preview"),
    route(f"{BLOCK}act/", editing.act, "desk-report-block-act"),
    route(f"{BLOCK}back/<int:number>/", editing.back, "desk-report-block-back"),
    route(HISTORY, history.history, "desk-report-history"),
    route(f"{HISTORY}difference/", history.difference, "desk-report-difference"),
    route(f"{HISTORY}<int:number>/", history.revision, "desk-report-revision"),
    route(f"{HISTORY}<int:number>/restore/", history.restore, "desk-report-restore"),
]
