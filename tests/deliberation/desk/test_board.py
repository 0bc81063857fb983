"""The board of propositions, and the file of them."""

import csv
import io

import fastexcel
import pytest

from parley.apps.convening.models import Rule
from parley.apps.deliberation.models import Phase, PropositionState, Value
from parley.apps.deliberation.services import propositions, stances
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make
from tests.deliberation.desk.pages import at, text

pytestmark = pytest.mark.django_db


def test_the_board_suggests_what_looks_alike_and_names_no_author(client, consultation, guest):
    author = guest()
    target = make.proposition(
        consultation, text=LocalText(en="States must knowingly allow their territory to be used.")
    )
    waiting = propositions.submit(
        author, consultation, LocalText(en="States must not knowingly allow their territory used.")
    )
    page = text(client, at("desk-propositions", consultation))
    assert "Only here: not." in page and "Waiting for you" in page
    assert f"{at('desk-proposition-merge', consultation, waiting.uid)}?target={target.pk}" in page
    for word in (str(author.user_id), waiting.author_key.hex, str(waiting.author_key)):
        assert f">{word}<" not in page
    name = type(make.user()).objects.get(pk=author.user_id).name
    assert name not in page


def test_decisions_on_the_board(client, consultation, guest):
    one, two, three = (
        propositions.submit(guest(), consultation, LocalText(en=f"{word} is the standard."))
        for word in ("Diligence", "Knowledge", "Control")
    )
    client.post(at("desk-proposition-act", consultation, one.uid), {"act": "accept"})
    page = client.post(
        at("desk-proposition-decline", consultation, two.uid), {"reason": "Off the subject."}
    )
    assert page.status_code == 302
    client.post(at("desk-proposition-merge", consultation, three.uid), {"target": one.pk})
    states = {str(row.text).split()[0]: row.state for row in consultation.propositions.all()}
    assert states == {"Diligence": "accepted", "Knowledge": "declined", "Control": "merged"}
    page = text(client, at("desk-propositions", consultation))
    assert "Off the subject." in page and "Merged with another" in page
    client.post(at("desk-proposition-act", consultation, two.uid), {"act": "undo"})
    two.refresh_from_db()
    assert two.state == PropositionState.SUBMITTED
    audited = AuditRecord.objects.filter(action__startswith="proposition.")
    assert not [line for line in audited if "standard" in str(line.data)]


def test_writing_in_two_languages(client, consultation, norm):
    element = norm.elements.get(slug="knowledge")
    address = at("desk-proposition-add", consultation)
    assert client.post(address, {"text_en": ""}).status_code == 422
    given = {"text_en": "It knew.", "text_ar": "كانت تعلم.", "element": element.pk}
    assert client.post(address, given).status_code == 302
    made = consultation.propositions.get()
    assert made.text == LocalText(en="It knew.", ar="كانت تعلم.") and made.element == element
    assert 'lang="ar" dir="rtl"' in text(client, at("desk-propositions", consultation))


def test_words_that_are_fixed_stay_while_the_element_changes(client, consultation, norm):
    row = make.proposition(consultation)
    element = norm.elements.get(slug="territory")
    address = at("desk-proposition-edit", consultation, row.uid)
    assert "can’t change any more" in text(client, address)
    client.post(address, {"text_en": "Something else.", "element": element.pk})
    row.refresh_from_db()
    assert (row.text, row.element) == (LocalText(en="Proposition 1."), element)


