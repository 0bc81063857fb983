"""Break-outs in words: rooms and people, what an arrangement costs and why, how good it is."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parley.apps.convening.models import Session, SessionKind
from parley.apps.convening.presenters.programme import full_title
from parley.apps.registration.assigning import UNMET, Uneven
from parley.apps.registration.models import BreakoutRound, Registration, Work
from parley.apps.registration.selectors import own_breakouts as find
from parley.apps.registration.selectors.breakouts import (
    Arrangement,
    Corner,
    Participant,
)
from parley.apps.registration.selectors.lost_breakouts import Loss, lost_with
from parley.apps.registration.selectors.own_breakouts import Company, OwnRound
from parley.core.actors import Actor
from parley.core.localtext import LocalText
from parley.core.templatetags.parley import country, localized


def address(row: BreakoutRound, name: str = "registration-breakout", *more: Any) -> str:
    return reverse(name, args=[row.session.dialogue.slug, row.uid, *more])


def signed(points: int) -> str:
    """A number of points as a change: +3, −2, 0."""
    return f"+{points}" if points > 0 else str(points).replace("-", "−")


def changed(points: int) -> str:
    """What a change costs, in words."""
    if points == 0:
        return _("This changes no points.")
    if points > 0:
        text = ngettext("This costs %(n)d point.", "This costs %(n)d points.", points)
    else:
        text = ngettext("This saves %(n)d point.", "This saves %(n)d points.", -points)
    return text % {"n": abs(points)}


def line(row: BreakoutRound) -> dict[str, Any]:
    """A round in the list of rounds."""
    state = _("Published") if row.published_at else _("Draft")
    if row.takes_wishes:
        state = _("Participants say what they wish")
    return {"title": localized(row.session.title), "url": address(row), "state": state}


def removal_panel(actor: Actor, leaving: Sequence[Session]) -> dict[str, Any] | None:
    """Before sessions are removed: what of their break-outs goes with them."""
    losses = lost_with(actor, leaving)
    return {"losses": [_loss(one) for one in losses]} if losses else None


def _loss(of: Loss) -> dict[str, Any]:
    told = {"title": of.round.session.title.pick(get_language() or "en").text}
    if of.whole:
        text = _(
            "The break-outs of “%(title)s” go with it: who is in which room, and what people wished."
        )
    else:
        text = _("The break-outs of “%(title)s” lose rooms, and who is placed in them has none.")
    texts = [text % told, _("People who are placed there: %(n)d.") % {"n": of.placed}]
    if of.round.published_at and of.placed:
        texts.append(_("They have been told their rooms already."))
    return {"text": " ".join(texts), "url": address(of.round)}


# The board


def board(arrangement: Arrangement) -> dict[str, Any]:
    """All that the convener's board shows."""
    row, cards = arrangement.round, _Cards(arrangement)
    return {
        "columns": [_column(arrangement, room, cards) for room in arrangement.rooms],
        "unplaced": [cards.card(person) for person in arrangement.unplaced],
        "total": arrangement.cost.total,
        "total_words": _points(arrangement.cost.total),
        "lines": cost_lines(arrangement),
        "quality": quality(arrangement),
        "trouble": trouble(arrangement) if row.work == Work.FAILED else "",
        "is_busy": row.is_busy,
        "stage": _stage(row),
        "untold": _untold(arrangement),
        "is_published": row.published_at is not None,
        "has_people": bool(arrangement.people),
        "has_places": bool(arrangement.placement),
        "choices": [
            (person.uid, person.name) for person in arrangement.people if person.leads is None
        ],
        "addresses": {
            "here": address(row),
            "ask": address(row, "registration-breakout-ask"),
            "move": address(row, "registration-breakout-move"),
            "undo": address(row, "registration-breakout-undo"),
            "publish": address(row, "registration-breakout-publish"),
            "settings": address(row, "registration-breakout-settings"),
            "remove": address(row, "registration-breakout-remove"),
        },
    }


def _column(arrangement: Arrangement, room: Corner, cards: "_Cards") -> dict[str, Any]:
    people = arrangement.inside(room.key)
    return {
        "key": room.key,
        "title": full_title(room.label, room.title),
        "plain": _plain(room),
        "place": localized(room.place),
        "number": _filled(len(people), room.capacity),
        "is_full": room.capacity is not None and len(people) >= room.capacity,
        "people": [cards.card(person) for person in people],
    }


def _plain(room: Corner) -> str:
    """What `full_title` says, for where there can be no markup."""
    return _("{}: {}").format(room.label, room.title) if room.label else str(room.title)


