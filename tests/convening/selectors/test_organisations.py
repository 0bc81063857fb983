"""What the page of an organisation tells of those above it."""

import pytest
from django.test import Client
from django.urls import reverse

from parley.apps.accounts.models import Organisation
from parley.apps.convening.selectors.dialogues import hosts_of, organisation_for
from parley.core.access import visible
from parley.core.actors import ANONYMOUS
from parley.core.localtext import LocalText
from tests import factories as make

pytestmark = pytest.mark.django_db


def three_levels() -> tuple[Organisation, Organisation, Organisation]:
    top = make.organisation(name=LocalText(en="Canary top"))
    whole = make.organisation(name=LocalText(en="Whole"), parent=top)
    return top, whole, make.organisation(name=LocalText(en="Part"), parent=whole)


def test_a_hidden_whole_is_named_neither_on_the_page_nor_to_machines() -> None:
    top, whole, part = three_levels()
    dialogue = make.dialogue()
    dialogue.hosts.create(organisation=part, role="organiser")

    def pages() -> list[str]:
        addresses = [reverse("organisation", args=[one.slug]) for one in (part, whole)]
        addresses.append(reverse("dialogue", args=[dialogue.slug]))
        return [Client().get(address).content.decode() for address in addresses]

    of_part, of_whole, of_dialogue = pages()
    assert reverse("organisation", args=[whole.slug]) in of_part
    for page in (of_part, of_whole, of_dialogue):
        assert "Canary" not in page
        assert top.slug not in page
    shown = organisation_for(ANONYMOUS, whole.slug)
    assert (shown.parent, shown.parent_id) == (None, top.pk)

    make.dialogue().hosts.create(organisation=top, role="partner")
    _part, of_whole, _dialogue = pages()
    assert of_whole.count("Canary top") >= 2  # a fact, and in the data for machines


def test_the_whole_of_a_host_is_always_visible() -> None:
    """Why the dialogue page can name it without asking."""
    _top, _whole, part = three_levels()
    for status in ("announced", "draft"):
        dialogue = make.dialogue(status=status)
        dialogue.hosts.create(organisation=part, role="organiser")
        for host in hosts_of(ANONYMOUS, dialogue):
            assert host.organisation.parent in visible(Organisation, ANONYMOUS)
