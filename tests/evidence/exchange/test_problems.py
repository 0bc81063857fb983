"""Every problem is named by its row, and nothing is stored while there is one."""

import io
import re

import pytest
from django.core.files.base import ContentFile

from parley.apps.evidence import models as m
from parley.apps.evidence.exchange import votes, words
from parley.apps.evidence.exchange.positions import judged
from parley.apps.evidence.exchange.tables import read_file, read_text
from parley.apps.evidence.exchange.taking import import_positions
from parley.core.actors import system_actor
from parley.core.errors import InvalidInput
from tests import factories as make
from tests.evidence.exchange.lists import collection_on, norm_with, positions, row, vote_rows

pytestmark = pytest.mark.django_db
ACTOR = system_actor("test")


@pytest.fixture
def collection() -> m.Collection:
    return collection_on(norm_with(A=2, B=1))


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"actor": ""}, "There is no actor."),
        ({"actor": "Atlantis"}, "“Atlantis” is not known here: say what kind of actor it is."),
        ({"actor": "Acme", "actor_kind": "guild"}, "“guild” is no kind of actor."),
        ({"actor_code": "LV"}, "“Estonia” and the code LV mean different actors."),
        ({"actor_kind": "company"}, "Estonia is known here as: State."),
        ({"proposition": "Z1"}, "“Z1” is no proposition here."),
        ({"proposition": "A"}, "“A” is no proposition here."),
        ({"proposition": ""}, "There is no proposition."),
        ({"stance": "agrees"}, "“agrees” is no stance. Expected one of: “supports”"),
        ({"stance": ""}, "There is a proposition and no stance on it."),
        ({"evidence": "rumour"}, "“rumour” is no level of evidence."),
        ({"evidence": ""}, "“” is no level of evidence."),
        ({"source": "not an address"}, "source: Enter a valid URL."),
        ({"source": "javascript:alert(1)"}, "source: Enter a valid URL."),
        ({"document": "Paper", "link": "ftp//x"}, "link: Enter a valid URL."),
        ({"document": "Paper", "year": "21"}, "“21” is no year between 1900 and 2199."),
        ({"document": "Paper", "year": "two"}, "“two” is no year"),
        ({"document": "Paper", "published_on": "5 May"}, "“5 May” is no day."),
        (
            {"document": "Paper", "published_on": "2020-05-05", "year": "2021"},
            "The year is another one than that of the day.",
        ),
        ({"year": "2021"}, "The row says something of a document that it does not name."),
        ({"note": '=HYPERLINK("http://x")'}, "note: a formula: paste values instead."),
        ({"actor": "=A1"}, "actor: a formula"),
        ({"note": "\x07"}, "note: an invisible character, U+0007: type the text again."),
        ({"note": "x" * 501}, "note: Ensure this value has at most 500 characters"),
        ({"quotation": "x" * 2001}, "quotation: at most 2000 characters."),
        ({"actor": "x" * 201, "actor_kind": "state"}, "actor: at most 200 characters."),
        ({"replaces": "7"}, "No row has the key 7."),
        ({"stance": "not read", "proposition": "A1"}, "A row without a stance names a document."),
        (
            {"stance": "not read", "document": "Paper", "proposition": "A1", "evidence": ""},
            "“A1” is no element of the norm.",
        ),
        (
            {"stance": "not read", "document": "Paper", "proposition": "", "place": "para. 3"},
            "Without a stance, these columns stay empty: evidence, place.",
        ),
    ],
)
def test_a_problem_is_named_by_its_row(
    collection: m.Collection, cells: dict[str, str], problem: str
) -> None:
    table = positions(row(actor="France"), row(**cells))
    plan = judged(ACTOR, collection, table)
    (bad,) = plan.bad
    assert bad.row.number == 3
    assert any(problem in said for said in bad.problems), bad.problems
    with pytest.raises(InvalidInput, match=re.escape("Row 3: ")):
        import_positions(ACTOR, collection, table)
    assert not m.Position.objects.exists()
    assert not m.PublicBody.objects.exists()


def test_rows_that_repeat_or_contradict_others_are_named(collection: m.Collection) -> None:
    paper = {"document": "Paper", "year": "2020"}
    table = positions(
        row(**paper, link="https://example.org/a"),
        row(**paper, actor="EE"),
        row(**paper, proposition="A2", link="https://example.org/b"),
        row(actor="Acme", actor_kind="company", key="1"),
        row(actor="ACME", actor_kind="other", proposition="A2", key="1"),
        row(actor="France", key="2", replaces="3"),
        row(actor="France", stance="opposes", key="3", replaces="2"),
        row(actor="Italy", key="4", replaces="2"),
    )
    problems = {line.row.number: line.problems for line in judged(ACTOR, collection, table).bad}
    assert problems == {
        3: ("The same as in row 2.",),
        4: ("Row 2 says otherwise of the same document.",),
        6: ("Acme is known here as: Company.", "The key 1 stands in row 5 already."),
        8: ("These positions would replace one another in a circle.",),
        9: ("A position replaces one of the same actor on the same proposition only.",),
    }


def test_positions_replace_earlier_ones_where_the_list_says_so(collection: m.Collection) -> None:
    table = positions(
        row(stance="opposes", key="old"),
        row(replaces="old"),
        row(stance="undecided", note="only later"),
    )
    import_positions(ACTOR, collection, table)
    assert set(m.Position.objects.values_list("stance", "supersedes__stance")) == {
        ("opposes", None),
        ("supports", "opposes"),
        ("undecided", None),
    }
    assert not import_positions(ACTOR, collection, table)


