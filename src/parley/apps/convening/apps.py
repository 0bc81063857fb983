from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConveningConfig(AppConfig):
    name = "parley.apps.convening"
    label = "convening"
    verbose_name = _("Convening")

    def ready(self) -> None:
        from parley.apps.convening import registrations

        registrations.register()
