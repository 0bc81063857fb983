"""What the schema of the section can't say: references, what stands twice, words that don't do."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from parley.apps.convening.exchange.checks import repeated, sessions_of, unknown
from parley.apps.convening.exchange.problems import expected
from parley.apps.convening.exchange.schema import Document
from parley.apps.registration.exchange.schema import RegistrationEntry
from parley.apps.registration.services import mailtexts, opening
from parley.core.exports import Problem

MOST = 200


def problems_of(entry: RegistrationEntry, document: Document) -> Iterator[Problem]:
    yield from _too_many(entry)
    yield from repeated((("groups", n, "slug"), one.slug) for n, one in enumerate(entry.groups))
    yield from _questions(entry)
    yield from _mails(entry)
    yield from _sessions(entry, document)


def _too_many(entry: RegistrationEntry) -> Iterator[Problem]:
    for kind in ("groups", "questions"):
        count = len(getattr(entry, kind))
        if count > MOST:
            yield Problem(
                (kind,), expected(_("at most %(limit)d entries") % {"limit": MOST}, count)
            )


def _questions(entry: RegistrationEntry) -> Iterator[Problem]:
    groups = {one.slug for one in entry.groups}
    for n, question in enumerate(entry.questions):
        asked_of = [(("questions", n, "groups", g), slug) for g, slug in enumerate(question.groups)]
        yield from repeated(asked_of)
        for path, slug in asked_of:
            yield from unknown(path, slug, groups, "registration.groups")
        problem = opening.problem_with_choices(question.text, question.kind, question.choices)
        if problem:
            yield Problem(("questions", n, "choices"), problem)


def _mails(entry: RegistrationEntry) -> Iterator[Problem]:
    yield from repeated((("mails", n, "kind"), one.kind.value) for n, one in enumerate(entry.mails))
    for n, mail in enumerate(entry.mails):
        for problem in mailtexts.problems_in(mail.kind, mail.subject, mail.body):
            yield Problem(("mails", n), problem)


def _sessions(entry: RegistrationEntry, document: Document) -> Iterator[Problem]:
    known = {session.slug for _path, session in sessions_of(document)}
    for kind in ("online_rooms", "break_outs"):
        named = [((kind, n, "session"), one.session) for n, one in enumerate(getattr(entry, kind))]
        yield from repeated(named)
        for path, slug in named:
            yield from unknown(path, slug, known, "sessions")
