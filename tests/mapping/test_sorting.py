import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from parley.mapping.blocks import N_STANCES
from parley.mapping.sorting import Buckets, bins_of, gathered, plan

# Many propositions, so that keys need more than 32 bits as well.
ENTRIES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 6), st.integers(0, 2), st.integers(0, 3)),
    max_size=60,
)


@given(
    ENTRIES,
    st.sampled_from([1, 7, 1000]),
    st.sampled_from([(41, 7), (41, 2_000_000), (50_000, 200_000)]),
    st.booleans(),
    st.integers(1, 70),
)
def test_sorting_in_buckets_equals_a_dictionary(entries, size, shape, timed, cut):
    n_actors, n_propositions = shape
    spread = np.array([n_actors // 41, n_propositions // 7])  # also the last actor and proposition
    row, column, stance, time = (
        np.array([entry[n] for entry in entries], dtype=np.int64) for n in range(4)
    )
    row, column = row * spread[0], column * spread[1]
    latest: dict[tuple[int, int], tuple[int, int]] = {}
    for a, p, s, t in zip(row.tolist(), column.tolist(), stance, time, strict=True):
        if not timed or (a, p) not in latest or latest[a, p][0] <= t:
            latest[a, p] = int(t), int(s)
    expected = sorted((a, p * N_STANCES + s) for (a, p), (_t, s) in latest.items())

    cell = column * N_STANCES + stance
    buckets = Buckets(plan(bins_of(row, n_actors), n_actors, n_propositions, size))
    for start in range(0, max(len(row), 1), cut):
        some = slice(start, start + cut)
        times = time[some].astype(np.float64) if timed else None
        buckets.add(row[some].astype(np.uint32), cell[some], times)
    indptr, cells, again = gathered(buckets.drain(), n_actors, n_propositions)
    found = list(zip(np.repeat(np.arange(n_actors), np.diff(indptr)), cells, strict=True))
    assert found == expected
    assert again == len(entries) - len(expected)
