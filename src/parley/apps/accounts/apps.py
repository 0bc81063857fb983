from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "parley.apps.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from parley.apps.accounts import registrations

        registrations.register()
