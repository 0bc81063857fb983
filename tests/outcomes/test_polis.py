"""Conversations of Polis in and out."""

import csv
import io
import zipfile

import pytest
from click.testing import CliRunner
from django.http import Http404
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.apps.convening.models import Rule, SeatRole
from parley.apps.deliberation.models import (
    Consultation,
    Phase,
    Proposition,
    PropositionState,
    Secret,
    Stance,
)
from parley.apps.outcomes import demo, exchange
from parley.apps.outcomes.exchange.polis_format import armed, disarmed
from parley.apps.outcomes.exchange.polis_in import LONGEST
from parley.cli import main
from parley.core.actors import ANONYMOUS, system_actor
from parley.core.errors import InvalidInput, NotAllowed
from tests import factories as make
from tests.outcomes import world

pytestmark = pytest.mark.django_db
ACTOR = system_actor("test")

COMMENTS = (
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    '1,x,0,77,1,1,1,"One, with a comma"\n'
    "2,x,3,78,0,0,-1,Rejected\n"
    "3,x,1,77,2,0,0,Two\n"
)
VOTES = (
    "timestamp,datetime,comment-id,voter-id,vote\n"
    "10,x,0,5,1\n11,x,1,5,1\n12,x,0,9,1\n13,x,0,9,-1\n14,x,1,9,0\n15,x,3,9,1\n"
)
MATRIX = (
    "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,3\n"
    "5,0,0,2,2,0,1,1,\n9,1,0,3,1,1,-1,0,1\n"
)


def folder(tmp_path, **files):
    path = tmp_path / "polis"
    path.mkdir(exist_ok=True)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (path / f"{name.replace('_', '-')}.csv").write_bytes(data)
    return path


def content(consultation):
    """All that there is of it, whoever the respondents are called."""
    texts = [
        (row.number, str(row.text), row.state)
        for row in consultation.propositions.order_by("number")
    ]
    held = {}
    rows = Stance.objects.filter(proposition__consultation=consultation)
    for name, number, value in rows.values_list("respondent", "proposition__number", "value"):
        held.setdefault(name, []).append((number, value))
    return texts, sorted(sorted(one) for one in held.values())