def _filled(number: int, capacity: int | None) -> str:
    if capacity is None:
        return ngettext("%(n)d person", "%(n)d people", number) % {"n": number}
    return _("%(n)d of %(capacity)d") % {"n": number, "capacity": capacity}


def card(arrangement: Arrangement, person: Participant) -> dict[str, Any]:
    return _Cards(arrangement).card(person)


class _Cards:
    """Makes the cards of one board; what is the same for hundreds is worded once."""

    def __init__(self, arrangement: Arrangement) -> None:
        nobody = UUID(int=0)
        page = address(arrangement.round, "registration-breakout-person", nobody)
        self.before, self.after = page.split(str(nobody))
        self.groups = {key: localized(group) for key, group in _groups(arrangement).items()}
        self.countries = {code: country(code) for code in {p.country for p in arrangement.people}}
        self.wishes = dict(enumerate((_("First wish"), _("Second wish"), _("Third wish"))))

    def card(self, person: Participant) -> dict[str, Any]:
        return {
            "uid": person.uid,
            "name": person.name,
            "url": f"{self.before}{person.uid}{self.after}",
            "group": self.groups[person.group_key],
            "country": self.countries[person.country],
            "organisation": person.organisation,
            "wish": self.wish(person.wishes, person.room),
            "is_unmet": bool(person.wishes) and person.room not in (None, person.wishes[0]),
            "pinned": person.pinned,
            "leads": person.leads is not None,
            "has_no_room": not person.rooms,
        }

    def wish(self, wishes: Sequence[int], room: int | None) -> str:
        """Which wish the room is, for those who have one."""
        if not wishes or room is None:
            return ""
        return self.wishes[wishes.index(room)] if room in wishes else _("Not a wish")


def _groups(arrangement: Arrangement) -> dict[int, LocalText]:
    return {person.group_key: person.group for person in arrangement.people}


def _untold(arrangement: Arrangement) -> str:
    """How many people were told something else than the draft says, once some were told."""
    if arrangement.round.published_at is None:
        return ""
    number = sum(person.room != person.told for person in arrangement.people)
    text = ngettext(
        "%(n)d person has not been told yet where they are now.",
        "%(n)d people have not been told yet where they are now.",
        number,
    )
    return text % {"n": number} if number else ""


def _points(number: int) -> str:
    return ngettext("%(n)d point", "%(n)d points", number) % {"n": number}


def cost_lines(arrangement: Arrangement) -> list[str]:
    """Why the arrangement has its points, what counts most first."""
    cost = arrangement.cost
    parts = sorted(cost.uneven, key=lambda part: (-part.points, part.kind, part.room))
    names = _Names(arrangement)
    wishes = cost.wishes if arrangement.round.weigh_wishes else {}
    return [*_wish_lines(wishes), *(names.uneven(part) for part in parts)]


def _wish_lines(wishes: Any) -> Iterator[str]:
    asked, first = sum(wishes.values()), wishes.get(0, 0)
    if not asked:
        return
    text = ngettext(
        "%(first)d of %(n)d person who said so has their first wish.",
        "%(first)d of %(n)d people who said so have their first wish.",
        asked,
    )
    yield text % {"first": first, "n": asked}
    if unmet := wishes.get(UNMET):
        none = ngettext(
            "%(n)d person has none of their wishes.",
            "%(n)d people have none of their wishes.",
            unmet,
        )
        yield none % {"n": unmet}


class _Names:
    """What traits and rooms are called."""

    def __init__(self, arrangement: Arrangement) -> None:
        self.rooms = {room.key: _plain(room) for room in arrangement.rooms}
        self.groups = {str(key): str(group) for key, group in _groups(arrangement).items()}
        self.organisations = {dict(p.traits).get("organisation"): p for p in arrangement.people}

    def uneven(self, part: Uneven) -> str:
        named = {"what": self.what(part), "room": self.rooms[part.room], "n": abs(part.by)}
        if part.by > 0:
            return _("%(what)s in %(room)s: %(n)d above the even share") % named
        return _("%(what)s in %(room)s: %(n)d below the even share") % named

    def what(self, part: Uneven) -> str:
        if part.kind == "group":
            return self.groups[part.value]
        if part.kind == "country":
            return country(part.value)
        if part.kind == "organisation":
            return self.organisations[part.value].organisation
        return _("People")


