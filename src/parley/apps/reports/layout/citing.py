"""How a version is cited, and who publishes it."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from parley.apps.convening.models import Dialogue, HostRole
from parley.apps.convening.presenters.times import long_date
from parley.apps.convening.selectors.dialogues import hosts_of
from parley.core.actors import Actor

PUBLISHING = (HostRole.ORGANISER, HostRole.CO_ORGANISER)


def citation(
    *,
    title: str,
    publisher: str,
    number: int,
    published_on: date,
    address: str,
    doi: str = "",
    language: str,
) -> str:
    """Publisher (year), title, version and its day, and where it is: by its DOI where it has one."""
    with override(language):
        told = {
            "publisher": publisher,
            "year": published_on.year,
            "title": title.strip().rstrip("."),
            "number": number,
            "date": long_date(published_on),
            "where": f"https://doi.org/{doi}" if doi else address,
        }
        if not publisher:
            text = _("%(title)s. Version %(number)s, %(date)s. %(where)s")
        else:
            text = _("%(publisher)s (%(year)s). %(title)s. Version %(number)s, %(date)s. %(where)s")
        return text % told


def publisher_of(
    actor: Actor, dialogue: Dialogue, language: str, *, demonstration: bool = False
) -> str:
    """Who organises the dialogue, as far as the actor sees it. They have nothing to do with what was
    made up to show what a report is."""
    with override(language):
        if demonstration:
            return _("Parley demonstration")
        hosts = [one for one in hosts_of(actor, dialogue) if one.role in PUBLISHING]
        names = [one.organisation.name.pick(language).text for one in hosts]
        return _(", ").join(dict.fromkeys(name for name in names if name))
