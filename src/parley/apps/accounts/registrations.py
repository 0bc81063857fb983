"""What this app contributes to core's registries; called once, when Django is ready."""

from django.utils.translation import gettext_lazy as _

from parley.apps.accounts import policies
from parley.apps.accounts.models import Organisation, Person
from parley.core import access, search


def register() -> None:
    for policy in (policies.UserPolicy, policies.PersonPolicy, policies.OrganisationPolicy):
        access.register(policy())
    search.register(
        search.Searchable("person", Person, lambda p: (p.name, *p.bio.values()), _("Person"))
    )
    search.register(
        search.Searchable(
            "organisation", Organisation, lambda o: (*o.name.values(), o.acronym), _("Organisation")
        )
    )