def quality(arrangement: Arrangement) -> str:
    """How near the best possible the last proposal was, and what has become of it."""
    row, total = arrangement.round, arrangement.cost.total
    if row.work != Work.DONE or row.cost is None or row.bound is None:
        return ""
    if row.cost == row.bound:
        text = _("The proposal was the best possible: it is proven that none has fewer points.")
    else:
        gap = ngettext(
            "The proposal is at most %(n)d point from the best possible (%(share)s %%).",
            "The proposal is at most %(n)d points from the best possible (%(share)s %%).",
            row.cost - row.bound,
        )
        share = round(100 * (row.cost - row.bound) / row.cost)
        text = gap % {"n": row.cost - row.bound, "share": share}
    if row.pins:
        kept = ngettext(
            "%(n)d person was kept in their room.",
            "%(n)d people were kept in their rooms.",
            row.pins,
        )
        text = f"{text} {kept % {'n': row.pins}}"
    if total != row.cost:
        now = _("It had %(then)s; with what has changed since there are %(now)s.")
        text = f"{text} {now % {'then': _points(row.cost), 'now': _points(total)}}"
    return text


def trouble(arrangement: Arrangement) -> str:
    """Why there is no proposal, and what to do."""
    found = arrangement.round.trouble
    if found.get("changed"):
        return _("Somebody moved people while the proposal was made. Ask for it again.")
    if "rooms" not in found:
        return _("The proposal could not be made. Please ask again.")
    titles = {room.key: _plain(room) for room in arrangement.rooms}
    names = ", ".join(titles[key] for key in found["rooms"] if key in titles)
    text = ngettext(
        "%(people)d person can only go to these rooms, which hold %(places)d: %(rooms)s.",
        "%(people)d people can only go to these rooms, which hold %(places)d: %(rooms)s.",
        found["people"],
    )
    way_out = _(
        "Raise the capacity of a room in the programme, add one, or let proposals move more."
    )
    return f"{text % {**found, 'rooms': names}} {way_out}"


def _stage(row: BreakoutRound) -> str:
    words = {
        "": _("Waiting for its turn …"),
        "first": _("Looking whether everybody fits …"),
        "best": _("Looking for the best arrangement …"),
        "better": _("Improving what was found …"),
    }
    return words[row.stage] if row.is_busy else ""


def choices(arrangement: Arrangement, person: Participant) -> list[dict[str, Any]]:
    """The rooms for one person, each with its price."""
    prices, cards = arrangement.prices(person) if person.rooms else {}, _Cards(arrangement)
    return [
        {
            "key": room.key,
            "title": full_title(room.label, room.title),
            "number": _filled(len(arrangement.inside(room.key)), room.capacity),
            "is_here": person.room == room.key,
            "is_full": room.capacity is not None
            and len(arrangement.inside(room.key)) >= room.capacity,
            "price": signed(prices[room.key]),
            "price_words": changed(prices[room.key]),
            "wish": cards.wish(person.wishes, room.key) if room.key in person.wishes else "",
        }
        for room in arrangement.rooms
        if room.key in prices
    ]


# What participants see


def own_panel(actor: Actor, registration: Registration) -> dict[str, Any] | None:
    """On one's own page: the room one goes to, or what one may wish."""
    shown = [own for own in find.own_rounds(actor, registration) if own.told or own.takes_wishes]
    return {"rounds": [_own(own) for own in shown]} if shown else None


def _own(own: OwnRound) -> dict[str, Any]:
    dialogue, told = own.round.session.dialogue, own.told
    titles = {room.key: full_title(room.label, room.title) for room in own.rooms}
    return {
        "title": localized(own.title),
        "told": told and localized(told.title),
        "place": localized(told.room.name) if told and told.room else "",
        "url": told and reverse("session", args=[dialogue.slug, told.slug]),
        "people_url": told and reverse("breakout-room", args=[dialogue.slug, told.slug]),
        "wishes": [titles[key] for key in own.wishes if key in titles],
        "wish_url": reverse("breakout-wishes", args=[dialogue.slug, own.round.uid]),
    }


def company_panel(actor: Actor, session: Session) -> dict[str, Any] | None:
    """On the page of a break-out, for those who may know who is in it."""
    if session.kind != SessionKind.BREAK_OUT or not find.knows_company(actor, session):
        return None
    return {"url": reverse("breakout-room", args=[session.dialogue.slug, session.slug])}


def company(found: Company) -> dict[str, Any]:
    return {
        "title": localized(found.session.title),
        "url": reverse("session", args=[found.session.dialogue.slug, found.session.slug]),
        "is_whole": found.is_whole,
        "people": [
            {"name": name, "organisation": organisation, "group": localized(group)}
            for name, organisation, group in found.people
        ],
    }
