"""The page of a map says what it shows, in words and numbers, and hands it out."""

import io
import json
import re
from math import hypot, sqrt
from pathlib import Path

import polars
import pytest
from django.urls import reverse

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.deliberation.models import Phase, Results, Value
from parley.apps.deliberation.services import stances
from parley.apps.outcomes.bridge import showing
from parley.apps.outcomes.models import MapStatus, OpinionMap
from parley.apps.outcomes.services import drawing
from tests import factories as make
from tests.outcomes import world

pytestmark = pytest.mark.django_db
STYLES = "src/parley/apps/outcomes/static/outcomes/charts.css"


def address(consultation, name="opinion-map", *more):
    return reverse(name, args=[consultation.dialogue.slug, consultation.slug, *more])


def text(client, consultation, query=""):
    response = client.get(address(consultation) + query)
    assert response.status_code == 200
    return response.content.decode()


def drawn(**fields):
    consultation = world.consultation(**fields)
    world.two_camps(consultation, size=40)
    drawing.look.call()
    return consultation


def test_the_page_says_what_was_found_and_why(client):
    page = text(client, drawn())
    assert "80 people took 640 stances on 8 propositions." in page
    assert "2 groups, which stand further apart" in page
    converging = re.search(r'id="convergence".*?</section>', page, re.S)[0]
    assert "Proposition 7." in converging and "Proposition 1." not in converging
    assert re.search(r"At least \d+\xa0% agree in every group; fewest in Group [AB]", converging)
    diverging = re.search(r'id="divergence".*?</section>', page, re.S)[0]
    assert "Proposition 1." in diverging and "Proposition 7." not in diverging
    assert re.search(r"a gap of \d+ points \(95\xa0% interval \d+–\d+\xa0%\)", diverging)
    assert "Why: two groups are at least 30 points apart" in diverging
    # Each chart in words, and as a table.
    figures = page.count('<figure class="chart-figure"')
    assert figures >= 5 and page.count("In words and numbers") == figures
    assert page.count('<svg class="chart chart-map"') == 2


def test_the_map_is_coloured_by_stakeholder_group_too(client):
    consultation = drawn()
    names = [str(group) for group in consultation.dialogue.groups.all()]
    page = text(client, consultation, "?by=stakeholder-groups")
    assert "Stakeholder groups were known before anybody answered." in page
    assert all(f'<th scope="row">{name}</th><td>40</td>' in page for name in names)
    assert 'aria-current="page"' in page
    assert "These groups were found" in text(client, consultation, "?by=nonsense")


def test_texts_are_in_the_reader_s_language_and_as_they_are_now(client):
    consultation = drawn()
    row = consultation.propositions.get(number=7)
    row.text = {"en": "Reworded", "fr": "Reformulée"}
    row.save()
    assert "Reworded" in text(client, consultation)
    client.cookies["django_language"] = "fr"
    page = text(client, consultation)
    assert "Reformulée" in page and "Reworded" not in page


def test_script_in_a_proposition_stays_text(client):
    consultation = world.consultation()
    world.two_camps(consultation)
    consultation.propositions.update(text={"en": "</script><svg onload=alert(1)>&<b>"})
    drawing.look.call()
    page = text(client, consultation)
    assert "<svg onload" not in page and "&lt;svg onload" in page
    file = client.get(address(consultation, "opinion-map-chart", "found", "stances", 1, "svg"))
    assert b"<svg onload" not in file.content


@pytest.mark.parametrize(
    ("fields", "people", "said"),
    [
        ({}, 2, "A map is drawn when 3 more people have answered."),
        ({"rule": Rule.CHATHAM_HOUSE}, 8, "drawn when the consultation is closed"),
        ({}, 8, "The map will be drawn within a minute."),
    ],
)
def test_before_there_is_a_map_the_page_says_when(signed_in, fields, people, said):
    consultation = world.consultation(**fields)
    world.answer(consultation, [(None, [0.5, 0.5])], size=people)
    account = make.user()
    make.seat(consultation.dialogue, account, SeatRole.PARTICIPANT)
    assert said in text(signed_in(account), consultation)


