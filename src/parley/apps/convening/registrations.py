"""What this app contributes to core's registries; called once, when Django is ready."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from parley.apps.accounts import personas
from parley.apps.convening import policies
from parley.apps.convening.demo import PERSONAS
from parley.apps.convening.models import Dialogue, Series, Session, Venue
from parley.apps.convening.selectors.dialogues import GATHERED
from parley.apps.convening.services.privacy import HOLDING
from parley.core import access, gathering, panels, preview, privacy, search


def _dialogue_words(dialogue: Dialogue) -> Iterator[str]:
    texts = (dialogue.title, dialogue.subtitle, dialogue.purpose, dialogue.body)
    for text in (*texts, dialogue.background):
        yield from text.values()
    yield from (dialogue.city, dialogue.hashtag)
    for point in dialogue.points.all():
        yield from point.text.values()
    for norm in dialogue.norms.all():
        yield from (norm.label, *norm.text.values(), *norm.origin.values())


def _session_words(session: Session) -> Iterator[str]:
    for text in (session.label, session.title, session.question, session.abstract):
        yield from text.values()
    for part in session.contributions.select_related("person", "organisation"):
        if part.person:
            yield part.person.name
        if part.organisation:
            yield from part.organisation.name.values()


def register() -> None:
    personas.register(*PERSONAS)
    for policy in policies.POLICIES:
        access.register(policy())
    for model, scope in policies.WIDENINGS:
        access.widen(model, scope)
    for name, gather in GATHERED.items():
        gathering.add(Dialogue, name, gather)
    preview.allow(policies.convenes)
    privacy.register(HOLDING)
    for searchable in (
        search.Searchable("dialogue", Dialogue, _dialogue_words, _("Dialogue")),
        search.Searchable("session", Session, _session_words, _("Session"), related=("dialogue",)),
        search.Searchable(
            "series",
            Series,
            lambda s: (*s.title.values(), *s.description.values()),
            _("Series"),
        ),
        search.Searchable(
            "venue",
            Venue,
            lambda v: (*v.name.values(), *v.description.values(), v.city),
            _("Venue"),
        ),
    ):
        search.register(searchable)
    for entry in (
        panels.Entry("site.navigation", _("Dialogues"), "home", lambda actor, _obj: True, 10),
        panels.Entry(
            "site.navigation", _("Convene"), "desk", lambda actor, _obj: actor.is_signed_in, 20
        ),
    ):
        panels.add_entry(entry)
