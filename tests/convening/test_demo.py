"""The demonstration: what the two published pages say stands in its field, and loading it twice
changes nothing."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from parley.apps.accounts.models import Person, User
from parley.apps.accounts.selectors import personas_for
from parley.apps.convening import demo
from parley.apps.convening import models as m
from parley.apps.convening.demo.loader import FILES, _source
from parley.apps.convening.exchange import export_dialogue, read_document
from parley.apps.convening.exchange.checks import sessions_of
from parley.core.access import may, visible
from parley.core.actors import ANONYMOUS, Actor, actor_of
from parley.core.models import AuditRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> dict[str, Actor]:
    """Persona → actor."""
    personas = demo.load()
    return {p.name: actor_of(User.objects.get(email=p.email)) for p in personas}


def test_anyone_can_sign_in_as_each_persona(loaded: dict[str, Actor]) -> None:
    found = personas_for(ANONYMOUS)
    assert [one.persona for one in found] == [*demo.PERSONAS]
    assert {one.account.pk for one in found} == {actor.user_id for actor in loaded.values()}


def dialogue(slug: str) -> m.Dialogue:
    return m.Dialogue.objects.get(slug=slug)


def titles(actor: Actor, slug: str) -> set[str]:
    rows = visible(m.Session, actor).filter(dialogue__slug=slug)
    return set(rows.values_list("slug", flat=True))


def parts(slug: str, session: str) -> list[tuple[str, ...]]:
    """Who takes which part, as a reader would put it together."""
    rows = m.Contribution.objects.filter(session__dialogue__slug=slug, session__slug=session)
    with translation.override("en"):
        return [
            (
                row.role,
                row.honorific,
                row.person.name if row.person else "",
                str(row.position),
                str(row.organisation or ""),
                str(row.capacity),
            )
            for row in rows
        ]


@pytest.mark.parametrize("name", FILES)
def test_what_is_shipped_is_what_is_exported(name: str, loaded: dict[str, Actor]) -> None:
    document = read_document(_source(name))
    assert document.dialogue.slug == name
    exported = read_document(export_dialogue(loaded["convener"], dialogue(name)))
    assert exported == document
    uids = [document.dialogue.uid, *(session.uid for _path, session in sessions_of(document))]
    assert None not in uids


def test_the_virtual_dialogue_says_what_its_page_says(loaded: dict[str, Actor]) -> None:
    found = dialogue("due-diligence-2021")
    assert f"{found.title}: {found.subtitle}" == (
        "Due Diligence in Cyberspace: Multi-Stakeholder Dialogue on the Norms of Responsible "
        "State Behaviour"
    )
    assert (found.starts_on, found.ends_on, found.format) == (
        date(2021, 5, 12),
        date(2021, 5, 12),
        "virtual",
    )
    assert (found.city, found.country, found.series) == ("", "", None)
    assert str(found.eligibility) == "Limited to Government Representatives"
    assert (found.registration_required, found.registration_deadline) == (True, date(2021, 5, 7))
    assert (found.contact_name, found.contact_email) == (
        "Andraz Kastelic",
        "andraz.kastelic@un.org",
    )
    assert [(str(h.organisation), h.role) for h in found.hosts.all()] == [("UNIDIR", "organiser")]
    norm = found.norms.get()
    assert (norm.label, str(norm.text)) == (
        "13(c)",
        (
            "States should not knowingly allow their territory to be used for internationally "
            "wrongful acts using ICTs."
        ),
    )
    assert "2015" in str(norm.origin)
    assert found.points.filter(kind="objective").count() == 4


def test_its_panels_have_their_times_and_people(loaded: dict[str, Actor]) -> None:
    found = dialogue("due-diligence-2021")
    panels = [
        (
            str(s.label),
            s.starts_at.astimezone(found.zone).strftime("%H:%M %Z"),
            s.ends_at.astimezone(found.zone).strftime("%H:%M"),
            str(s.title),
        )
        for s in found.sessions.all()
    ]
    assert panels == [
        (
            "Panel 1",
            "13:00 CEST",
            "13:55",
            (
                "The concept of the internationally wrongful act and potential thresholds triggering "
                "the GGE norm C"
            ),
        ),
        (
            "Panel 2",
            "14:00 CEST",
            "14:55",
            "Concepts of knowledge and territory in the context of the norm",
        ),
        ("Panel 3", "15:00 CEST", "16:00", "Scope and standard of the expected State behavior"),
    ]
    assert parts("due-diligence-2021", "panel-1") == [
        ("presenter", "Dr", "Talita de Souza Dias", "", "University of Oxford", ""),
        (
            "discussant",
            "Ms",
            "Johanna Weaver",
            "",
            "",
            (
                "UN Group of Governmental Experts on Developments in the Field of Information and "
                "Telecommunications in the Context of International Security (GGE) Representative, "
                "Australia"
            ),
        ),
        (
            "discussant",
            "Professor",
            "Zhixiong Huang",
            "",
            "Wuhan University, Institute for Cyber Governance",
            "",
        ),
    ]
    assert parts("due-diligence-2021", "panel-2") == [
        ("presenter", "Professor", "Marco Roscini", "", "Westminster Law School", ""),
        ("discussant", "Ms", "Anastasiya Kazakova", "", "Kaspersky", ""),
        (
            "discussant",
            "Ms",
            "Wieteke Theeuwen",
            "",
            "Ministry of Foreign Affairs of The Netherlands",
            "",
        ),
    ]
    assert parts("due-diligence-2021", "panel-3") == [
        ("presenter", "Professor", "Masahiro Kurosaki", "", "National Defense Academy, Japan", ""),
        ("discussant", "Ms", "Camille Gufflet", "", "European External Action Service", ""),
        ("discussant", "Mr", "Nemanja Malisevic", "", "Microsoft", ""),
    ]


def test_the_florence_dialogue_says_what_its_page_says(loaded: dict[str, Actor]) -> None:
    found = dialogue("ecdd-2020")
    assert (str(found.series), found.edition) == ("European Cyber Diplomacy Dialogue", 2)
    assert (found.starts_on, found.ends_on) == (date(2020, 1, 20), date(2020, 1, 21))
    assert (found.city, found.country, found.format) == ("Florence", "IT", "in_person")
    assert [(str(h.organisation), str(h.organisation.parent or ""), h.role)
            for h in found.hosts.select_related("organisation__parent")] == [
        ("EU Cyber Direct", "", "co_organiser"),
        (
            "School of Transnational Governance",
            "European University Institute",
            "co_organiser",
        ),
    ]  # fmt: skip
    assert [str(p.text) for p in found.points.filter(kind="objective")] == [
        "To bridge the existing knowledge gaps",
        "To share approaches to international norms negotiation",
        "To address specific policy challenges",
    ]
    assert found.points.filter(kind="audience").count() == 3
    assert (found.hashtag, found.account, found.account_network) == (
        "#EUCyber",
        "@EUCyberDirect",
        "Twitter",
    )
    for words in ("deep dive discussions", "closed-door and public roundtables"):
        assert words in str(found.body)
    assert {str(p.caption) for p in found.pictures.all()} == {
        "ECDD 2020",
        "ECDD 2020, Refettorio",
        "Sala d’Arme, ECDD 2020",
    }
    assert all("is not ours to show" in p.credit for p in found.pictures.all())


def test_its_sessions_leave_open_what_the_page_leaves_open(loaded: dict[str, Actor]) -> None:
    found = dialogue("ecdd-2020").sessions
    assert not found.exclude(starts_at=None).exists()
    assert list(found.exclude(day=None).values_list("slug", "day")) == [
        ("opening-lecture", date(2020, 1, 20))
    ]
    assert list(found.exclude(rule="").values_list("slug", "rule")) == [
        ("public-roundtable", "public")
    ]
    assert str(found.get(slug="opening-lecture").question) == (
        "Should norm contestation be feared and avoided or embraced and leveraged?"
    )
    assert parts("ecdd-2020", "opening-lecture") == [
        (
            "keynote",
            "Dr.",
            "Antje Wiener",
            "Professor of Political Science and Global Governance",
            "University of Hamburg",
            "",
        )
    ]
    assert parts("ecdd-2020", "first-roundtable") == [
        (
            "guest",
            "Amb.",
            "Jürg Lauber",
            "",
            "",
            "Chair of the United Nations Open-Ended Working Group",
        ),
        (
            "guest",
            "Amb.",
            "Guilherme Patriota",
            "",
            "",
            "Chair of the United Nations Group of Governmental Experts",
        ),
    ]
    assert parts("ecdd-2020", "public-roundtable") == [
        ("panellist", "", "", "Local representatives", "City of Florence", "")
    ]
    room = found.get(slug="public-roundtable").room
    assert (str(room), str(room.venue)) == ("Sala d’Arme", "Palazzo Vecchio")
    assert found.filter(parent__slug="break-outs").count() == 4


def test_the_invented_dialogue_has_everything_that_a_programme_can_have(
    loaded: dict[str, Actor],
) -> None:
    found = dialogue("synthetic-2027")
    assert found.synthetic
    assert {*found.sessions.values_list("kind", flat=True)} == {*m.SessionKind.values}
    assert {*found.sessions.values_list("rule", flat=True)} == {*m.Rule.values}
    assert found.sessions.filter(cancelled=True).count() == 1
    assert found.sessions.get(slug="break-out-closed").rule == "closed_door"
    assert found.sessions.get(slug="break-out-closed").parent.slug == "break-outs"
    for session in found.sessions.all():
        assert {*session.title} == {"en", "fr", "ar"}
    for person in Person.objects.filter(contributions__session__dialogue=found):
        assert person.synthetic


def test_nobody_real_is_marked_as_invented(loaded: dict[str, Actor]) -> None:
    real = m.Dialogue.objects.filter(synthetic=False)
    assert {*real.values_list("slug", flat=True)} == {"ecdd-2020", "due-diligence-2021"}
    people = Person.objects.filter(contributions__session__dialogue__in=real)
    assert {*people.values_list("synthetic", flat=True)} == {False}


def test_each_persona_sees_what_its_part_lets_it_see(loaded: dict[str, Actor]) -> None:
    slug = "synthetic-2027"
    everything = set(m.Session.objects.filter(dialogue__slug=slug).values_list("slug", flat=True))
    closed = {"closed-roundtable", "break-out-closed"}
    inside = {"roundtable"}
    seen = {name: titles(actor, slug) for name, actor in loaded.items()}
    assert seen == {
        "outsider": everything - closed - inside,
        "invited": everything - closed - inside,
        "participant": everything - closed,
        "contributor": everything - {"closed-roundtable"},
        "facilitator": everything - closed,
        "rapporteur": everything - {"break-out-closed"},
        "convener": everything,
        "operator": everything - closed - inside,
    }
    drafts = {name: bool(titles(actor, "synthetic-draft")) for name, actor in loaded.items()}
    assert {name for name, sees in drafts.items() if sees} == {
        "facilitator",
        "rapporteur",
        "convener",
        "operator",
    }


def test_the_convener_edits_all_four_and_what_came_with_them(loaded: dict[str, Actor]) -> None:
    assert m.Dialogue.objects.count() == 4
    assert all(may(loaded["convener"], "edit", one) for one in m.Dialogue.objects.all())
    assert all(may(loaded["convener"], "edit", one) for one in Person.objects.all())
    assert all(may(loaded["convener"], "edit", one) for one in m.Venue.objects.all())


def tables() -> list[Any]:
    models = (m.Dialogue, m.Session, m.Seat, m.SessionSeat, User, Person, AuditRecord)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_loading_again_changes_nothing_and_asks_little(
    loaded: dict[str, Actor], django_assert_max_num_queries: Any
) -> None:
    before = tables()
    with django_assert_max_num_queries(8):
        demo.load()
    assert tables() == before


def test_what_was_changed_in_the_meantime_stays(loaded: dict[str, Actor]) -> None:
    m.Dialogue.objects.filter(slug="ecdd-2020").update(slug="renamed", city="Firenze")
    m.Session.objects.filter(slug="lecture").delete()
    m.Seat.objects.filter(user=loaded["invited"].user_id).delete()
    User.objects.filter(email="outsider@demo.example").update(name="Somebody", language="fr")
    before = tables()
    demo.load()
    assert tables() == before
