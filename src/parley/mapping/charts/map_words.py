"""The words of an opinion map: title, finding, notes, description and table."""

from __future__ import annotations

import numpy as np

from parley.mapping.charts.chart import Table
from parley.mapping.charts.picture import MapPicture
from parley.mapping.charts.words import Words

NOTHING = "–"


def title(picture: MapPicture, words: Words) -> str:
    _ = words.gettext
    if picture.strip:
        return _("Opinion map: one line of disagreement")
    return _("Opinion map")


def finding(picture: MapPicture, words: Words) -> str:
    """What there is to see, in one or two sentences."""
    _ = words.gettext
    actors = words.actors(picture.n_actors)
    if not picture.n_actors:
        return _("No actor can be placed.")
    if picture.kind == "none":
        return _(
            "{actors}. No structure beyond chance: where they stand here could come about if everybody"
            " answered each proposition independently."
        ).format(actors=actors)
    if picture.kind == "continuum":
        text = _("{actors} along one line of disagreement, without separate groups.")
        if not picture.strip:
            text = _("{actors} in one continuous cloud, without separate groups.")
        if picture.known:
            text += " " + _coloured(picture, words)
        return text.format(actors=actors)
    if not picture.known and (picture.kind == "undetermined" or not picture.names):
        return _(
            "{actors}. Whether they form groups can’t be determined from these answers."
        ).format(actors=actors)
    if picture.known:
        return f"{actors}. {_coloured(picture, words)}"
    return _in_groups(picture, words)


def _in_groups(picture: MapPicture, words: Words) -> str:
    ngettext = words.ngettext
    actors = words.actors(picture.n_actors)
    n = len(picture.names)
    grouped = int(np.count_nonzero(picture.labels >= 0))
    if grouped < picture.n_actors and None not in picture.published:
        text = ngettext(
            "{actors}, {grouped} of them in {number} group.",
            "{actors}, {grouped} of them in {number} groups.",
            n,
        )
        return text.format(
            actors=actors, grouped=words.number(grouped, 0), number=words.number(n, 0)
        )
    return ngettext("{actors} in {number} group.", "{actors} in {number} groups.", n).format(
        actors=actors, number=words.number(n, 0)
    )


def _coloured(picture: MapPicture, words: Words) -> str:
    name = picture.grouping.name if picture.grouping else ""
    text = (
        words.gettext("Below: each {grouping}.")
        if picture.strip
        else words.gettext("Colour and mark: {grouping}.")
    )
    return text.format(grouping=name)


def size(picture: MapPicture, number: int, words: Words) -> str:
    count = picture.published[number]
    return NOTHING if count is None else words.number(count, 0)


def share(picture: MapPicture, number: int, words: Words) -> str:
    count = picture.published[number]
    if count is None or not picture.n_actors:
        return NOTHING
    return words.percent(count / picture.n_actors)


def chip(picture: MapPicture, number: int, words: Words) -> str:
    """What stands beside the name of a group on the map."""
    return f"{size(picture, number, words)} · {share(picture, number, words)}"


def group_line(picture: MapPicture, number: int, words: Words) -> str:
    """A group in the legend and the description."""
    return words.gettext("{group}: {size}").format(
        group=group_name(picture, number, words), size=group_size(picture, number, words)
    )


def group_size(picture: MapPicture, number: int, words: Words) -> str:
    """`56 actors, 19 %`."""
    count = picture.published[number]
    if count is None:
        return words.gettext("number withheld")
    return words.listing([words.actors(count), share(picture, number, words)])


def group_name(picture: MapPicture, number: int, words: Words) -> str:
    name = picture.names[number]
    return name if picture.known else words.gettext("Group {name}").format(name=name)


def without_group(picture: MapPicture, words: Words) -> str:
    n = int(np.count_nonzero(picture.labels < 0))
    return words.gettext("No group: {actors}").format(actors=words.actors(n))


def few_line(picture: MapPicture, words: Words) -> str:
    n = int(picture.few.sum())
    return words.gettext("Fewer than {least} answers, place uncertain: {actors}").format(
        least=words.number(picture.min_answers, 0), actors=words.actors(n)
    )


def towards(text: str, words: Words) -> str:
    return words.gettext("towards: {what}").format(what=text)


def notes(picture: MapPicture, beyond: int, words: Words) -> list[str]:
    """How to read the picture."""
    found = [_how_drawn(picture, words), _explained(picture, words)]
    if beyond:
        found.append(
            words.ngettext(
                "{number} actor far outside is drawn at the edge.",
                "{number} actors far outside are drawn at the edge.",
                beyond,
            ).format(number=words.number(beyond, 0))
        )
    return [" ".join(text for text in found if text)] if any(found) else []


