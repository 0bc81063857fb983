"""Access is closed four ways: no policy, unknown action, no guard, a hidden row."""

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponse

from parley.apps.accounts.models import Person
from parley.apps.convening.models import Seat, SeatRole, Series
from parley.apps.convening.policies import SeriesPolicy
from parley.core import access
from parley.core.actors import ANONYMOUS, Actor, Preview, system_actor
from parley.core.errors import NotAllowed
from parley.core.models import AuditRecord
from parley.core.views import anyone, route, view
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_model_without_a_policy_refuses_everybody() -> None:
    for actor in (ANONYMOUS, system_actor("job"), Actor(user_id=1, is_operator=True)):
        with pytest.raises(access.Unregistered, match="AuditRecord has no policy"):
            access.visible(AuditRecord, actor)


def test_a_second_policy_for_a_model_is_refused() -> None:
    class Other(access.Policy):
        model = Series

    with pytest.raises(RuntimeError, match="Series already has a policy"):
        access.register(Other())
    access.register(SeriesPolicy())  # the same one again is fine: apps may be set up twice


def test_an_action_that_nobody_declared_is_refused_even_to_a_convener() -> None:
    account = make.user()
    dialogue = make.dialogue()
    make.seat(dialogue, account, SeatRole.CONVENER)
    actor = make.actor(account)
    assert access.may(actor, "edit", dialogue)
    assert not access.may(actor, "demolish", dialogue)
    assert not access.may(system_actor("job"), "demolish", dialogue)


def test_require_raises_for_those_who_may_not() -> None:
    with pytest.raises(NotAllowed):
        access.require(ANONYMOUS, "edit", make.dialogue())


def test_nothing_is_written_in_a_preview_even_as_convener() -> None:
    dialogue = make.dialogue()
    actor = Actor(preview=Preview("convener", dialogue.pk))
    assert access.may(actor, "edit", dialogue)
    with pytest.raises(NotAllowed, match="preview"):
        access.require(actor, "edit", dialogue)


def test_a_hidden_row_is_a_404_and_a_visible_one_is_found() -> None:
    draft = make.dialogue(status="draft")
    with pytest.raises(Http404):
        access.get_visible(type(draft), ANONYMOUS, slug=draft.slug)
    assert access.get_visible(type(draft), system_actor("job"), slug=draft.slug) == draft


def test_an_upper_app_widens_what_a_lower_app_shows() -> None:
    speaker, recluse = make.person(), make.person()
    make.contribution(make.session(make.dialogue()), person=speaker)
    assert list(access.visible(Person, ANONYMOUS)) == [speaker]
    assert recluse not in access.visible(Person, ANONYMOUS)


def test_a_scope_must_be_said() -> None:
    class Silent(access.Policy):
        model = Seat

    with pytest.raises(NotImplementedError, match="Silent must say"):
        Silent().scope(ANONYMOUS)


def test_a_view_without_a_guard_is_no_route() -> None:
    def bare(request: object) -> HttpResponse:
        return HttpResponse("everything")

    with pytest.raises(ImproperlyConfigured, match="bare has no guard"):
        route("bare/", bare, "bare")
    assert route("kept/", view(anyone)(bare), "kept").name == "kept"


def test_every_model_of_the_apps_has_a_policy_or_belongs_to_a_parent() -> None:
    """Rows reached only through their dialogue's page are named here, each with a reason."""
    parts_of_a_dialogue = {"KeyPoint", "NormReference", "SessionSeat"}
    # Says nothing by itself: it leads to an entry, which is then looked up as visible.
    former = {"FormerSlug"}
    ours = [m for m in apps.get_models() if m.__module__.startswith("parley.apps.")]
    without = {m.__name__ for m in ours if m not in access._policies}
    assert without == parts_of_a_dialogue | former
