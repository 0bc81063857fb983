"""Practices as pages show them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parley.apps.convening.models import Dialogue, Session
from parley.apps.deliberation.models import Norm
from parley.apps.outcomes.models import LEAST, Practice, PracticeEvidence, PracticeStatus
from parley.apps.outcomes.policies import reports
from parley.apps.outcomes.presenters import gathered
from parley.apps.outcomes.selectors import practices as find
from parley.core.actors import Actor
from parley.core.localtext import LocalText, direction
from parley.core.markdown import render
from parley.core.templatetags.parley import localized

Item = dict[str, Any]
WORDS = 40  # of what is done, in a list
SHOWN = 6  # on a dialogue's page
STATUSES: dict[str, Any] = {
    PracticeStatus.CLAIMED: gettext_lazy(
        "It has been told that this is done. No document that is named here shows it yet."
    ),
    PracticeStatus.DOCUMENTED: gettext_lazy(
        "Documents show that this is done. How well it works has not been assessed independently."
    ),
}


EVIDENCE_HINT = gettext_lazy(
    "Where the practice is shown: a document of a collection of evidence, or the title and the link "
    "of another text, with the place in it."
)


def url(practice: Practice, name: str = "practice") -> str:
    if name == "practice":
        return reverse(name, args=[practice.slug])
    return reverse(name, args=[practice.dialogue.slug, practice.slug])


def crumbs(*trail: tuple[Any, str]) -> list[Item]:
    """Practices › where one is; the last has no link."""
    steps = [(_("Practices"), reverse("practices")), *trail]
    return [
        {"label": label, "url": link if number < len(steps) else ""}
        for number, (label, link) in enumerate(steps, start=1)
    ]


def status_in_words(practice: Practice) -> str:
    if practice.status == PracticeStatus.ASSESSED:
        told = {"by": practice.assessed_by}
        return _("It has been assessed independently, by %(by)s.") % told
    return str(STATUSES[practice.status])


def endorsed(practice: Practice) -> str:
    """How many endorsed it when they were last counted."""
    n = practice.counted
    if n < LEAST:
        return _("Endorsed by fewer than %(least)d participants") % {"least": LEAST}
    text = ngettext("Endorsed by %(n)d participant", "Endorsed by %(n)d participants", n)
    return text % {"n": n}


def beginning(text: LocalText) -> Item:
    """The first words of a text in markdown, with their language."""
    picked = text.pick()
    plain = strip_tags(str(render(picked.text)))
    return {
        "text": Truncator(" ".join(plain.split())).words(WORDS),
        "lang": picked.language,
        "dir": direction(picked.language),
    }


def by_whom(practice: Practice) -> list[Any]:
    """The actors, then what stands there in words."""
    names = [localized(body.name) for body in practice.bodies.all()]
    return [*names, localized(practice.by_whom)] if practice.by_whom else names


def card(practice: Practice) -> Item:
    """A practice in a list; its actors and elements came with it."""
    return {
        "title": localized(practice.title),
        "url": url(practice),
        "what": beginning(practice.what),
        "by_whom": by_whom(practice),
        "elements": [gathered.element_link(one) for one in practice.elements.all()],
        "dialogue": gathered.dialogue_link(practice.dialogue),
        "status_label": practice.get_status_display(),
        "endorsed": endorsed(practice),
        "synthetic": practice.synthetic,
        "published": practice.published,
    }


def page(found: find.Whole) -> Item:
    """All that is told of one."""
    practice = found.practice
    takes = [
        {"label": _("Capacity"), "text": practice.capacity},
        {"label": _("Cost"), "text": practice.cost},
        {"label": _("Caveats of those who do it"), "text": practice.caveats},
    ]
    return {
        "title": localized(practice.title),
        "what": practice.what,
        "by_whom": by_whom(practice),
        "elements": [gathered.element_link(one) for one in practice.elements.all()],
        "takes": [one for one in takes if one["text"]],
        "status_label": practice.get_status_display(),
        "status": status_in_words(practice),
        "evidence": [evidence(row) for row in found.evidence],
        "dialogue": gathered.dialogue_link(practice.dialogue),
        "session": gathered.session_link(practice.dialogue, practice.session),
        "endorsed": endorsed(practice),
        "least": LEAST,
        "synthetic": practice.synthetic,
        "published": practice.published,
        "edit_url": url(practice, "desk-practice") if found.may_edit else "",
        "endorse_url": reverse("practice-endorse", args=[practice.slug]),
        "may_endorse": found.may_endorse and not found.endorses,
        "endorses": found.endorses,
    }


def evidence(row: PracticeEvidence) -> Item:
    if row.document is not None:
        return gathered.document_link(row.document, row.place)
    return {
        "label": row.title or row.link,
        "url": "",
        "about": [],
        "place": row.place,
        "link": row.link,
    }


def found(n: int) -> str:
    return ngettext("%(n)d practice", "%(n)d practices", n) % {"n": n}


# Panels


def dialogue_panel(actor: Actor, dialogue: Dialogue) -> Item | None:
    rows = find.practices_with(dialogue)
    edit = _edit_url(actor, dialogue)
    if not rows and not edit:
        return None
    n = len(rows)
    return {
        "rows": [_line(row) for row in rows[:SHOWN]],
        "all_url": f"{reverse('practices')}?dialogue={dialogue.slug}" if n else "",
        "all_label": ngettext("%(n)d practice", "All %(n)d practices", n) % {"n": n},
        "edit_url": edit,
        "id": "practices",
    }


def session_panel(actor: Actor, session: Session) -> Item | None:
    rows = find.told_in(actor, session)
    return {"rows": [_line(row) for row in rows], "id": "practices"} if rows else None


def norm_panel(actor: Actor, norm: Norm) -> Item | None:
    n = find.on_norm(actor, norm)
    if not n:
        return None
    about = f"{norm.instrument.slug}/{norm.slug}"
    text = ngettext(
        "%(n)d practice that lives up to this norm", "%(n)d practices that live up to this norm", n
    )
    return {"url": f"{reverse('practices')}?about={about}", "label": text % {"n": n}}


def _edit_url(actor: Actor, dialogue: Dialogue) -> str:
    if not actor.is_signed_in or not reports(actor, dialogue.pk):
        return ""
    return reverse("desk-practices", args=[dialogue.slug])


def _line(practice: Practice) -> Item:
    return {
        "title": localized(practice.title),
        "url": url(practice),
        "note": practice.get_status_display(),
        "synthetic": practice.synthetic,
    }


# The desk


def desk_lines(rows: Sequence[Practice]) -> list[Item]:
    last = len(rows) - 1
    return [
        {
            **card(row),
            "page_url": url(row),
            "url": url(row, "desk-practice"),
            "move_url": url(row, "desk-practice-move"),
            "session": gathered.session_link(row.dialogue, row.session),
            "is_first": place == 0,
            "is_last": place == last,
        }
        for place, row in enumerate(rows)
    ]


def who_sees(practice: Practice) -> str:
    """Of what publishing it means."""
    if practice.session is not None:
        told = {"session": practice.session.title}
        return _("Whoever may know what was said in “%(session)s” will see it.") % told
    return _("Everybody who sees the dialogue will see it, and the catalogue lists it for them.")


def _hit(practice: Practice) -> Item:
    """Among what was searched."""
    return {
        "title": localized(practice.title),
        "url": url(practice),
        "note": localized(practice.dialogue.title),
        "synthetic": practice.synthetic,
    }


HITS: dict[str, Callable[[Any], Item]] = {"practice": _hit}
