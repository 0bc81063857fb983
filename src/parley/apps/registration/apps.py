from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationConfig(AppConfig):
    name = "parley.apps.registration"
    label = "registration"
    verbose_name = _("Registration")

    def ready(self) -> None:
        from parley.apps.registration import registrations

        registrations.register()
