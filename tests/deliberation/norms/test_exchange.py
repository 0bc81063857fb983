"""Files of norms: read line by line, taken whole, and taken twice without harm."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from parley.apps.accounts.models import User
from parley.apps.convening import demo as dialogues
from parley.apps.deliberation import demo
from parley.apps.deliberation.exchange.norms import import_norms, read_norms
from parley.apps.deliberation.models import Element, Instrument, Norm, Proposition, Topic
from parley.cli import main
from parley.core.actors import system_actor
from parley.core.errors import InvalidInput, NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make

pytestmark = pytest.mark.django_db
ACTOR = system_actor("test")
DEMO = files("parley.apps.deliberation.demo").joinpath("a-70-174.yaml")


def tree() -> dict[str, Any]:
    """The least that a file says of a norm with one element."""
    element = {
        "slug": "k",
        "title": "Knowledge",
        "propositions": ["One.", {"en": "Two.", "fr": "2"}],
    }
    norm = {"slug": "13c", "label": "13(c)", "text": "Text", "elements": [element]}
    return {
        "parley": 1,
        "instrument": {"slug": "a-70", "symbol": "A/70", "title": "Report"},
        "norms": [norm],
    }


def take(values: dict[str, Any]) -> Any:
    return import_norms(ACTOR, read_norms(yaml.safe_dump(values, allow_unicode=True)))


def stored() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Instrument, Norm, Element, Proposition)
    ]


def sentences() -> list[str]:
    return [str(row.text) for row in Proposition.objects.order_by("number")]


def problems(values: dict[str, Any]) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        read_norms(yaml.safe_dump(values, sort_keys=False))
    return [problem.partition(": ")[2] for problem in caught.value.problems]


def test_a_file_makes_all_that_it_says() -> None:
    done = take(tree())
    assert done.created and done.changed
    norm = Norm.objects.get()
    assert (norm.instrument.symbol, norm.label, str(norm.text)) == ("A/70", "13(c)", "Text")
    assert [str(e.title) for e in norm.elements.all()] == ["Knowledge"]
    assert sentences() == ["One.", "Two."]
    assert Proposition.objects.get(number=2).text == LocalText(en="Two.", fr="2")


def test_taking_it_twice_changes_nothing() -> None:
    take(tree())
    before, lines = stored(), AuditRecord.objects.count()
    done = take(tree())
    assert not done.created and not done.changed
    assert stored() == before and AuditRecord.objects.count() == lines


def test_a_mended_file_mends_the_rows_that_are_there() -> None:
    take(tree())
    keys = list(Proposition.objects.order_by("number").values_list("pk", flat=True))
    values = tree()
    values["norms"][0]["label"] = "13 (c)"
    # One is mended at its place; of the other one the French is the same, wherever it stands.
    values["norms"][0]["elements"][0]["propositions"] = ["1.", "New.", {"en": "2.", "fr": "2"}]
    assert take(values).changed
    assert Norm.objects.get().label == "13 (c)"
    assert sentences() == ["1.", "New.", "2."]
    assert [Proposition.objects.get(number=n).pk for n in (1, 3)] == keys


def test_what_the_file_does_not_name_stays_behind() -> None:
    take(tree())
    norm = Norm.objects.get()
    make.element(norm, slug="own", title=LocalText(en="Own"), order=5)
    element = norm.elements.get(slug="k")
    Proposition.objects.create(element=element, number=3, text=LocalText(en="Own."))
    assert not take(tree()).changed
    assert [e.slug for e in norm.elements.all()] == ["k", "own"]
    assert sentences() == ["One.", "Two.", "Own."]


def test_problems_are_named_by_place() -> None:
    values = tree()
    del values["instrument"]["title"]
    values["norms"][0]["lable"] = "x"
    values["norms"][0]["paraphrased"] = "perhaps"
    values["norms"][0]["elements"][0]["propositions"] = ["x" * 501, ""]
    found = problems(values)
    assert found[0].startswith("instrument.title: this field is missing")
    assert any("norms[0].lable: there is no such field; did you mean label?" in p for p in found)
    assert any(p.startswith("norms[0].paraphrased: expected true or false") for p in found)
    assert any("propositions[0]: expected at most 500 characters (en), got 501" in p for p in found)
    assert any("propositions[1]: expected a text" in p for p in found)
    assert not Instrument.objects.exists()


def test_short_names_stand_once_and_versions_fit() -> None:
    values = tree()
    values["norms"] += tree()["norms"]
    assert problems(values) == ["norms[1].slug: '13c' stands twice in this file"]
    assert problems({**tree(), "parley": 2})[0].startswith("parley: expected 1")
    assert "expected a list" in problems({**tree(), "norms": "all"})[0]
    assert "expected fields with names" in problems({**tree(), "instrument": []})[0]
    years = {**tree(), "instrument": {**tree()["instrument"], "year": 15}}
    assert "a year between 1900 and 2199" in problems(years)[0]


def test_a_file_is_for_those_who_may_edit_the_instrument() -> None:
    document = read_norms(yaml.safe_dump(tree()))
    with pytest.raises(NotAllowed):
        import_norms(make.actor(make.user()), document)
    owner = make.actor(make.user(is_convener=True))
    assert import_norms(owner, document).instrument.created_by_id == owner.user_id
    values = {**tree(), "norms": [{**tree()["norms"][0], "label": "other"}]}
    with pytest.raises(NotAllowed):
        import_norms(make.actor(make.user(is_convener=True)), read_norms(yaml.safe_dump(values)))


texts = st.lists(st.text("abc ", min_size=1, max_size=6).filter(str.strip), max_size=5, unique=True)


@given(first=texts, second=texts)
def test_after_an_import_its_sentences_stand_first_and_in_order(
    first: list[str], second: list[str]
) -> None:
    Proposition.objects.all().delete()
    Instrument.objects.all().delete()
    values = tree()
    for said in (first, second):
        values["norms"][0]["elements"][0]["propositions"] = said
        take(values)
        assert sentences()[: len(said)] == said
        assert len(set(sentences())) == len(sentences())
        assert not take(values).changed


# The demonstration


def test_the_demo_describes_the_norms_and_links_the_panels() -> None:
    dialogues.load()
    demo.load()
    assert Instrument.objects.get().created_by == User.objects.get(email__startswith="convener@")
    norms = Norm.objects.filter(instrument__slug="a-70-174")
    assert [norm.label for norm in norms] == [f"13({letter})" for letter in "abcdefghijk"]
    assert all(norm.paraphrased and {*norm.text} == {"en", "fr", "ar"} for norm in norms)
    norm = norms.get(label="13(c)")
    counts = [
        element.propositions.filter(consultation=None).count() for element in norm.elements.all()
    ]
    assert counts == [4, 4, 4, 3, 5, 4]
    for row in (*norm.elements.all(), *Proposition.objects.filter(consultation=None)):
        text = row.text if isinstance(row, Proposition) else row.question
        assert {*text} == {"en", "fr", "ar"}
    linked = [
        (topic.session.slug if topic.session else "", topic.element.slug if topic.element else "")
        for topic in Topic.objects.filter(dialogue__slug="due-diligence-2021", norm=norm)
    ]
    assert linked == [
        ("", ""),
        ("panel-1", "triggering-act"),
        ("panel-2", "knowledge"),
        ("panel-2", "territory-and-scope"),
        ("panel-3", "standard-of-conduct"),
        ("panel-3", "response-and-assistance"),
    ]
    assert not Topic.objects.filter(dialogue__slug="ecdd-2020").exists()


def test_loading_the_demo_again_leaves_what_was_changed() -> None:
    dialogues.load()
    demo.load()
    Topic.objects.all().delete()
    Norm.objects.filter(label="13(k)").delete()
    lines = AuditRecord.objects.count()
    demo.load()
    assert not Topic.objects.exists() and not Norm.objects.filter(label="13(k)").exists()
    assert AuditRecord.objects.count() == lines


def test_its_file_quotes_no_sentence_of_the_report() -> None:
    """Paraphrases: the one sentence of it that the demo's own page quotes is not among them."""
    quoted = "States should not knowingly allow their territory to be used"
    assert quoted not in DEMO.read_text()


def test_the_command_imports_and_says_what_came_of_it(tmp_path: Path) -> None:
    file, run = tmp_path / "norms.yaml", CliRunner()
    file.write_text(yaml.safe_dump(tree()))
    for outcome in ("imported", "unchanged"):
        done = run.invoke(main, ["import-norms", str(file)])
        assert done.exit_code == 0 and f"a-70 {outcome}" in done.output
    file.write_text(yaml.safe_dump({**tree(), "norms": [{"slug": "13c"}]}))
    done = run.invoke(main, ["import-norms", str(file)])
    assert done.exit_code == 1 and "norms[0].label: this field is missing" in done.output
    assert Norm.objects.get().label == "13(c)"


def test_the_guide_shows_a_file_that_can_be_read(client: Any) -> None:
    guide = Path(__file__).parents[3] / "docs/how-to/describe-a-norm.md"
    example = guide.read_text().split("```yaml\n")[1].split("```")[0]
    take(yaml.safe_load(example))
    norm = Norm.objects.get()
    address = reverse("norm", args=[norm.instrument.slug, norm.slug])
    assert str(norm.text) in client.get(address).content.decode()
