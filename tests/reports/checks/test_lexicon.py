"""What claims something, and what only sounds like it."""

import pytest

from parley.apps.reports.checks.claims import unfounded
from parley.apps.reports.checks.lexicon import claiming_words

CLAIMS = {
    "en": [
        "Views converged on this.",
        "There was convergence on what knowledge means.",
        "Participants agreed that knowledge matters.",
        "It is agreed that capacity counts.",
        "Most participants were of another view.",
        "All groups held that it applies.",
        "No delegation from the region objected; every speaker supported it.",
        "States support this reading.",
        "The reading was rejected by most of the states.",
        "There is no consensus on it.",
        "A majority wants more.",
        "The decision was unanimous.",
        "12 of 15 states said so.",
        "80 % said yes, and 20 per cent no.",
        "Views were divided.",
        "Broad agreement emerged.",
        "**Most** _participants_ accept it.",
    ],
    "fr": [
        "Les avis ont convergé sur ce point.",
        "Les vues divergent quant à la capacité.",
        "Les participants sont d’accord.",
        "La plupart des participants l’acceptent.",
        "Tous les groupes estiment que cela vaut.",
        "Il n’y a pas consensus.",
        "Une majorité le souhaite.",
        "Les États soutiennent cette lecture.",
        "12 sur 15 États l’ont dit.",
        "80 % des États, soit quatre-vingts pour cent.",
    ],
    "ar": [
        "تقاربت الآراء في هذا المقترح.",
        "وتباينت الآراء في القدرة.",
        "اتفق المشاركون على أن العلم شرط.",
        "وافقت كل المجموعات على المقترح.",
        "أيّدت الدول هذا.",
        "معظم المشاركين يرون ذلك.",
        "تريد الأغلبية المزيد.",
        "أُقرّ ذلك بالإجماع.",
        "٨٠٪ من الدول.",
        "قال ذلك ١٢ من أصل ١٥ دولة.",
    ],
}
PLAIN = {
    "en": [
        "The dialogue was to indicate convergences and divergences in the interpretation of the norm.",
        "There was agreement on a venue.",
        "As agreed, we met in Florence.",
        "The agreed norms of 2015 are the ground.",
        "All participants were invited by mail.",
        "Held with the support of the ministry.",
        "This report supports later processes.",
        "The norm was adopted by consensus in the consensus report of 2015.",
        "It is norm 13 of 2015.",
        "There were 4 of the 5 sessions on the first day.",
        "Intervals are given: a 95 % interval, say.",
        "This does not say that their meaning is agreed.",
        "It was held on 12 May 2021 from 14:00 to 16:30 under A/RES/73/27.",
    ],
    "fr": [
        "Le dialogue devait indiquer les convergences et les divergences d’interprétation.",
        "Adopté par consensus en 2015.",
        "Avec le soutien du ministère.",
        "Tous les participants ont été invités.",
        "Cela ne signifie pas que le sens soit d’accord partagé.",
    ],
    "ar": [
        "أوجه التقارب والتباعد في تفسير القاعدة.",
        "عُقد الحوار في فلورنسا يوم ١٢ مايو.",
        "بدعم من الوزارة.",
        "ولا يعني ذلك أن معناه متفق عليه.",
    ],
}


def _each(texts):
    return [(code, text) for code, every in texts.items() for text in every]


@pytest.mark.parametrize(("language", "text"), _each(CLAIMS))
def test_what_claims_something_is_found(language, text):
    assert claiming_words(text, language)
    assert [one.sentence for one in unfounded(text, language)]


@pytest.mark.parametrize(("language", "text"), _each(PLAIN))
def test_what_only_sounds_like_it_is_left_alone(language, text):
    assert claiming_words(text, language) == ""


def test_in_a_language_without_a_list_nothing_is_found():
    assert claiming_words("Most participants agreed, 80 %.", "de") == ""
    assert claiming_words("Most participants agreed.", "en-GB")


def test_a_reference_in_the_sentence_itself_is_enough():
    text = (
        "Views converged on this. {finding:3f2a9c1b} Views diverged on that. "
        "It was held in Florence."
    )
    assert [one.sentence for one in unfounded(text, "en")] == ["Views diverged on that."]


def test_a_reference_to_something_else_is_not():
    assert unfounded("Most states support it {practice:ask-first}.", "en")


def test_items_of_a_list_stand_each_on_their_own():
    text = (
        "Views converged on these points:\n\n"
        "- Most participants want more {finding:3f2a9c1b}\n"
        "- Most participants want less\n"
        "1. A majority wants neither {finding:aaaaaaaa}\n"
    )
    assert [one.sentence for one in unfounded(text, "en")] == ["Most participants want less"]


def test_a_line_that_leads_to_what_has_no_finding_has_none():
    text = "Views converged on these points:\n\n- knowledge\n- capacity {finding:3f2a9c1b}"
    assert [one.words for one in unfounded(text, "en")] == ["converged"]


def test_an_abbreviation_does_not_part_a_sentence_from_its_reference():
    assert unfounded("Most states support it, cf. para. 12 of it {finding:3f2a9c1b}.", "en") == []