def _how_drawn(picture: MapPicture, words: Words) -> str:
    _ = words.gettext
    if not picture.n_actors:
        return ""
    if picture.strip:
        return _strip_note(picture, words)
    if not picture.as_dots:
        text = _("The three shades hold 50, 80 and 95 % of the actors.")
        if picture.names and not picture.known:
            text = _("The three shades of a group hold 50, 80 and 95 % of its actors.")
        if picture.known:
            text = _(
                "The shades hold 50, 80 and 95 % of all actors; within its line stands half of a group,"
                " the large mark is its middle."
            )
        return text
    near = _("Actors who answered alike stand close together; the lines cross at the average.")
    if picture.known:
        near += " " + _("A large mark is the middle of its group.")
    elif picture.names:
        near += " " + _("An outline holds about nine in ten actors of its group.")
    return near


def _strip_note(picture: MapPicture, words: Words) -> str:
    _ = words.gettext
    if picture.as_dots:
        text = _("Each dot is an actor; only its place from left to right counts.")
    else:
        text = _("The higher the curve, the more actors stand there.")
    return (
        text
        + " "
        + _("The bar holds the middle half, its notch is the median; the thin line is the average.")
    )


def _explained(picture: MapPicture, words: Words) -> str:
    """How much of the differences the picture shows."""
    _ = words.gettext
    if picture.strip and picture.shares:
        return _("This line shows {share} of all differences of opinion.").format(
            share=words.percent(picture.shares[0])
        )
    if len(picture.shares) < 2:
        return ""
    return _(
        "From left to right the map shows {across} of all differences of opinion, from bottom to top"
        " {upward}."
    ).format(across=words.percent(picture.shares[0]), upward=words.percent(picture.shares[1]))


def description(picture: MapPicture, beyond: int, words: Words) -> list[str]:
    """The text alternative, sentence by sentence."""
    numbers = range(len(picture.names))
    sentences = [finding(picture, words)]
    sentences += [f"{group_line(picture, number, words)}." for number in numbers]
    if picture.names and (picture.labels < 0).any():
        sentences.append(f"{without_group(picture, words)}.")
    if picture.few.any():
        sentences.append(f"{few_line(picture, words)}.")
    sentences.extend(_ends(picture, words))
    return sentences + notes(picture, beyond, words)


def _ends(picture: MapPicture, words: Words) -> list[str]:
    _ = words.gettext
    upward = (
        ()
        if picture.strip
        else (
            (_("Top, towards: {what}."), picture.upward.high),
            (_("Bottom, towards: {what}."), picture.upward.low),
        )
    )
    ends = (
        (_("Left, towards: {what}."), picture.across.low),
        (_("Right, towards: {what}."), picture.across.high),
        *upward,
    )
    return [sentence.format(what=what) for sentence, what in ends if what]


def table(picture: MapPicture, words: Words) -> Table:
    """A row for each group, or one for all."""
    _ = words.gettext
    columns = (
        _("Group"),
        _("Actors"),
        _("Share"),
        _("With few answers"),
        _("Middle, left to right"),
        _("Middle, bottom to top"),
    )
    rows = [_table_row(picture, number, words) for number in range(len(picture.names))]
    every = np.ones(picture.n_actors, dtype=bool)
    n, few_all = words.number(picture.n_actors, 0), words.number(int(picture.few.sum()), 0)
    whole = words.percent(1) if picture.n_actors else NOTHING
    rows.append((_("All"), n, whole, few_all, *_middle(picture, every, words)))
    return Table(columns, tuple(rows))


def _table_row(picture: MapPicture, number: int, words: Words) -> tuple[str, ...]:
    own = picture.labels == number
    few, middle = NOTHING, (NOTHING, NOTHING)
    if picture.published[number] is not None:
        middle = _middle(picture, own, words)
        # Where one size is withheld, so is how the others divide.
        careful = None in picture.published
        few = NOTHING if careful else words.number(int(picture.few[own].sum()), 0)
    name, count = group_name(picture, number, words), size(picture, number, words)
    return name, count, share(picture, number, words), few, *middle


def _middle(picture: MapPicture, own: np.ndarray, words: Words) -> tuple[str, str]:
    if not own.any():
        return NOTHING, NOTHING
    x, y = np.median(picture.shown[own], axis=0).tolist()
    return words.number(x, 2), words.number(y, 2)
