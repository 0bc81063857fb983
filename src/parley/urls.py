"""The apps' addresses, nothing else."""

from django.urls import include, path

urlpatterns = [
    # First, since looking through all the others takes its time, and stances come by the hundred.
    path("", include("parley.apps.deliberation.urls.stances")),
    path("", include("parley.core.urls")),
    path("", include("parley.apps.accounts.urls")),
    path("", include("parley.apps.convening.urls")),
    path("", include("parley.apps.registration.urls")),
    path("", include("parley.apps.deliberation.urls")),
    path("", include("parley.apps.evidence.urls")),
    path("", include("parley.apps.outcomes.urls")),
    path("", include("parley.apps.reports.urls")),
]

handler400 = "parley.core.pages.bad_request"
handler403 = "parley.core.pages.forbidden"
handler429 = "parley.apps.accounts.views.engine.too_often"  # allauth asks for it
