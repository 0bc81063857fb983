"""The two dialogues that Parley comes from: whoever knows their pages finds everything here.

The facts are those of the pages as they were published in 2020 and 2021.
"""

import re

import pytest
from playwright.sync_api import Page, expect

ECDD = "/dialogues/ecdd-2020/"
DUE_DILIGENCE = "/dialogues/due-diligence-2021/"

FACTS = {
    ECDD: [
        "European Cyber Diplomacy Dialogue 2020",
        "edition 2",
        "20–21 January 2020",
        "Florence, Italy",
        "EU Cyber Direct",
        "School of Transnational Governance",
        "European University Institute",
        "strategic cyber engagements with other countries and stakeholders",
        "bridge the existing knowledge gaps",
        "share approaches to international norms negotiation",
        "address specific policy challenges",
        "researchers and analysts",
        "European Cyber Diplomacy Network",
        "senior level government officials",
        "How to live with norm contestation?",
        "Dr. Antje Wiener",
        "Professor of Political Science and Global Governance",
        "University of Hamburg",
        "Should norm contestation be feared and avoided or embraced and leveraged?",
        "deep dive",
        "the role for the UN in promoting effective multilateralism and rules-based order",
        "Amb. Jürg Lauber",
        "United Nations Open-Ended Working Group",
        "Amb. Guilherme Patriota",
        "United Nations Group of Governmental Experts",
        "Sala d'Arme",
        "Palazzo Vecchio",
        "distribution of responsibilities",
        "pathways for cooperation",
        "City of Florence",
        "break-out",
        "role of emotions in foreign and security policy",
        "so-called rogue states",
        "offensive cyber operations",
        "artificial intelligence and disrupting technologies",
        "@EUCyberDirect",
        "Twitter",
        "#EUCyber",
    ],
    DUE_DILIGENCE: [
        "Due Diligence in Cyberspace",
        "Multi-Stakeholder Dialogue on the Norms of Responsible State Behaviour",
        "12 May 2021",
        "Virtual",
        "Group of Governmental Experts",
        "unanimously adopted by the UN General Assembly",
        "States should not knowingly allow their territory to be used",
        "for internationally wrongful acts using ICTs",
        "UNIDIR",
        "operationalization of the norms of responsible State behaviour",
        "convergences and divergences in the interpretation of the norm",
        "future international processes",
        "normative ambiguity",
        "implementation good practices",
        "CEST",
        "13:00–13:55",
        "Panel 1: The concept of the internationally wrongful act",
        "and potential thresholds triggering the GGE norm C",
        "Presenter Dr Talita de Souza Dias",
        "University of Oxford",
        "Ms Johanna Weaver",
        "Representative, Australia",
        "Professor Zhixiong Huang",
        "Wuhan University",
        "Institute for Cyber Governance",
        "14:00–14:55",
        "Panel 2: Concepts of knowledge and territory in the context of the norm",
        "Presenter Professor Marco Roscini",
        "Westminster Law School",
        "Ms Anastasiya Kazakova",
        "Kaspersky",
        "Ms Wieteke Theeuwen",
        "Ministry of Foreign Affairs of The Netherlands",
        "15:00–16:00",
        "Panel 3: Scope and standard of the expected State behavior",
        "Presenter Professor Masahiro Kurosaki",
        "National Defense Academy, Japan",
        "Ms Camille Gufflet",
        "European External Action Service",
        "Mr Nemanja Malisevic",
        "Microsoft",
        "Limited to Government Representatives",
        "7 May 2021",
        "Registration is mandatory",
        "Andraz Kastelic",
        "andraz.kastelic@un.org",
    ],
}


def plain(text: str) -> str:
    """One line, small letters, straight quotes: how it is set does not matter here."""
    return re.sub(r"\s+", " ", text.translate(str.maketrans("’‘“”", "''\"\""))).casefold()


def text_of(page: Page, address: str) -> str:
    page.goto(address)
    links = page.locator("main a[href^='mailto:']").evaluate_all("all => all.map(a => a.href)")
    return plain(" ".join([page.locator("main").inner_text(), *links]))


@pytest.mark.parametrize("address", FACTS)
def test_every_fact_stands_on_the_page(visitor: Page, address: str) -> None:
    shown = text_of(visitor, address)
    assert [fact for fact in FACTS[address] if plain(fact) not in shown] == []


@pytest.mark.parametrize("address", FACTS)
def test_pictures_stand_with_their_captions(visitor: Page, address: str) -> None:
    visitor.goto(address)
    pictures = visitor.locator("main img").all()
    assert pictures
    for picture in pictures:
        picture.scroll_into_view_if_needed()
        assert picture.get_attribute("alt")
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_each_person_and_place_has_a_page(visitor: Page) -> None:
    """What was a word in a text leads somewhere now."""
    visitor.goto(DUE_DILIGENCE)
    visitor.get_by_role("link", name="Talita de Souza Dias").first.click()
    expect(visitor.locator("h1")).to_contain_text("Talita de Souza Dias")
    visitor.wait_for_load_state()
    shown = plain(visitor.locator("main").inner_text())
    assert all(word in shown for word in ("presenter", "university of oxford", "panel 1"))
    visitor.goto(ECDD)
    visitor.get_by_role("link", name="School of Transnational Governance").first.click()
    expect(visitor.locator("h1")).to_contain_text("School of Transnational Governance")
    visitor.wait_for_load_state()
    shown = plain(visitor.locator("main").inner_text())
    assert plain("European Cyber Diplomacy Dialogue 2020") in shown
    visitor.get_by_role("link", name="European University Institute").click()
    expect(visitor.locator("h1")).to_have_text("European University Institute")


def test_what_the_source_does_not_say_is_said_to_be_unknown(visitor: Page) -> None:
    """Nobody published the times of 2020, so none may be shown."""
    visitor.goto(f"{ECDD}programme/")
    shown = visitor.locator("main").inner_text()
    assert not re.search(r"\d\d:\d\d", shown)
    assert re.search("not recorded", shown, re.IGNORECASE)