def test_pasting_shows_each_line_and_its_problem_first(client, consultation):
    make.proposition(consultation, text=LocalText(en="It is known."))
    address = at("desk-propositions-paste", consultation)
    lines = "First one.\n\n  it  is KNOWN. \nFirst one.\n" + "x" * 501
    page = client.post(address, {"language": "en", "lines": lines, "preview": "1"})
    words = page.content.decode()
    assert page.status_code == 422 and words.count("This stands there already.") == 2
    assert "501 characters" in words
    assert client.post(address, {"language": "en", "lines": lines}).status_code == 422
    good = {"language": "fr", "lines": "Un.\r\nDeux."}
    preview = client.post(address, {**good, "preview": "1"})
    assert preview.status_code == 200 and "2 propositions" in preview.content.decode()
    assert consultation.propositions.count() == 1
    assert client.post(address, good).status_code == 302
    found = [row.text for row in consultation.propositions.all()[1:]]
    assert found == [LocalText(fr="Un."), LocalText(fr="Deux.")]


def test_taking_up_from_the_norm(client, consultation, norm):
    address = at("desk-propositions-library", consultation)
    library = list(norm.elements.get(slug="knowledge").propositions.all())
    assert "Actual knowledge is required." in text(client, address)
    assert client.post(address, {}).status_code == 422
    elsewhere = make.element().propositions.create(number=1, text={"en": "Elsewhere."})
    assert client.post(address, {"chosen": [elsewhere.pk]}).status_code == 422
    assert client.post(address, {"chosen": [library[1].pk]}).status_code == 302
    assert [row.origin for row in consultation.propositions.all()] == [library[1]]
    assert "is here already" in text(client, address)


# The file


def table_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_file_has_counts_under_disclosure_control_and_no_formulas(
    client, consultation, dialogue, guest
):
    asked = make.proposition(consultation, text=LocalText(en="=1+1"))
    few = make.proposition(consultation)
    make.proposition(consultation, state=PropositionState.DECLINED)
    for value in [Value.AGREE] * 6 + [Value.DISAGREE] * 5:
        account = guest()
        stances.take(account, asked, value)
    stances.take(account, few, Value.DISAGREE)
    consultation.phase = Phase.CLOSED
    consultation.save()
    address = at("desk-consultation-export", consultation)
    response = client.post(address, {"kind": "csv"})
    heads, *rows = table_of(response)
    assert heads[4:] == [
        "Group",
        "Answers",
        "Agree",
        "Of these with a reservation",
        "Disagree",
        "Pass",
    ]
    totals = {row[0]: row[5:] for row in rows if row[4] == "All"}
    assert totals["1"][:2] == ["11", "6"]
    assert totals["2"] == ["", "", "", "", ""]
    assert len(totals) == 2 and rows[0][2] == "'=1+1"
    sheet = client.post(address, {"kind": "xlsx"})
    cells = fastexcel.read_excel(sheet.content).load_sheet(0).to_polars()
    assert cells["Proposition"][0] == "=1+1"  # a text cell
    lines = AuditRecord.objects.filter(action="consultation.exported")
    assert lines.count() == 2 and lines[0].data["count"] == 2


def test_before_anybody_was_asked_the_file_has_propositions_alone(client, consultation):
    consultation.phase = Phase.DRAFT
    consultation.save()
    make.proposition(consultation)
    response = client.post(at("desk-consultation-export", consultation), {"kind": "csv"})
    assert [row[5:] for row in table_of(response)[1:]] == [["", "", "", "", ""]]


def test_a_name_stands_there_only_where_it_may(client, dialogue, guest):
    author = guest()
    name = type(make.user()).objects.get(pk=author.user_id).name
    shown, hidden = make.consultation(dialogue), make.consultation(dialogue)
    propositions.submit(author, shown, LocalText(en="Named."), named=True)
    kept = propositions.submit(author, hidden, LocalText(en="Not named."))
    assert name in text(client, at("desk-propositions", shown))
    assert name not in text(client, at("desk-propositions", hidden))
    propositions.withdraw(author, shown.propositions.get())
    assert shown.propositions.get().author is None
    assert name not in text(client, at("desk-propositions", shown))
    # Even a row that should not be: names and this rule never meet on a page.
    hidden.rule, kept.author_id = Rule.CHATHAM_HOUSE, author.user_id
    hidden.save(), kept.save()
    assert name not in text(client, at("desk-propositions", hidden))
