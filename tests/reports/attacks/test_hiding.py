"""Words that a reader reads, written so that a check would not."""

import pytest

from parley.apps.convening.models import Rule
from parley.apps.reports.body.references import reference_to
from parley.apps.reports.checks.names import appearing, telling
from parley.apps.reports.checks.problem import Topic
from parley.apps.reports.selectors.checked_texts import as_printed
from parley.apps.reports.selectors.checking import problems
from parley.core.localtext import LocalText
from tests import factories as make
from tests.reports.layout.scene import block, finding, reported

pytestmark = pytest.mark.django_db


# ---- names


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Canary Bird", "So said <Canary Bird> there."),
        ("Canary Bird", "a < Canary Bird, c > d"),
        ("José Núñez", "So said Jose Nunez."),
        ("Jose Nunez", "So said José Núñez."),
        ("Jørgen Łuk", "by Jorgen Luk"),
        ("Mary O’Neill", "by Mary O'Neill"),
        ("Anne-Marie Bird", "by Anne\u2011Marie Bird"),
        ("Anne-Marie Bird", "by Anne Marie Bird"),
        ("Canary Bird", "by C\u0430n\u0430ry Bird"),  # Cyrillic
        ("Canary Bird", "by Can\u034fary\ufe0f Bi\u2062rd"),
        ("Canary Bird", "by C\u0301anary Bird"),
    ],
)
def test_a_name_is_found_however_it_is_written(name, text):
    assert appearing(telling([name]), text) == [name]


def test_a_name_in_brackets_stops_the_publication():
    dialogue = reported().dialogue
    session = make.session(dialogue, rule=Rule.CLOSED_DOOR)
    make.contribution(session, person=make.person(name="Canary Bird"))
    report = make.report(dialogue, block("text", "So said <Canary Bird> there."))
    assert [one.kind for one in problems(report) if one.stops] == [Topic.NAME]


# ---- claims


def stopped(*blocks, scene=None, **fields):
    report = make.report((scene or reported()).dialogue, *blocks, **fields)
    return [one.block for one in problems(report) if one.kind == Topic.CLAIM and one.stops]


@pytest.mark.parametrize(
    "text",
    [
        "Views con\u00adverged.",
        "Views con\u200bverged.",
        "Views conv&#8203;erged.",
        "Views conv&#101;rged.",
        "Views con`verged`.",
        "Views con[verged](https://example.org/).",
        "Views \uff43onverged.",
        "Views c\u043enverged.",
        "# Views converged",
        "> Views converged.",
        "1. Views converged.",
        "70&nbsp;% said so.",
    ],
)
def test_a_claim_is_found_however_it_is_written(text):
    one = block("text", text)
    assert stopped(one) == [one.uid]


def test_a_reference_that_nobody_reads_founds_nothing():
    scene = reported()
    reference = reference_to("finding", str(finding(scene).uid))
    hidden = (
        f"Views converged `{reference}`.",
        f"Views converged [so](https://example.org/{reference}).",
        f'Views converged [so](https://example.org/ "{reference}").',
        f"![{reference}](https://example.org/x.png) Views converged.",
    )
    blocks = [block("text", text) for text in hidden[:3]]
    assert stopped(*blocks, scene=scene) == [one.uid for one in blocks]


def test_references_that_are_read_do():
    scene = reported()
    reference = reference_to("finding", str(finding(scene).uid))
    texts = (
        f"Views **converged** {reference}.",
        f"1. Views converged {reference}.\n2. Views diverged. {reference}",
        f"Views converged on these:\n\n1. the first {reference}\n2. the second",
        f"Views converged\non it {reference}.",
    )
    assert stopped(*(block("text", text) for text in texts), scene=scene) == []


def test_captions_leads_and_headings_claim_nothing_either():
    blocks = [
        block("heading", "All states agree that it is so"),
        block("text", "It was held in May."),
        block("chart", "Most states agree", of="e1/found/map/1"),
        block("quote", "Most states agree with what was said:", of="x", words="x"),
    ]
    assert stopped(*blocks) == [one.uid for one in blocks if str(one.kind) != "text"]


def test_a_heading_rests_on_what_stands_under_it():
    scene = reported()
    row = finding(scene)
    reference = reference_to("finding", str(row.uid))
    assert (
        stopped(
            block("heading", "Where views converged"),
            block("text", f"- Views converged on it {reference}."),
            block("heading", "Where views diverged"),
            block("finding", of=str(row.uid)),
            scene=scene,
        )
        == []
    )


def test_titles_that_claim_are_worth_a_look():
    fields = {"title": LocalText(en="Consensus among states"), "subtitle": LocalText(en="x")}
    report = make.report(reported().dialogue, block("text", "In May."), **fields)
    (found,) = [one for one in problems(report) if one.kind == Topic.CLAIM]
    assert (found.block, found.level) == ("", "warns")


def test_what_is_read_of_a_text():
    text = "# A\n\n- b *c* {finding:0123abcd}\n- `{finding:0123abcd}` [d](https://e.org)"
    expected = "A\n\n- b c {finding:0123abcd}\n\n- (finding:0123abcd} d"
    assert as_printed(text) == expected
