"""What this app contributes to core's registries; called once, when Django is ready."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from parley.apps.accounts import auditing, policies, services
from parley.apps.accounts.models import Organisation, Person
from parley.apps.accounts.services.idle import CHORE as ERASE_IDLE
from parley.apps.accounts.services.privacy import HOLDING
from parley.core import access, clock, diagnoses, language, panels, privacy, search
from parley.core.actors import Actor

if TYPE_CHECKING:
    from parley.core.doctor.finding import Finding


def _is_somebody(actor: Actor, _obj: Any) -> bool:
    return actor.is_signed_in or actor.preview is not None


def _is_nobody(actor: Actor, _obj: Any) -> bool:
    return not _is_somebody(actor, _obj)


def _has_account(actor: Actor, _obj: Any) -> bool:
    return actor.is_signed_in


def _second_factors() -> "Iterator[Finding]":
    from parley.apps.accounts import diagnosis  # only for the command that asks

    return diagnosis.second_factors()


def register() -> None:
    for policy in policies.POLICIES:
        access.register(policy())
    auditing.listen()
    diagnoses.register(_second_factors)
    privacy.register(HOLDING)
    clock.register(ERASE_IDLE)
    language.remember_with(services.remember_language)
    search.register(
        search.Searchable("person", Person, lambda p: (p.name, *p.bio.values()), _("Person"))
    )
    search.register(
        search.Searchable(
            "organisation", Organisation, lambda o: (*o.name.values(), o.acronym), _("Organisation")
        )
    )
    for entry in (
        panels.Entry("site.account", _("Sign in"), "sign-in", _is_nobody),
        panels.Entry("site.account", _("Your account"), "account", _has_account, 50),
        panels.Entry("site.account", _("Sign out"), "sign-out", _is_somebody, post=True),
    ):
        panels.add_entry(entry)
