"""Every format says the same, and what is read does not depend on the order of the lines."""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import sparse

from parley.mapping.matrix import StanceMatrix
from parley.mapping.readers import collecting, read
from tests.mapping import written
from tests.mapping.naive_reader import judged, read_naively

# Ids as people have them: numbers, numbers with zeros before, words, quotes, delimiters, line breaks, scripts.
IDS = st.one_of(
    st.integers(-20, 20).map(str),
    st.integers(-(2**70), 2**70).map(str),
    st.sampled_from(
        [
            "007",
            "+7",
            "-0",
            "7.0",
            "Côte d’Ivoire",
            "Korea, Rep. of",
            'say "no"',
            "a\nb",
            "؃;٣",
            "a\tb",
        ]
    ),
)
NUMBERS = st.integers(0, 30).map(str)


@pytest.fixture(autouse=True)
def many_batches(monkeypatch):
    """Files come in batches of four lines here, so that all of them have several."""
    monkeypatch.setattr(collecting, "BATCH", 4)


def lists_of_triples(ids):
    """Each pair of actor and proposition at most once."""
    keys = st.dictionaries(
        st.tuples(ids, ids), st.sampled_from([1, 0, -1]), min_size=1, max_size=25
    )
    return keys.map(lambda said: [(a, p, s) for (a, p), s in said.items()])


TRIPLES = st.one_of(lists_of_triples(NUMBERS), lists_of_triples(IDS))


def expected(triples) -> StanceMatrix:
    actors, propositions, stances = zip(*triples, strict=True)
    return StanceMatrix.from_triples(actors, propositions, stances)


@pytest.mark.parametrize(
    "write",
    [
        lambda path, triples: written.as_csv(path / "a.csv", triples),
        lambda path, triples: written.as_csv(path / "a.csv", triples, ";", "\r\n"),
        lambda path, triples: written.as_csv(path / "a.tsv", triples, "\t"),
        lambda path, triples: written.as_csv(path / "a", triples, "|", "\r"),
        lambda path, triples: written.as_csv_with_mark(path / "a.csv", triples),
        lambda path, triples: written.as_noisy_csv(path / "a.csv", triples),
        lambda path, triples: written.as_json(path / "a.json", triples),
        lambda path, triples: written.as_parquet(path / "a.parquet", triples),
        lambda path, triples: written.as_parquet_folder(path / "a", triples),
        lambda path, triples: written.as_workbook(path / "a.xlsx", triples),
        lambda path, triples: written.as_wide(path / "a.csv", triples),
        lambda _path, triples: written.frame(triples),
        lambda _path, triples: written.frame(triples).lazy(),
        lambda _path, triples: written.frame(triples).to_arrow(),
        lambda _path, triples: pd.DataFrame(triples, columns=written.HEAD),
        lambda _path, triples: pa.table(
            {
                name: list(part)
                for name, part in zip(written.HEAD, zip(*triples, strict=True), strict=True)
            }
        ),
    ],
    ids=[
        *("csv", "semicolons", "tabs", "old-mac", "byte-order-mark", "noisy", "json", "parquet"),
        *("folder", "workbook", "wide", "polars", "lazy", "arrow", "pandas", "pyarrow"),
    ],
)
@settings(max_examples=12)
@given(triples=TRIPLES)
def test_every_format_says_the_same(write, triples):
    with tempfile.TemporaryDirectory() as folder:
        matrix = read(write(Path(folder), triples))
    assert matrix.digest == expected(triples).digest
    assert matrix.intake.lines == matrix.n_stances + sum(matrix.intake.dropped.values())


@given(lists_of_triples(NUMBERS), st.data())
def test_numbers_may_come_in_any_type(triples, data):
    columns = [np.array(part, dtype=np.int64) for part in zip(*triples, strict=True)]
    kinds = st.sampled_from(
        [np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint64, np.float64]
    )
    actor, proposition = (column.astype(data.draw(kinds)) for column in columns[:2])
    stance = columns[2].astype(data.draw(st.sampled_from([np.int8, np.int64, np.float32])))
    frame = {"actor": actor, "proposition": proposition, "stance": stance}
    for made in (pd.DataFrame(frame), pl.DataFrame(frame)):
        assert read(made).digest == expected(triples).digest


