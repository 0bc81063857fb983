"""Practices and open questions of a file into the database, through the services of the desk."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from parley.apps.convening.exchange.lists import matched
from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Element
from parley.apps.evidence.models import Document
from parley.apps.outcomes.exchange.gathered_schema import (
    GatheredEntry,
    PracticeEntry,
    QuestionEntry,
)
from parley.apps.outcomes.models import OpenQuestion, Practice
from parley.apps.outcomes.selectors import practices as find
from parley.apps.outcomes.selectors.questions import questions_of
from parley.apps.outcomes.services import gathered, practices, questions
from parley.core.access import visible
from parley.core.actors import Actor
from parley.core.exports import Path, Taking, Wrong

PLAIN = ("title", "what", "by_whom", "capacity", "cost", "caveats", "status", "assessed_by")


def take(actor: Actor, dialogue: Dialogue, entry: GatheredEntry, wrong: Wrong) -> bool:
    """Make the practices and questions be as the entry says; answers whether anything changed."""
    taking = _Taking(actor, dialogue, wrong)
    taking.practices(entry.practices)
    taking.questions(entry.questions)
    return taking.changed


class _Taking(Taking):
    """One section on its way in."""

    def practices(self, entries: tuple[PracticeEntry, ...]) -> None:
        stored = {row.slug: row for row in find.practices_of(self.actor, self.dialogue)}
        staying = {one.slug for one in entries}
        for slug, row in stored.items():
            if slug not in staying:
                self.do(("practices", slug), gathered.remove, row)
        kept = [self._practice(stored.get(one.slug), one) for one in entries]
        self._order(kept)

    def _practice(self, row: Practice | None, entry: PracticeEntry) -> Practice | None:
        path: Path = ("practices", entry.slug)
        values = {name: getattr(entry, name) for name in PLAIN} | {
            "session": self._session(entry.session)
        }
        links = {
            "bodies": self._actors(path, entry.actors),
            "elements": self._elements(path, entry.elements),
        }
        evidence = [
            {
                "document": self._document((*path, "evidence"), one.document),
                "title": one.title,
                "link": one.link,
                "place": one.place,
            }
            for one in entry.evidence
        ]
        if row is None:
            row = self._added(path, entry, values, links)
        if row is None:
            return None
        self._same_kind(path, row, entry.synthetic)
        if row.published and not entry.published:
            self.do(path, practices.publish, row, published=False)
        # What a published one claims and what shows it must fit at each step.
        if evidence:
            self._evidence(path, row, evidence)
        if not _is_as(row, values, links):
            self.do(path, practices.edit, row, values, links)
        if not evidence:
            self._evidence(path, row, evidence)
        if entry.published and not row.published:
            self.do(path, practices.publish, row, published=True)
        return row

    def _added(
        self, path: Path, entry: PracticeEntry, values: dict[str, Any], links: dict[str, Any]
    ) -> Practice | None:
        given = {**values, "slug": entry.slug}
        made: Practice | None = self.do(
            path, practices.add, self.dialogue, given, links, synthetic=entry.synthetic
        )
        return made

    def _evidence(self, path: Path, row: Practice, wanted: list[dict[str, Any]]) -> None:
        stored = find.evidence_of(self.actor, row)
        now = [(one.document_id, one.title, one.link, one.place) for one in stored]
        then = [
            (one["document"] and one["document"].pk, one["title"], one["link"], one["place"])
            for one in wanted
        ]
        if now != then:
            self.do((*path, "evidence"), practices.set_evidence, row, wanted)

    def questions(self, entries: tuple[QuestionEntry, ...]) -> None:
        stored = [one.question for one in questions_of(self.actor, self.dialogue, drafts=True)]
        found, leaving = matched(stored, entries, _same_text_on_element, _same_text, _like)
        for row in leaving:
            self.do(("questions",), gathered.remove, row)
        pairs = enumerate(zip(found, entries, strict=True))
        self._order([self._question(n, row, one) for n, (row, one) in pairs])

    def _question(
        self, number: int, row: OpenQuestion | None, entry: QuestionEntry
    ) -> OpenQuestion | None:
        path: Path = ("questions", number)
        elements = self._elements(path, [entry.element] if entry.element else [])
        values = {
            "text": entry.text,
            "session": self._session(entry.session),
            "element": elements[0] if elements else None,
            "status": entry.status,
            "answer": entry.answer,
            "answered_by_document": self._answer(path, row, entry),
        }
        if row is None:
            synthetic = entry.synthetic
            row = self.do(path, questions.add, self.dialogue, values, synthetic=synthetic)
        elif any(getattr(row, name) != value for name, value in values.items()):
            self.do(path, questions.edit, row, values)
        if row is not None:
            self._same_kind(path, row, entry.synthetic)
        if row is not None and row.published != entry.published:
            self.do(path, questions.publish, row, published=entry.published)
        return row

    def _answer(
        self, path: Path, row: OpenQuestion | None, entry: QuestionEntry
    ) -> Document | None:
        """A document that the actor does not see is in no file of theirs: it stays."""
        named = row.answered_by_document if row is not None else None
        if named is not None and entry.document is None:
            seen = visible(Document, self.actor).filter(pk=named.pk).exists()
            return None if seen else named
        return self._document(path, entry.document)

    def _same_kind(self, path: Path, row: Practice | OpenQuestion, synthetic: bool) -> None:
        if row.synthetic != (synthetic or self.dialogue.synthetic):
            self.wrong((*path, "synthetic"), _("Whether it is synthetic can’t change."))

    def _session(self, slug: str | None) -> Any:
        return self.dialogue.sessions.filter(slug=slug or "").first()

    def _actors(self, path: Path, slugs: tuple[str, ...]) -> list[Any]:
        known = {body.slug: body for body in find.bodies(self.actor)} if slugs else {}
        for slug in slugs:
            if slug not in known:
                text = _("There is no actor “%(name)s” here. Put it in words instead.")
                self.wrong((*path, "actors"), text % {"name": slug})
        return [known[slug] for slug in slugs if slug in known]

    def _elements(self, path: Path, addresses: Iterable[str]) -> list[Element]:
        found = []
        for address in addresses:
            instrument, norm, slug = address.split("/")
            rows = visible(Element, self.actor).filter(
                norm__instrument__slug=instrument, norm__slug=norm, slug=slug
            )
            element = rows.first()
            if element is None:
                text = _("There is no element “%(name)s” here. Import its instrument first.")
                self.wrong((*path, "elements"), text % {"name": address})
            else:
                found.append(element)
        return found

    def _document(self, path: Path, uid: UUID | None) -> Document | None:
        if uid is None:
            return None
        found = visible(Document, self.actor).filter(uid=uid).first()
        if found is None:
            text = _("There is no such document here. Name it by its title and its link instead.")
            self.wrong((*path, "document"), text)
        return found

    def _order(self, kept: list[Any]) -> None:
        rows = [row for row in kept if row is not None]
        if not rows:
            return
        orders = dict(type(rows[0])._default_manager.values_list("pk", "order"))
        now = [(orders[row.pk], row.pk) for row in rows]
        if now != sorted(now):
            self.do((), gathered.reorder, rows)


def _is_as(row: Practice, values: dict[str, Any], links: dict[str, list[Any]]) -> bool:
    if any(getattr(row, name) != value for name, value in values.items()):
        return False
    return all(set(getattr(row, name).all()) == set(wanted) for name, wanted in links.items())


def _same_text_on_element(row: OpenQuestion, entry: QuestionEntry) -> bool:
    slug = row.element.slug if row.element else ""
    return row.text == entry.text and slug == entry.element.rpartition("/")[2]


def _same_text(row: OpenQuestion, entry: QuestionEntry) -> bool:
    return bool(row.text == entry.text)


def _like(row: OpenQuestion, entry: QuestionEntry) -> bool:
    """In the same words in one language at least."""
    return any(row.text.get(code) == text for code, text in entry.text.items())
