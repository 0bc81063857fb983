"""Something to read: a norm taken apart, actors, and what they said."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from parley.apps.evidence.models import BodyKind, EvidenceLevel, PublicBody
from parley.core.localtext import LocalText
from tests import factories as make


class World:
    """A norm of two elements with three propositions, four actors and what they said."""

    def __init__(self) -> None:
        self.norm = make.norm(title=LocalText(en="Territory"))
        self.knowledge = make.element(self.norm, order=0, title=LocalText(en="Knowledge"))
        self.conduct = make.element(self.norm, order=1, title=LocalText(en="Conduct"))
        self.a1, self.a2 = (make.library_proposition(self.knowledge) for _ in range(2))
        self.b1 = make.library_proposition(self.conduct)
        self.held = make.collection(
            norm=self.norm, slug="positions", title=LocalText(en="What was published")
        )
        self.kenya = self.body("Kenya", country="KE")
        self.france = self.body("France", country="FR")
        self.union = self.body("Union", kind=BodyKind.REGIONAL)
        self.peru = self.body("Peru", country="PE")
        self.paper = make.document(
            self.held,
            body=self.kenya,
            title=LocalText(en="Paper of Kenya"),
            year=2021,
            symbol="A/76/136",
            link="https://example.org/paper",
        )
        make.reading(self.paper, self.knowledge)
        self.first = self.position(
            self.kenya,
            self.a1,
            document=self.paper,
            place="para. 12",
            quotation="We hold it binding.",
            source="https://example.org/source",
            note="read twice",
        )
        self.position(self.kenya, self.b1, stance="opposes", level=EvidenceLevel.ACADEMIC)
        self.position(self.kenya, self.b1, stance="supports", level=EvidenceLevel.SECONDARY)
        self.position(self.union, self.a1, stance="conditional")
        make.membership(self.union, self.france)
        located = make.document(self.held, body=self.peru, title=LocalText(en="Unread paper"))
        make.reading(located, extent="located")

    def body(self, name: str, **fields: Any) -> PublicBody:
        return make.public_body(slug=name.lower(), name=LocalText(en=name), **fields)

    def position(self, body: PublicBody, on: Any, **fields: Any) -> Any:
        return make.position(self.held, on, body=body, **fields)

    def page(self, name: str, *parts: Any, query: str = "", client: Client | None = None) -> str:
        response = (client or Client()).get(reverse(name, args=["positions", *parts]) + query)
        assert response.status_code == 200
        return re.sub(r"\s+", " ", unescape(response.content.decode()))

    def cells(self, query: str = "") -> dict[str, list[str]]:
        """Actor → the words of its cells, in the order of the table."""
        html = self.page("collection", query=query)
        body = html.partition("<tbody>")[2].partition("</tbody>")[0]
        found = {}
        for row in body.split("<tr>")[1:]:
            name = re.search(r"<bdi>(.*?)</bdi>", row)
            assert name is not None
            found[name[1]] = re.findall(r'class="cell .*?<span>(.*?)</span>', row)
        return found


@pytest.fixture
def world() -> World:
    return World()