def unpacked(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("votes", [{"votes": VOTES}, {"participants_votes": MATRIX}])
def test_a_conversation_becomes_a_public_consultation_that_is_over(tmp_path, votes):
    dialogue = make.dialogue()
    path = folder(
        tmp_path, comments=COMMENTS, summary="topic,A topic\nurl,https://pol.is/x\n", **votes
    )
    made = exchange.import_polis(ACTOR, dialogue, path)
    made.refresh_from_db()
    assert (str(made.title), made.rule, made.phase) == ("A topic", Rule.PUBLIC, Phase.SEALED)
    assert not Secret.objects.exists() and made.sealed_on is not None
    assert "CC BY 4.0" in made.attribution and made.attribution.endswith("https://pol.is/x")
    accepted, declined = PropositionState.ACCEPTED, PropositionState.DECLINED
    assert content(made) == (
        [(1, "One, with a comma", accepted), (2, "Two", accepted), (4, "Rejected", declined)],
        [[(1, -1), (2, 0), (4, 1)], [(1, 1), (2, 1)]],
    )
    assert set(Stance.objects.values_list("group", "step", "reserved")) == {(None, 0, False)}
    assert not Proposition.objects.exclude(author=None).exists()


WRONG = {
    "no comments": {"votes": VOTES},
    "no votes": {"comments": COMMENTS},
    "no text column": {"comments": "comment-id\n1\n", "votes": VOTES},
    "comment twice": {"comments": COMMENTS + "4,x,1,77,2,0,0,Again\n", "votes": VOTES},
    "no number": {"comments": COMMENTS + "4,x,one,77,2,0,0,Text\n", "votes": VOTES},
    "wide digits": {"comments": COMMENTS + "4,x,٣٤,77,2,0,0,Text\n", "votes": VOTES},
    "huge number": {"comments": COMMENTS + "4,x,99999999999,77,2,0,0,Text\n", "votes": VOTES},
    "moderated": {"comments": COMMENTS + "4,x,4,77,2,0,maybe,Text\n", "votes": VOTES},
    "no text": {"comments": COMMENTS + "4,x,4,77,2,0,1,  \n", "votes": VOTES},
    "too long": {"comments": COMMENTS + f"4,x,4,7,2,0,1,{'x' * (LONGEST + 1)}\n", "votes": VOTES},
    "too few fields": {"comments": COMMENTS + "4,x,4\n", "votes": VOTES},
    "invisible": {"comments": COMMENTS + "4,x,4,77,2,0,1,a\x07b\n", "votes": VOTES},
    "quotes": {"comments": COMMENTS + '4,x,4,77,2,0,1,"a" b\n', "votes": VOTES},
    "not utf-8": {"comments": COMMENTS.encode() + b"4,x,4,7,2,0,1,\xff\xfe\n", "votes": VOTES},
    "unknown vote": {"comments": COMMENTS, "votes": VOTES + "16,x,0,10,7\n"},
    "unknown comment": {"comments": COMMENTS, "votes": VOTES + "16,x,8,10,1\n"},
    "comment with a name": {"comments": COMMENTS, "votes": VOTES + "16,x,first,10,1\n"},
    "nobody voted": {
        "comments": COMMENTS,
        "votes": "timestamp,datetime,comment-id,voter-id,vote\n",
    },
    "empty": {"comments": "", "votes": ""},
    "a picture": {"comments": b"\x89PNG\r\n\x1a\n\x00\x00", "votes": VOTES},
}


@pytest.mark.parametrize("files", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_and_nothing_is_stored(tmp_path, files):
    with pytest.raises(InvalidInput) as refused:
        exchange.import_polis(ACTOR, make.dialogue(), folder(tmp_path, **files), title="X")
    assert str(refused.value).strip()
    assert not Consultation.objects.exists() and not Stance.objects.exists()


def test_a_title_is_needed(tmp_path):
    path = folder(tmp_path, comments=COMMENTS, votes=VOTES)
    with pytest.raises(InvalidInput):
        exchange.import_polis(ACTOR, make.dialogue(), path)


def test_only_conveners_import(tmp_path):
    dialogue = make.dialogue()
    account = make.user()
    make.seat(dialogue, account, SeatRole.FACILITATOR)
    path = folder(tmp_path, comments=COMMENTS, votes=VOTES)
    with pytest.raises(NotAllowed):
        exchange.import_polis(make.actor(account), dialogue, path, title="X")
    assert not Consultation.objects.exists()


# ---- the way there and back

TEXTS = (
    st.text(
        st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"),
        min_size=1,
        max_size=40,
    )
    .map(lambda text: text.strip())
    .filter(lambda text: text and text == armed(text).strip())
)
CONVERSATIONS = st.tuples(
    st.dictionaries(st.integers(0, 300), st.tuples(TEXTS, st.booleans()), min_size=1, max_size=6),
    st.lists(st.lists(st.sampled_from([-1, 0, 1, None]), min_size=6, max_size=6), max_size=6),
).filter(lambda case: any(v is not None for votes in case[1] for v in votes[: len(case[0])]))


@settings(max_examples=25)
@given(case=CONVERSATIONS)
def test_there_and_back_is_the_same(tmp_path_factory, case):
    comments, votes = case
    texts = io.StringIO()
    writer = csv.writer(texts, lineterminator="\n")
    writer.writerow(["comment-id", "moderated", "comment-body"])
    for key, (text, rejected) in comments.items():
        writer.writerow([key, -1 if rejected else 1, text])
    lines = ["comment-id,voter-id,vote"] + [
        f"{key},{voter},{vote}"
        for voter, given in enumerate(votes)
        for key, vote in zip(comments, given, strict=False)
        if vote is not None
    ]
    dialogue = make.dialogue()
    path = folder(tmp_path_factory.mktemp("in"), comments=texts.getvalue(), votes="\n".join(lines))
    first = exchange.import_polis(ACTOR, dialogue, path, title="First")
    assert [text for _n, text, _s in content(first)[0]] == [
        text for _key, (text, _rejected) in sorted(comments.items())
    ]
    for left_out in ("votes.csv", "participants-votes.csv"):
        files = unpacked(exchange.export_polis(ACTOR, first))
        del files[left_out]
        again = tmp_path_factory.mktemp("out")
        for name, text in files.items():
            (again / name).write_text(text, newline="")
        second = exchange.import_polis(ACTOR, dialogue, again)
        assert content(second) == content(first) and str(second.title) == "First"


@given(st.text(max_size=20))
def test_no_text_is_a_formula_and_each_comes_back(text):
    safe = disarmed(text)
    assert armed(safe) == text
    assert safe.lstrip()[:1] not in ("=", "+", "-", "@")


# ---- who gets what


def over(rule, **more):
    consultation = world.consultation(rule=rule, phase=Phase.CLOSED, **more)
    world.two_camps(consultation, size=8)
    make.proposition(consultation, state=PropositionState.DECLINED, text={"en": "canary"})
    return consultation


def seated(consultation, role):
    account = make.user()
    make.seat(consultation.dialogue, account, role)
    return make.actor(account)


def test_all_stances_of_a_public_consultation_go_out():
    consultation = over(Rule.PUBLIC)
    files = unpacked(exchange.export_polis(ANONYMOUS, consultation))
    assert set(files) == {"comments.csv", "votes.csv", "participants-votes.csv", "summary.csv"}
    assert len(rows(files["votes.csv"])) == 128
    voters = [row["voter-id"] for row in rows(files["votes.csv"])]
    assert set(voters) == {str(number) for number in range(16)}
    everything = "".join(files.values())
    names = Stance.objects.values_list("respondent", flat=True)
    assert not any(str(name) in everything or name.hex in everything for name in names)
    # What was declined is the moderators' business.
    assert "canary" not in everything and len(rows(files["comments.csv"])) == 8
    convener = seated(consultation, SeatRole.CONVENER)
    assert "canary" in unpacked(exchange.export_polis(convener, consultation))["comments.csv"]
    # What was submitted here and never accepted has a drawn number, and stays here.
    Proposition.objects.filter(state=PropositionState.DECLINED).update(number=1_000_001)
    assert "canary" not in unpacked(exchange.export_polis(convener, consultation))["comments.csv"]


def test_not_while_people_answer():
    consultation = over(Rule.PUBLIC)
    consultation.phase = Phase.OPEN
    files = unpacked(exchange.export_polis(ANONYMOUS, consultation))
    assert set(files) == {"comments.csv", "summary.csv"}


def test_under_the_participants_rule_stances_go_to_conveners():
    consultation = over(Rule.PARTICIPANTS)
    participant = seated(consultation, SeatRole.PARTICIPANT)
    convener = seated(consultation, SeatRole.CONVENER)
    assert "votes.csv" not in unpacked(exchange.export_polis(participant, consultation))
    assert "votes.csv" in unpacked(exchange.export_polis(convener, consultation))


def test_nothing_leaves_a_closed_room():
    dialogue = make.dialogue()
    session = make.session(dialogue, rule=Rule.CLOSED_DOOR)
    consultation = world.consultation(
        dialogue, session=session, rule=Rule.CLOSED_DOOR, phase=Phase.CLOSED
    )
    world.answer(consultation, [(None, [1.0, 0.5])], size=12)
    with pytest.raises(Http404):
        exchange.export_polis(seated(consultation, SeatRole.CONVENER), consultation)


def test_of_confidential_stances_only_totals_that_may_be_shown():
    consultation = world.consultation(rule=Rule.CHATHAM_HOUSE, phase=Phase.CLOSED)
    world.answer(consultation, [(None, [1.0, 0.5])], size=12)
    convener = seated(consultation, SeatRole.CONVENER)
    files = unpacked(exchange.export_polis(convener, consultation))
    assert set(files) == {"comments.csv", "summary.csv"}
    for row in rows(files["comments.csv"]):
        for number in (row["agrees"], row["disagrees"]):
            assert number == "" or int(number) >= consultation.least
    assert not any(row["author-id"] or row["timestamp"] for row in rows(files["comments.csv"]))


# ---- on the command line


def test_the_commands(tmp_path):
    dialogue = make.dialogue()
    path = str(folder(tmp_path, comments=COMMENTS, votes=VOTES))
    target = tmp_path / "out.zip"
    run = CliRunner().invoke
    done = run(main, ["import-polis", path, "--dialogue", dialogue.slug, "--title", "From Polis"])
    assert done.exit_code == 0 and f"{dialogue.slug}/from-polis imported" in done.output
    done = run(main, ["export-polis", dialogue.slug, "from-polis", "-o", str(target)])
    assert done.exit_code == 0 and "votes.csv" in unpacked(target.read_bytes())
    for wrong in (
        ["import-polis", path, "--dialogue", "nothing", "--title", "X"],
        ["import-polis", path, "--dialogue", dialogue.slug],
        ["export-polis", dialogue.slug, "nothing", "-o", str(target)],
    ):
        refused = run(main, wrong)
        assert refused.exit_code == 1 and refused.output.startswith("parley: ")


def test_the_demonstration_has_five_conversations_and_loads_once():
    demo.load()
    loaded = Consultation.objects.filter(dialogue__slug="five-public-conversations")
    assert {row.slug for row in loaded} >= {"brexit-consensus", "london-youth-policing"}
    counts = {row.slug: row.propositions.count() for row in loaded}
    assert counts["brexit-consensus"] == 50 and counts["london-youth-policing"] == 39
    assert all("CC BY 4.0" in row.attribution and not row.synthetic for row in loaded)
    before = set(loaded.values_list("pk", flat=True))
    demo.load()
    assert set(loaded.values_list("pk", flat=True)) == before
