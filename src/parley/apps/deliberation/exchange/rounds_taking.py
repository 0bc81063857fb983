"""Consultations of a file into the database, through the services of the desk: what they refuse, a
file can't. So nothing changes under people who have begun to take part."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from parley.apps.convening.exchange.lists import matched
from parley.apps.convening.exchange.walltime import moment_of
from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.exchange.rounds_schema import (
    ConsultationEntry,
    PropositionEntry,
    RoundsEntry,
)
from parley.apps.deliberation.models import Consultation, Element, Norm, Proposition
from parley.apps.deliberation.selectors import desk
from parley.apps.deliberation.selectors.consultations import consultations_for
from parley.apps.deliberation.services import consultations as services
from parley.apps.deliberation.services import moderating, writing
from parley.core.actors import Actor
from parley.core.errors import InvalidInput
from parley.core.exports import Path, Taking, Wrong

PLAIN = (
    "slug",
    "title",
    "introduction",
    "rule",
    "audience",
    "takes_propositions",
    "moderated",
    "on_record",
    "results",
    "least",
    "attribution",
)
TIMES = ("collects", "opens", "closes", "seals")


def take(actor: Actor, dialogue: Dialogue, entry: RoundsEntry, wrong: Wrong) -> bool:
    """Set the consultations up as the entry says; answers whether anything changed."""
    taking = _Taking(actor, dialogue, wrong)
    stored = {row.slug: row for row in consultations_for(actor, dialogue)}
    staying = {one.slug for one in entry.consultations}
    for slug, row in stored.items():
        if slug not in staying:
            taking.do(("consultations", slug), _leave_out, row)
    for one in entry.consultations:
        taking.consultation(stored.get(one.slug), one)
    taking.order([one.slug for one in entry.consultations])
    return taking.changed


def _leave_out(actor: Actor, row: Consultation) -> None:
    try:
        services.delete(actor, row)
    except InvalidInput as error:
        text = _("The file leaves this consultation out, but it can’t go. %(reason)s")
        raise InvalidInput(text % {"reason": error.message}) from error


class _Taking(Taking):
    """One section on its way in."""

    def consultation(self, row: Consultation | None, entry: ConsultationEntry) -> None:
        path: Path = ("consultations", entry.slug)
        norm = self._norm(path, entry)
        values = {
            **{name: getattr(entry, name) for name in PLAIN},
            **{f"{name}_at": self._moment(getattr(entry, name)) for name in TIMES},
            "languages": list(entry.languages),
            "norm": norm,
            "session": self.dialogue.sessions.filter(slug=entry.session or "").first(),
        }
        links = {
            "elements": self._elements(path, norm, entry.elements),
            "proposing": self._groups(path, entry.proposing),
            "responding": self._groups(path, entry.responding),
        }
        if row is None:
            row = self.do(path, services.create, self.dialogue, values, links)
        elif not _is_as(row, values, links):
            row = self.do(path, services.edit, row, values, links)
        if row is not None:
            self._propositions(path, row, norm, entry.propositions)

    def _moment(self, wall: datetime | None) -> datetime | None:
        return wall and moment_of(wall, self.dialogue.zone)

    def _norm(self, path: Path, entry: ConsultationEntry) -> Norm | None:
        if not entry.norm:
            return None
        instrument, slug = entry.norm.split("/")
        found = desk.norms_to_choose(self.actor).filter(instrument__slug=instrument, slug=slug)
        if not found:
            told = {"norm": entry.norm}
            text = _("There is no norm “%(norm)s” here. Import its instrument first.")
            self.wrong((*path, "norm"), text % told)
        return found.first()

    def _elements(self, path: Path, norm: Norm | None, slugs: tuple[str, ...]) -> list[Element]:
        known = {one.slug: one for one in desk.elements_to_choose(self.actor, norm)}
        self._missing((*path, "elements"), slugs, known, _("There is no element “%(name)s” here."))
        return [known[slug] for slug in slugs if slug in known]

    def _groups(self, path: Path, slugs: tuple[str, ...]) -> list[Any]:
        known = {one.slug: one for one in desk.groups_to_choose(self.dialogue)}
        text = _("There is no stakeholder group “%(name)s” here.")
        self._missing((*path, "groups"), slugs, known, text)
        return [known[slug] for slug in slugs if slug in known]

    def _missing(self, path: Path, slugs: tuple[str, ...], known: Any, text: str) -> None:
        for slug in slugs:
            if slug not in known:
                self.wrong(path, text % {"name": slug})

    def _propositions(
        self,
        path: Path,
        row: Consultation,
        norm: Norm | None,
        entries: tuple[PropositionEntry, ...],
    ) -> None:
        named = tuple({one.element for one in entries if one.element is not None})
        elements = {one.slug: one for one in self._elements(path, norm, named)}
        found, leaving = matched(
            desk.set_up_in(row), entries, _same_text_on_element, _same_text, _like
        )
        for old in leaving:
            self.do((*path, "propositions"), _drop, old)
        kept: list[Proposition] = []
        for old_one, entry in zip(found, entries, strict=True):
            taken = self._proposition(path, row, old_one, entry, elements.get(entry.element or ""))
            if taken is not None:
                kept.append(taken)
        if [one.number for one in kept] != sorted(one.number for one in kept):
            self.do((*path, "propositions"), writing.reorder, row, kept)

    def _proposition(
        self,
        path: Path,
        row: Consultation,
        old: Proposition | None,
        entry: PropositionEntry,
        element: Element | None,
    ) -> Proposition | None:
        where = (*path, "propositions")
        if old is None:
            origin = desk.library_proposition(self.actor, entry.origin)
            made: Proposition | None = self.do(
                where, writing.write, row, entry.text, element, origin=origin
            )
            return made
        if (old.text, old.element) != (entry.text, element):
            self.do(where, moderating.edit, old, entry.text, element)
        return old

    def order(self, slugs: list[str]) -> None:
        stored = {row.slug: row for row in consultations_for(self.actor, self.dialogue)}
        wanted = [stored[slug] for slug in slugs if slug in stored]
        if wanted != [row for row in stored.values() if row in wanted]:
            self.do(("consultations",), services.reorder, self.dialogue, wanted)


def _is_as(row: Consultation, values: dict[str, Any], links: dict[str, list[Any]]) -> bool:
    if any(getattr(row, name) != value for name, value in values.items()):
        return False
    return all(set(getattr(row, name).all()) == set(wanted) for name, wanted in links.items())


def _same_text_on_element(row: Proposition, entry: PropositionEntry) -> bool:
    return row.text == entry.text and (row.element and row.element.slug) == entry.element


def _same_text(row: Proposition, entry: PropositionEntry) -> bool:
    return bool(row.text == entry.text)


def _like(row: Proposition, entry: PropositionEntry) -> bool:
    """In the same words in one language at least."""
    return any(row.text.get(code) == text for code, text in entry.text.items())


def _drop(actor: Actor, row: Proposition) -> None:
    try:
        writing.remove(actor, row)
    except InvalidInput as error:
        text = _("The file leaves the proposition “%(text)s” out, but it can’t go. %(reason)s")
        raise InvalidInput(text % {"text": row.text, "reason": error.message}) from error
