"""Balance: each registration is counted once in each feature."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from parley.apps.registration.models import HOLDING, Gender, Mode, Registration, State
from parley.apps.registration.selectors.balance import Share, balance_of
from parley.core import countries
from tests import factories as make
from tests.registration.board.conftest import Host


def test_shares_of_those_who_come_and_those_who_wait(host: Host) -> None:
    group = make.group(host.dialogue)
    for country, state in (
        ("KE", State.APPROVED),
        ("GH", State.SUBMITTED),
        ("IT", State.OFFERED),
        ("IT", State.WAITLISTED),
        ("IT", State.DECLINED),
        ("", State.ATTENDED),
    ):
        make.registration(group, country=country, state=state)
    make.registration(make.group(make.dialogue()), country="FR")
    found = balance_of(host.actor, host.dialogue)
    assert found["group"] == [Share(str(group.pk), 3, 2, 6)]
    assert found["region"] == [Share("150", 1, 1, 3), Share("002", 1, 1, 2), Share("", 1, 0, 1)]
    assert [share.value for share in found["country"]] == ["IT", "KE", "GH", ""]
    outsider = balance_of(make.actor(make.user()), host.dialogue)
    assert outsider["group"] == []


ROWS = st.tuples(
    st.sampled_from(["", "IT", "FR", "KE", "AQ"]),
    st.sampled_from(["", *Gender.values]),
    st.sampled_from(Mode.values),
    st.sampled_from(State.values),
)


@given(st.lists(ROWS, max_size=8))
def test_it_is_what_one_gets_by_counting_one_by_one(
    host: Host, rows: list[tuple[str, str, str, str]]
) -> None:
    Registration.objects.all().delete()
    group = make.group(host.dialogue)
    for country, gender, mode, state in rows:
        make.registration(group, country=country, gender=gender, mode=mode, state=state)
    found = balance_of(host.actor, host.dialogue)
    regions = Counter(countries.region_of(row[0]) for row in rows)
    coming = Counter(countries.region_of(row[0]) for row in rows if row[3] in HOLDING)
    assert {share.value: share.total for share in found["region"]} == regions
    assert {s.value: s.coming for s in found["region"] if s.coming} == coming
    for shares in found.values():
        assert sum(share.total for share in shares) == len(rows)


def test_the_page_names_and_counts_and_asks_for_gender_only_where_it_is_asked(host: Host) -> None:
    group = make.group(host.dialogue)
    make.registration(group, country="KE", state=State.APPROVED)
    page = host.client.get(host.url("balance/"))
    assert [part["name"] for part in page.context["parts"]] == [
        "group",
        "region",
        "country",
        "mode",
    ]
    text = page.content.decode()
    assert all(word in text for word in ("Kenya", "Africa", "100 %"))
    make.registration(group, gender=Gender.WOMAN)
    page = host.client.get(host.url("balance/"))
    assert "gender" in [part["name"] for part in page.context["parts"]]