def test_what_has_been_read_does_not_become_unread(collection: m.Collection) -> None:
    paper = {"document": "Paper", "proposition": "", "evidence": ""}
    import_positions(ACTOR, collection, positions(row(**paper, stance="not read")))
    assert m.Reading.objects.get().extent == "located"
    import_positions(ACTOR, collection, positions(row(**paper, stance="read in full")))
    assert m.Reading.objects.get().extent == "full"
    unread = positions(row(**paper, stance="not read", note="not yet"))
    assert not import_positions(ACTOR, collection, unread)
    assert (m.Reading.objects.get().extent, m.Reading.objects.get().note) == ("full", "")


def test_a_list_adds_to_documents_and_takes_nothing_away(collection: m.Collection) -> None:
    paper = {"document": "Paper", "year": "2020"}
    import_positions(ACTOR, collection, positions(row(**paper, link="https://example.org/a")))
    import_positions(ACTOR, collection, positions(row(**paper, language="et", actor="Estland")))
    stored = m.Document.objects.get()
    assert (stored.link, stored.language) == ("https://example.org/a", "et")


@pytest.mark.parametrize("name", ["Estonia", "estonie", "ESTLAND", "EE", "إستونيا", "Эстония"])
def test_a_state_goes_by_many_names(collection: m.Collection, name: str) -> None:
    import_positions(ACTOR, collection, positions(row(actor=name)))
    assert m.PublicBody.objects.get().country == "EE"


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Republic of Korea", "KR"),
        ("Democratic People's Republic of Korea", "KP"),
        ("Congo - Kinshasa", "CD"),
        ("The Gambia", "GM"),
        ("Saint Lucia", "LC"),
        ("Türkiye", "TR"),
        ("Czech Republic", "CZ"),
        ("Cote d'Ivoire", "CI"),
    ],
)
def test_names_of_the_united_nations_and_of_lists(
    collection: m.Collection, name: str, country: str
) -> None:
    import_positions(ACTOR, collection, positions(row(actor=name)))
    assert m.PublicBody.objects.get().country == country


def test_the_european_union_is_no_state(collection: m.Collection) -> None:
    table = positions(row(actor="European Union", actor_code="EU", actor_kind="regional"))
    import_positions(ACTOR, collection, table)
    union = m.PublicBody.objects.get()
    assert (union.kind, union.country) == ("regional", "")


def test_lists_that_are_none(collection: m.Collection) -> None:
    for text, said in (
        ("", "The list is empty"),
        ("actor,stance\n", "The list is empty"),
        ("actor,actor,stance\nEE,EE,supports\n", "stand there twice: actor"),
    ):
        with pytest.raises(InvalidInput, match=said):
            read_text(text, words.column_of)
    with pytest.raises(InvalidInput, match="columns are missing: stance"):
        judged(ACTOR, collection, read_text("actor,x\nEE,1\n", words.column_of))


def test_a_workbook_says_the_same_and_one_that_calculates_is_refused(
    collection: m.Collection,
) -> None:
    import xlsxwriter

    def book(cell: str) -> ContentFile[bytes]:
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
            sheet = made.add_worksheet()
            sheet.write_row(
                0, 0, ["actor", "proposition", "stance", "evidence", "document", "year"]
            )
            sheet.write_row(1, 0, ["Estonia", "A1", "supports", "direct text", "Paper"])
            sheet.write(1, 5, 2020)
            if cell:
                sheet.write_formula("C3", cell)
        return ContentFile(file.getvalue())

    table = read_file(book(""), "list.xlsx", words.column_of)
    assert not judged(ACTOR, collection, table).bad
    import_positions(ACTOR, collection, table)
    assert m.Document.objects.get().year == 2020
    with pytest.raises(InvalidInput, match=re.escape("calculates cells (C3)")):
        read_file(book("=1+1"), "list.xlsx", words.column_of)


def test_problems_of_votes_are_named_too() -> None:
    collection = make.collection(kind="votes")
    table = vote_rows(
        {"country": "Estonia", "country_code": "EE", "A/RES/1/1": "yes"},
        {"country": "EE", "A/RES/1/1": "no"},
        {"country": "France", "country_code": "FR", "A/RES/1/1": "perhaps"},
        {"country": "", "A/RES/1/1": "=no"},
    )
    plan = votes.judged_votes(ACTOR, collection, table)
    problems = {line.row.number: " ".join(line.problems) for line in plan.bad}
    assert set(problems) == {3, 4, 5}
    assert "Estonia stands in row 2 already." in problems[3]
    assert "A/RES/1/1: “perhaps” is no vote." in problems[4]
    assert "a formula" in problems[5]
    with pytest.raises(InvalidInput, match="3 rows can’t be taken"):
        votes.import_votes(ACTOR, collection, table)
    assert not m.Vote.objects.exists()


def test_a_vote_that_is_corrected_is_counted_and_an_empty_cell_takes_none_away() -> None:
    collection = make.collection(kind="votes")
    head = {"country": "Estonia", "country_code": "EE"}
    first = vote_rows({**head, "X": "yes", "Y": "no"})
    votes.import_votes(ACTOR, collection, first)
    second = vote_rows({**head, "X": "abstain", "Y": ""})
    plan = votes.judged_votes(ACTOR, collection, second)
    assert (plan.new_votes, plan.other_votes) == (0, 1)
    assert votes.import_votes(ACTOR, collection, second).votes == 1
    assert set(m.Vote.objects.values_list("roll_call__symbol", "choice")) == {
        ("X", "abstain"),
        ("Y", "no"),
    }
