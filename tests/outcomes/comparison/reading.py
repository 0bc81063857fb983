"""Where comparisons stand, and what a reader reads there."""

import re

from django.urls import reverse

from parley.apps.convening.models import SeatRole
from tests import factories as make


def key(source):
    return f"{'c' if hasattr(source, 'phase') else 'e'}{source.pk}"


def address(dialogue, before=None, after=None):
    chosen = [("before", before), ("after", after)]
    query = "&".join(f"{name}={key(one)}" for name, one in chosen if one is not None)
    return reverse("comparison", args=[dialogue.slug]) + (f"?{query}" if query else "")


def files(dialogue, before, after):
    pair = [dialogue.slug, key(before), key(after)]
    charts = [
        reverse("comparison-chart", args=[*pair, name, 1, kind])
        for name in ("ambiguity", "agreement")
        for kind in ("svg", "png")
    ]
    return [*charts, reverse("comparison-table", args=pair)]


def words(response):
    """What a reader reads, without charts and without line breaks."""
    assert response.status_code == 200
    page = re.sub(r"<svg.*?</svg>", "", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def convener(dialogue, signed_in):
    account = make.user()
    make.seat(dialogue, account, SeatRole.CONVENER)
    return signed_in(account)
