"""What is erased by itself takes nothing with it that somebody still needs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parley.apps.accounts.models import User
from parley.apps.accounts.services.idle import erase_idle
from parley.apps.registration.models import Invitation
from tests import factories as make

pytestmark = pytest.mark.django_db


def idle(**fields: str) -> User:
    account = make.user(**fields)
    User.objects.filter(pk=account.pk).update(joined_at=timezone.now() - timedelta(days=400))
    return account


def test_a_guest_of_last_year_who_is_invited_again_keeps_invitation_and_account() -> None:
    """The invitation knows the address alone, and would go with the account."""
    invited, contact, other = idle(), idle(), idle()
    group = make.group(make.dialogue())
    invitation = make.invitation(group, address=invited.email)
    group.dialogue.contact_email = contact.email
    group.dialogue.save()
    erase_idle.call()
    assert set(User.objects.all()) == {invited, contact}
    assert not User.objects.filter(pk=other.pk).exists()

    Invitation.objects.filter(pk=invitation.pk).delete()
    erase_idle.call()
    assert set(User.objects.all()) == {contact}
