"""How alike two sentences look, in any script, and what is said of the difference."""

from hypothesis import given
from hypothesis import strategies as st

from parley.apps.deliberation.likeness import ALIKE, Likenesses, words_of

TEXTS = {
    "must": {"en": "States must not knowingly allow their territory to be used."},
    "may": {"en": "States must knowingly allow their territory to be used."},
    "fr": {"fr": "L'État doit avoir une connaissance effective de l'opération."},
    "fr2": {"fr": "Une connaissance effective de l’opération est exigée des États."},
    "ar": {"ar": "يجب أن تعلم الدولة علمًا فعليًا بالعملية."},
    "ar2": {"ar": "علم الدولة الفعلي بالعملية واجب"},
    "other": {
        "en": "Transit through infrastructure abroad is covered.",
        "fr": "Le transit compte.",
    },
}


def likes(key):
    return Likenesses(TEXTS).of(key, TEXTS)


def test_the_word_that_turns_a_sentence_round_is_named():
    (found,) = likes("must")
    assert (found.key, found.only_here, found.only_there) == ("may", ("not",), ())
    assert found.score > 0.9


def test_it_works_in_french_and_in_arabic_and_never_across_languages():
    assert [one.key for one in likes("fr")] == ["fr2"]
    assert [one.key for one in likes("ar")] == ["ar2"]
    assert likes("other") == []


def test_spellings_of_arabic_are_one():
    assert words_of("إلى الأُمَّة") == words_of("الي الامه")


@given(st.lists(st.text(max_size=40), min_size=2, max_size=6))
def test_the_measure_is_symmetric_and_within_bounds(texts):
    known = Likenesses({number: {"en": text} for number, text in enumerate(texts)})
    for one in range(len(texts)):
        for like in known.of(one, range(len(texts)), most=len(texts)):
            assert ALIKE <= like.score <= 1 and like.key != one
            back = {other.key: other.score for other in known.of(like.key, [one])}
            assert abs(back[one] - like.score) < 1e-9


def test_a_sentence_is_most_like_itself():
    known = Likenesses({1: {"en": "The same."}, 2: {"en": "The same."}, 3: {"en": "The sane."}})
    assert known.of(1, [2, 3])[0].key == 2
