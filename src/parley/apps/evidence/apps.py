from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "parley.apps.evidence"
    label = "evidence"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        from parley.apps.evidence import registrations

        registrations.register()
