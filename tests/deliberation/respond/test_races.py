"""Answers that come at the same moment, from two devices and while it is being closed."""

import threading

import pytest
from django.db import connection

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Consultation, Phase, Proposition, Stance, Value
from parley.apps.deliberation.selectors import pseudonyms
from parley.apps.deliberation.services import phases, stances
from parley.core.errors import InvalidInput, NotAllowed
from tests.deliberation.respond.conftest import made

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def real_database(transactional_db):
    """In memory, SQLite locks tables against connections that share it; in a file they wait."""
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("one connection at a time; benchmarks/bench_stances.py does it on a file")


def at_once(*acts):
    """Run these together, each on a connection of its own; what failed otherwise is raised."""
    ready, errors = threading.Barrier(len(acts)), []

    def run(act):
        try:
            ready.wait()
            act()
        except (InvalidInput, NotAllowed):
            pass
        except Exception as error:  # noqa: BLE001 (the test names it)
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def asked(round_):
    return Proposition.objects.select_related("consultation__dialogue").get(
        pk=round_.propositions[0].pk
    )


def test_two_devices_are_one_stance():
    round_ = made(rule=Rule.CHATHAM_HOUSE)
    guest = round_.guest()

    def tap(value):
        return lambda: stances.take(guest.actor, asked(round_), value)

    at_once(*(tap(value) for value in [Value.AGREE, Value.DISAGREE] * 3))
    assert Stance.objects.count() == 1


@pytest.mark.parametrize("times", range(4))
def test_what_was_acknowledged_before_the_seal_is_counted_and_the_rest_is_nowhere(times):
    """Nothing is written under an old pseudonym after the seal has drawn new ones."""
    round_ = made(rule=Rule.CHATHAM_HOUSE)
    guests, convener = [round_.guest() for _ in range(5)], round_.convener()
    names = {pseudonyms.respondent(round_.consultation, guest.actor) for guest in guests}
    taken = []

    def answer(guest):
        def act():
            stances.take(guest.actor, asked(round_), Value.AGREE)
            taken.append(guest)

        return act

    def seal():
        row = Consultation.objects.get(pk=round_.consultation.pk)
        for phase in (Phase.CLOSED, Phase.SEALED):
            phases.advance(convener.actor, row, phase)

    at_once(*(answer(guest) for guest in guests), seal)
    assert Stance.objects.count() == len(taken)
    assert not Stance.objects.filter(respondent__in=names).exists()
