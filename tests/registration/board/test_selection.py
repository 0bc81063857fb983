"""A draw keeps the quotas, can be repeated and explained, and decides nothing by itself."""

from collections import Counter
from typing import Any

import pytest

from parley.apps.registration.models import (
    Gender,
    Group,
    Mode,
    Registration,
    Selection,
    SelectionState,
    State,
    Transition,
)
from parley.apps.registration.selectors import selections as find
from parley.apps.registration.selectors.selections import Quota
from parley.apps.registration.services import deciding, selection
from parley.core import access
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.models import AuditRecord
from tests import factories as make
from tests.registration.board.conftest import Host

COUNTRIES = ("KE", "IT", "BR", "")


@pytest.fixture
def group(host: Host) -> Group:
    """Twenty-four who wait, of four regions and two genders, for ten seats."""
    group = make.group(host.dialogue, seats=10)
    for n in range(24):
        make.registration(
            group,
            name=f"Canary {n}",
            country=COUNTRIES[n % 4],
            gender=Gender.WOMAN if n % 3 == 0 else Gender.MAN,
            mode=Mode.ONLINE if n % 2 else Mode.IN_PERSON,
            state=State.WAITLISTED if n > 20 else State.SUBMITTED,
        )
    make.registration(group, state=State.DECLINED)
    return group


REGIONS = [
    Quota("region", "002", 3, 4),
    Quota("region", "150", 2, 3),
    Quota("region", "019", 2, 3),
    Quota("region", "-", 0, 2),
]
GENDERS = [Quota("gender", "woman", 5, 5), Quota("gender", "man", 5, 5)]


def propose(host: Host, *quotas: Quota, wanted: int = 10, seed: int = 7) -> Selection:
    made = selection.propose(host.actor, host.dialogue, wanted, quotas, seed=seed)
    made.refresh_from_db()
    return made


def drawn(host: Host, number: int) -> Selection:
    """As if it had been drawn: the draw itself takes seconds."""
    pool = [int(one.key) for one in find.pool_of(host.actor, host.dialogue)]
    return Selection.objects.create(
        dialogue=host.dialogue,
        wanted=number,
        seed=1,
        pool=pool,
        chosen=pool[-number:],
        state=SelectionState.DRAWN,
    )


def test_the_draw_meets_the_quotas_and_its_seed_repeats_it(host: Host, group: Group) -> None:
    made = propose(host, *REGIONS, *GENDERS)
    assert (made.state, len(made.chosen), made.problem) == (SelectionState.DRAWN, 10, "")
    chosen = find.candidates(made.chosen)
    for quota in (*REGIONS, *GENDERS):
        counted = Counter(getattr(one, quota.feature) for one in chosen)[quota.value]
        assert quota.least <= counted <= quota.most
    same = propose(host, *REGIONS, *GENDERS)
    assert (same.chosen, same.digest, same.engine) == (made.chosen, made.digest, made.engine)
    assert made.engine.startswith("sortition-algorithms ")
    assert propose(host, *REGIONS, *GENDERS, seed=8).chosen != made.chosen
    kept = repr([list(Selection.objects.values()), list(AuditRecord.objects.values())])
    assert "Canary" not in kept
    assert not Registration.objects.filter(state=State.APPROVED).exists()


def test_nobody_of_a_full_group_is_drawn_and_the_quick_lottery_still_finds_a_way(
    host: Host, group: Group
) -> None:
    full = make.group(host.dialogue, seats=0)
    others = [make.registration(full, country="KE", gender=Gender.WOMAN) for _ in range(10)]
    groups = [Quota("group", str(group.pk), 0, 10), Quota("group", str(full.pk), 0, 0)]
    made = propose(host, *groups, *GENDERS)
    assert made.state == SelectionState.DRAWN
    assert not {row.pk for row in others} & set(made.chosen)
    assert made.engine.endswith(" legacy")


def test_without_quotas_it_is_a_lottery(host: Host, group: Group) -> None:
    made = propose(host, wanted=5)
    assert (made.state, len(made.chosen)) == (SelectionState.DRAWN, 5)


def test_quotas_that_cant_be_met_together_say_which_to_relax(host: Host, group: Group) -> None:
    Registration.objects.filter(country="KE").update(gender=Gender.MAN)
    impossible = [Quota("region", "002", 6, 6), *REGIONS[1:]]
    genders = [Quota("gender", "woman", 5, 6), Quota("gender", "man", 0, 4)]
    made = propose(host, *impossible, *genders)
    assert (made.state, made.chosen) == (SelectionState.IMPOSSIBLE, [])
    assert made.relaxed
    asked = {(q.feature, q.value): q for q in (*impossible, *genders)}
    changed = {(q["feature"], q["value"]): Quota(**q) for q in made.relaxed}
    assert propose(host, *(asked | changed).values()).state == SelectionState.DRAWN
    page = host.client.get(host.url(f"selections/{made.uid}/")).content.decode()
    assert "instead of" in page