def test_how_far_the_drawing_is(client):
    consultation = world.consultation()
    OpinionMap.objects.create(
        consultation=consultation, fingerprint="x", status=MapStatus.DRAWING, progress=0.4
    )
    assert 'value="40"' in text(client, consultation)
    part = client.get(address(consultation, "opinion-map-progress"))
    assert 'value="40"' in part.content.decode() and "HX-Refresh" not in part
    OpinionMap.objects.all().delete()
    world.two_camps(consultation)
    drawing.look.call()
    assert client.get(address(consultation, "opinion-map-progress"))["HX-Refresh"] == "true"


def test_a_failure_is_said(client):
    consultation = world.consultation()
    OpinionMap.objects.create(
        consultation=consultation, fingerprint="x", status="failed", error=drawing.INTERRUPTED
    )
    assert "The newest map could not be drawn. The drawing was interrupted." in text(
        client, consultation
    )


# ---- files


def test_charts_and_tables_go_out_as_files(client):
    consultation = drawn()
    for name in ("map", "propositions", "plane", "stances", "stability"):
        svg = client.get(address(consultation, "opinion-map-chart", "found", name, 1, "svg"))
        assert svg.status_code == 200 and svg.content.startswith(b"<svg "), name
        assert "attachment" in svg["Content-Disposition"] and svg["Content-Type"] == "image/svg+xml"
    png = client.get(address(consultation, "opinion-map-chart", "found", "map", 1, "png"))
    assert png.content.startswith(b"\x89PNG")
    csv = client.get(address(consultation, "opinion-map-table", "propositions", "csv"))
    parquet = client.get(address(consultation, "opinion-map-table", "propositions", "parquet"))
    tables = [
        polars.read_csv(io.BytesIO(csv.content)),
        polars.read_parquet(io.BytesIO(parquet.content)),
    ]
    assert all(table["proposition"].to_list() == list(range(1, 9)) for table in tables)


@pytest.mark.parametrize(
    "more",
    [
        ("opinion-map-chart", "nobody", "map", 1, "svg"),
        ("opinion-map-chart", "found", "nothing", 1, "svg"),
        ("opinion-map-chart", "found", "map", 2, "svg"),
        ("opinion-map-chart", "found", "map", 0, "svg"),
        ("opinion-map-chart", "found", "map", 1, "pdf"),
        ("opinion-map-table", "nothing", "csv"),
        ("opinion-map-table", "shares", "xlsx"),
    ],
)
def test_what_is_not_there_is_not_found(client, more):
    assert client.get(address(drawn(), *more)).status_code == 404


# ---- who sees it


PAGES = (
    ("opinion-map",),
    ("opinion-map-progress",),
    ("opinion-map-chart", "stakeholder-groups", "map", 1, "svg"),
    ("opinion-map-table", "shares", "csv"),
    ("consultation-polis",),
)


@pytest.mark.parametrize(
    "fields",
    [
        {"rule": Rule.PARTICIPANTS},
        {"results": Results.AFTER},
        {"results": Results.HELD},
        {"rule": Rule.CHATHAM_HOUSE, "phase": Phase.CLOSED},
    ],
)
@pytest.mark.parametrize("part", PAGES, ids=[part[0] for part in PAGES])
def test_what_one_may_not_see_is_not_there(client, signed_in, fields, part):
    consultation = drawn(**fields)
    outsider = signed_in(make.user())
    for reader in (client, outsider):
        assert reader.get(address(consultation, *part)).status_code == 404
    account = make.user()
    make.seat(consultation.dialogue, account, SeatRole.CONVENER)
    assert signed_in(account).get(address(consultation, *part)).status_code == 200


def test_where_stances_are_confidential_nobody_is_a_point(signed_in):
    consultation = drawn(rule=Rule.CHATHAM_HOUSE, phase=Phase.CLOSED)
    account = make.user()
    make.seat(consultation.dialogue, account, SeatRole.CONVENER)
    reader = signed_in(account)
    page = text(reader, consultation)
    assert "nobody is shown as a point" in page and "chart-actors" not in page
    assert address(consultation, "opinion-map-table", "actors", "csv") not in page
    for kind in ("csv", "parquet"):
        found = reader.get(address(consultation, "opinion-map-table", "actors", kind))
        assert found.status_code == 404


