"""A map that was let out, as everybody sees it; and the page on which a convener does so."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parley.apps.convening.models import Dialogue
from parley.apps.deliberation.models import Consultation
from parley.apps.outcomes.bridge.seen import Division
from parley.apps.outcomes.bridge.showing import Shown
from parley.apps.outcomes.models import MapRelease, OpinionMap
from parley.apps.outcomes.presenters import gathered
from parley.apps.outcomes.presenters import maps as drawn
from parley.apps.outcomes.presenters.words import engine_words
from parley.apps.outcomes.selectors import releases
from parley.apps.outcomes.selectors.sources import source_of
from parley.core.access import may
from parley.core.actors import Actor
from parley.core.localtext import LocalText
from parley.core.templatetags.parley import date_range, localized

Item = dict[str, Any]
LABEL = gettext_lazy("Opinion map")


def address(release: MapRelease, dialogue: Dialogue) -> str:
    return reverse("released-map", args=[dialogue.slug, release.uid])


def desk_address(consultation: Consultation) -> str:
    return reverse("desk-map-release", args=[consultation.dialogue.slug, consultation.slug])


def shown(row: OpinionMap) -> Shown:
    """In its public form and the active language."""
    return releases.shown_to_all(row, engine_words(), drawn.language())


def body(row: OpinionMap, of: Shown, by: Division, here: str) -> Item:
    """What everybody sees of it: the page of those who take part, without files and without the way
    to one's own place. The confirmation shows this very thing."""
    source = source_of(row)
    figures = {
        name: [one._replace(downloads=()) for one in each]
        for name, each in drawn.charts(source, of, by.slug).items()
    }
    told = drawn.told(source, of, by, here)
    return {**told, "actors": {}, "figures": figures, "tables": [], "export_url": ""}


def page(release: MapRelease, wanted: str) -> Item:
    consultation = source_of(release.map).of_consultation
    dialogue = consultation.dialogue
    of = shown(release.map)
    return {
        "dialogue": dialogue,
        "breadcrumbs": [
            {
                "label": localized(dialogue.title),
                "url": reverse("dialogue", args=[dialogue.slug]),
            },
            {"label": str(LABEL), "url": ""},
        ],
        "release": release,
        "released_on": date_range(release.released_on, release.released_on),
        "rule": consultation.rule,
        "rule_label": consultation.get_rule_display(),
        "synthetic": consultation.synthetic,
        "map": body(release.map, of, drawn.division(of, wanted), address(release, dialogue)),
    }


# ---- at the desk


def desk(actor: Actor, row: OpinionMap, wanted: str) -> Item:
    """What stands on the page on which it is let out, or taken back."""
    consultation = source_of(row).of_consultation
    dialogue, here = consultation.dialogue, desk_address(consultation)
    release, problem = releases.release_of(row), releases.why_not(row)
    context: Item = {
        **gathered.around(actor, dialogue, gathered.OUTCOME, (_("Let a map out of its rule"), "")),
        "back": drawn.address(source_of(row)),
        "consultation": consultation,
        "release": release,
        "why_not": problem,
        "points": points() if release is None else out_points(),
        "url": address(release, dialogue) if release and not problem else "",
    }
    if not problem:
        of = shown(row)
        context["map"] = body(row, of, drawn.division(of, wanted), here)
    return context


def suggested(row: OpinionMap) -> LocalText:
    """The name that it has, else the one that its consultation has beside findings."""
    release = releases.release_of(row)
    return LocalText(release.title) if release else releases.name_in_print(row)


def points() -> list[str]:
    return [
        _("Everybody who sees the dialogue sees what stands below, and nothing else of it."),
        _(
            "All propositions are told in their words, also those on which there is no finding, or one "
            "that you have not let anybody read."
        ),
        _(
            "Nobody stands on it, and no number is about few people. Whoever takes part sees all of it "
            "already, so it tells nobody anything that can be worked out against what else is shown."
        ),
        _(
            "If another consultation asked the same people the same again, its map beside this one may "
            "tell of the few who came or changed in between. Then let out one of them only."
        ),
        _("The consultation’s own pages, its results and its files stay with those who take part."),
        _("Reports can show its charts. Numbers that have been read can’t be called back."),
    ]


def out_points() -> list[str]:
    return [
        _("Only those who take part will see this map, and its public page will be gone."),
        _("Drafts of a report leave its charts out, and can’t be published with them."),
        _("Versions of a report that are published stay as they are: they show it still."),
        _("Whoever has read it knows it: this does not call it back."),
    ]


# ---- on other pages


def dialogue_panel(_actor: Actor, dialogue: Dialogue) -> Item | None:
    """The maps that everybody may look at."""
    found = releases.releases_with(dialogue)
    if not found:
        return None
    return {"maps": [{"title": one.title, "url": address(one, dialogue)} for one in found]}


def ways(actor: Actor, row: OpinionMap) -> Item:
    """On the page of those who take part: whether everybody sees it, and the convener's way."""
    consultation = source_of(row).consultation
    if consultation is None:
        return {}
    out = releases.releases_of(actor, [consultation.pk])
    release = next(iter(out.values()), None)
    is_askable = may(actor, "release", row) and consultation.is_confidential
    return {
        "public_url": address(release, consultation.dialogue) if release else "",
        "release_url": desk_address(consultation) if is_askable else "",
    }


ACTIONS: dict[str, Any] = {
    "map.let_out": gettext_lazy("let an opinion map out of its rule"),
    "map.renamed": gettext_lazy("changed the public name of an opinion map"),
    "map.taken_back": gettext_lazy("kept an opinion map inside its rule again"),
}