@pytest.mark.parametrize(
    ("quotas", "found"),
    [
        ([Quota("gender", "woman", 5, 3)], [("order", "woman", 3), ("most", "", 3)]),
        ([Quota("region", "002", 7, 9), Quota("region", "150", 0, 9)], [("few", "002", 6)]),
        ([Quota("region", "002", 6, 6), Quota("region", "150", 6, 6)], [("least", "", 12)]),
        ([Quota("mode", "online", 0, 4), Quota("mode", "in_person", 0, 5)], [("most", "", 9)]),
        ([*REGIONS, *GENDERS], []),
    ],
)
def test_plain_contradictions_are_told_before_anything_is_drawn(
    host: Host, group: Group, quotas: list[Quota], found: list[Any]
) -> None:
    pool = find.pool_of(host.actor, host.dialogue)
    told = selection.contradictions(quotas, 10, pool)
    assert [(one.kind, one.value, one.number) for one in told] == found
    if found:
        with pytest.raises(InvalidInput, match="contradict"):
            propose(host, *quotas)


def test_the_convener_decides_and_can_undo_it_all(host: Host, group: Group) -> None:
    made = drawn(host, 10)
    with pytest.raises(NotAllowed):
        selection.apply(make.actor(make.user(is_operator=True)), made)
    outcome = selection.apply(host.actor, made, reason="Drawn")
    assert {row.pk for row in outcome.done} == set(made.chosen)
    counted = Counter(Registration.objects.values_list("state", flat=True))
    assert counted == {"approved": 10, "waitlisted": 14, "declined": 1}
    assert set(Transition.objects.values_list("batch", flat=True)) == {outcome.batch}
    with pytest.raises(InvalidInput, match="any more"):
        selection.apply(host.actor, made)
    deciding.undo(host.actor, host.dialogue, outcome.batch)
    counted = Counter(Registration.objects.values_list("state", flat=True))
    assert counted == {"submitted": 21, "waitlisted": 3, "declined": 1}


def test_seats_taken_since_the_draw_are_not_given_twice(host: Host, group: Group) -> None:
    made = drawn(host, 10)
    group.seats = 4
    group.save()
    outcome = selection.apply(host.actor, made, rest=False)
    assert (len(outcome.done), len(outcome.refused)) == (4, 6)


def test_nobody_else_draws_or_sees_what_was_drawn(host: Host, group: Group) -> None:
    made = drawn(host, 10)
    for account in (make.user(is_convener=True), make.user(is_operator=True)):
        with pytest.raises(NotAllowed):
            selection.propose(make.actor(account), host.dialogue, 5, [], seed=1)
        assert not access.visible(Selection, make.actor(account)).exists()
    assert access.visible(Selection, host.actor).get() == made


def test_a_parley_without_the_library_says_what_to_install(
    host: Host, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "is_installed", lambda: False)
    with pytest.raises(InvalidInput, match=r"parley\[selection\]"):
        propose(host, *GENDERS)
    page = host.client.get(host.url("selections/"))
    assert "parley[selection]" in page.content.decode()


def test_from_the_form_to_the_decision(host: Host, group: Group) -> None:
    page = host.client.get(host.url("selections/"))
    assert page.context["form"].initial["wanted"] == 10
    posted = {"wanted": "4", "seed": "7", "gender:woman:least": "3", "region:002:most": "1"}
    wrong = host.client.post(host.url("selections/"), {**posted, "gender:woman:least": "9"})
    assert wrong.status_code == 422
    assert "Woman: only 8 wait." in wrong.content.decode()
    made = host.client.post(host.url("selections/"), posted)
    shown = host.client.get(made["Location"])
    assert len(shown.context["people"]) == 4
    assert "Canary" in shown.content.decode()
    quotas = {(q["feature"], q["value"]): q for q in shown.context["quotas"]}
    assert quotas["gender", "woman"]["drawn"] >= 3
    assert quotas["group", str(group.pk)]["most"] == 10  # its seats
    form = host.client.get(host.url("selections/")).context["form"]
    asked = {name for name in form.initial if ":" in name}
    assert asked == {"gender:woman:least", "region:002:most"}
    other = host.client.post(f"{made['Location']}again/")
    assert Selection.objects.count() == 2
    done = host.client.post(f"{other['Location']}decide/", {"rest": "on"})
    assert done["Location"].startswith(host.url("?done="))
    assert Registration.objects.filter(state=State.APPROVED).count() == 4
    assert Registration.objects.get(state=State.DECLINED)