@given(TRIPLES, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(triples, random):
    shuffled = random.sample(triples, len(triples))
    assert read(written.frame(shuffled)).digest == read(written.frame(triples)).digest


LINES = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", " 3 ", "", "03", "x"]),
        st.sampled_from(["1", "2", "p,q", " "]),
        st.sampled_from(["agree", "No", " + ", "0", "-1.0", "", "NaN", "perhaps", "2"]),
        st.sampled_from(["", "1", "2.5", "1e3"]),
    ),
    max_size=30,
)


def csv_of(lines, header="actor,proposition,stance,time"):
    quoted = [",".join(f'"{field}"' if "," in field else field for field in line) for line in lines]
    return "\n".join([header, *quoted]) + "\n"


# Its last chunk is one of which nothing is kept.
@example([("1", "1", "agree", "")] * 4 + [("", "1", "agree", "")], False)
@given(LINES, st.booleans())
def test_lenient_reading_equals_the_naive_twin(lines, extra):
    text = csv_of(lines)
    if extra:
        text += "\n1,1,agree,3,what,is this\n2\n"
    stances, dropped = read_naively(text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "votes.csv")
        path.write_text(text, encoding="utf-8")
        if not stances:
            with pytest.raises(ValueError, match=r"is a stance|nothing below"):
                read(path, lenient=True)
            return
        matrix = read(path, lenient=True)
    assert as_dict(matrix) == stances
    assert matrix.intake.dropped == dropped
    reasons = ("unknown stance", "no actor", "no proposition", "too many fields")
    assert len(matrix.intake.problems) == min(sum(dropped[reason] for reason in reasons), 100)


@given(LINES)
def test_strict_reading_is_lenient_reading_or_an_error(lines):
    text = csv_of(lines)
    stances, dropped = read_naively(text)
    wrong = sum(dropped[reason] for reason in ("unknown stance", "no actor", "no proposition"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "votes.csv")
        path.write_text(text, encoding="utf-8")
        if wrong:
            first = next(line for line, fields in enumerate(lines, start=2) if is_wrong(fields))
            with pytest.raises(ValueError, match=rf"^line {first}: "):
                read(path)
        elif not stances:
            with pytest.raises(ValueError, match=r"is a stance|nothing below"):
                read(path)
        else:
            matrix = read(path)
            assert as_dict(matrix) == stances
            assert matrix.intake == read(path, lenient=True).intake


def is_wrong(fields):
    reason, _stance = judged(
        dict(zip((*written.HEAD, "time"), map(str.strip, fields), strict=True))
    )
    return reason in ("unknown stance", "no actor", "no proposition")


def as_dict(matrix: StanceMatrix) -> dict[tuple[str, str], int]:
    dense = matrix.dense()
    return {
        (str(matrix.actors[i]), str(matrix.propositions[j])): int(dense[i, j])
        for i, j in zip(*np.nonzero(~np.isnan(dense)), strict=True)
    }


@given(st.lists(st.tuples(*[st.integers(0, 5)] * 2, st.sampled_from([1, 0, -1]))))
def test_in_sparse_arrays_a_zero_is_a_pass(entries):
    rows, columns, values = ([entry[n] for entry in entries] for n in range(3))
    array = sparse.coo_array((values, (rows, columns)), shape=(6, 6))
    if not entries:
        with pytest.raises(ValueError, match="none of 0 entries"):
            read(array)
        return
    matrix = read(array)
    last = {(str(a), str(p)): s for a, p, s in entries}
    assert as_dict(matrix) == last
    assert (matrix.n_actors, matrix.n_propositions) == (6, 6)
    assert matrix.intake.dropped.get("answered again later", 0) == len(entries) - len(last)


def test_dense_arrays_keep_their_empty_rows():
    matrix = read(np.array([[1, np.nan], [np.nan, np.nan], [-1, 0]]))
    assert (matrix.n_actors, matrix.n_stances) == (3, 3)
    assert (matrix.intake.lines, matrix.intake.dropped) == (6, {"no answer": 3})


def test_an_index_that_somebody_made_is_the_first_column():
    frame = pd.DataFrame({"p": [1, -1], "q": [0, None]}, index=["Chad", "Fiji"])
    matrix = read(frame)
    assert matrix.actors.tolist() == ["Chad", "Fiji"]
    assert matrix.propositions.tolist() == ["p", "q"]
    assert as_dict(matrix) == {("Chad", "p"): 1, ("Chad", "q"): 0, ("Fiji", "p"): -1}