def test_nothing_leaves_a_closed_room(signed_in):
    dialogue = make.dialogue()
    session = make.session(dialogue, rule=Rule.CLOSED_DOOR)
    consultation = drawn(
        dialogue=dialogue, session=session, rule=Rule.CLOSED_DOOR, phase=Phase.CLOSED
    )
    account = make.user()
    make.seat(dialogue, account, SeatRole.CONVENER)
    reader = signed_in(account)
    shown = text(reader, consultation)
    assert (
        "Where people stand" in shown
        and "Take away" not in shown
        and ".svg" not in re.sub(r"icons\.[^\"]*svg|favicon[^\"]*svg", "", shown)
    )
    for part in PAGES[2:]:
        assert reader.get(address(consultation, *part)).status_code == 404


# ---- you are here


def answering(consultation):
    """A participant who agrees with all."""
    account = make.user()
    make.seat(consultation.dialogue, account, SeatRole.PARTICIPANT)
    for proposition in consultation.propositions.all():
        stances.take(make.actor(account), proposition, Value.AGREE)
    return account


def test_somebody_s_browser_gets_what_tells_their_place(client, signed_in):
    consultation = world.consultation()
    world.two_camps(consultation, size=40)
    account = answering(consultation)
    drawing.look.call()
    page = text(signed_in(account), consultation)
    data = json.loads(re.search(r'<script id="you-data"[^>]*>(.*?)</script>', page, re.S)[1])
    assert data["mine"] == {str(number): 1 for number in range(1, 9)}
    # As you.js does it.
    known = [data["propositions"][number] for number in data["mine"]]
    stretch = sqrt(data["shaping"] / len(known))
    x, y = (stretch * sum((1 - mean) * axis[place] for mean, *axis in known) for place in (0, 1))
    row = OpinionMap.objects.get()
    points = showing.opened(row.artefact.storage, row.artefact.name).map.projection.points
    assert min(hypot(x - one[0], y - one[1]) for one in points.tolist()) < 0.001
    # Others get nothing of it.
    assert "you-data" not in text(client, consultation)
    assert "you-data" not in text(signed_in(make.user()), consultation)


def test_after_sealing_nobody_knows_their_place(signed_in):
    consultation = world.consultation()
    world.two_camps(consultation, size=40)
    account = answering(consultation)
    drawing.look.call()
    consultation.secret.delete()
    assert "you-data" not in text(signed_in(account), consultation)


# ---- elsewhere


def test_charts_have_the_colours_of_the_mapping():
    _head, _sep, rules = Path(STYLES).read_text().partition("@layer components {\n")
    assert rules == showing.stylesheet() + "}\n"


def test_a_dialogue_s_convener_imports_by_the_form(signed_in, django_capture_on_commit_callbacks):
    from tests.outcomes.test_polis import COMMENTS, VOTES

    dialogue = make.dialogue()
    account = make.user()
    make.seat(dialogue, account, SeatRole.CONVENER)
    page = reverse("desk-import-polis", args=[dialogue.slug])

    def file(content, name):
        stored = io.BytesIO(content.encode())
        stored.name = name
        return stored

    reader = signed_in(account)
    assert reader.get(page).status_code == 200
    given = {"title": "Taken in", "language": "en", "comments": file(COMMENTS, "c.csv")}
    refused = reader.post(page, given)
    assert refused.status_code == 422 and "Choose votes.csv" in refused.content.decode()
    wrong = {**given, "comments": file(COMMENTS, "c.csv"), "votes": file("a,b\n1,2\n", "v.csv")}
    assert reader.post(page, wrong).status_code == 422
    assert not dialogue.consultations.exists()
    right = {**given, "comments": file(COMMENTS, "c.csv"), "votes": file(VOTES, "v.csv")}
    assert reader.post(page, right).status_code == 302
    made = dialogue.consultations.get()
    assert (made.phase, str(made.title)) == (Phase.SEALED, "Taken in")
    assert signed_in(make.user()).get(page).status_code == 403
