"""Words by which a sentence claims something about what participants, states or groups hold.

The lists are short on purpose. A word is on one only where it speaks of who holds what; one that is as
often a matter of arrangement ("agreement on a venue", "with the support of", "adopted by consensus")
counts only together with what makes it a claim. Names of things alone ("convergences and divergences"
as what a dialogue looks for) are none.

Of three kinds: a word that claims by itself; a quantity of people with a word of opinion; a number, as a
share or as so many of so many.
"""

import re
from collections.abc import Mapping

from parley.apps.reports.checks.letters import seen

_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")  # vowel signs and lengthening of Arabic
_ALIF = str.maketrans("أإآٱى", "ااااي")

EN_WHO = (
    r"(?:participants?|groups?|states?|delegations?|respondents?|actors?|speakers?|stakeholders?|"
    r"governments?|compan(?:y|ies)|experts?|members)"
)
EN_HOLD = (
    r"(?:agree|disagree|accept|reject|support|oppose|endorse|favou?r|hold|held|consider|view|see|saw|"
    r"believe|think|thought|say|said|read|regard|prefer|want|share|call|object|insist|argue|doubt)\w*"
)
EN = (
    r"(?:con|di)verg(?:e|es|ed|ing|ent)",
    r"(?:con|di)vergences?\s+(?:on|around|about|among|between|over|as to)",
    r"there\s+(?:is|was|were|are)\s+(?:\w+\s+)?(?:con|di)vergences?",
    # Not "the agreed norms", nor "as agreed".
    (
        r"(?<!\bas )(?<!\bthe )(?<!\ban )(?<!\bof )(?<!ously )(?<!nally )(?<!rsally )(?<!eady )agreed"
        r"(?!\s+(?:to meet|norms?|texts?|language|rules?|framework))"
    ),
    r"agrees?(?!\s+to meet)",
    r"disagree(?:s|d|ing)?",
    r"disagreements?\s+(?:on|over|about|among|between|remain\w*|persist\w*)",
    r"(?:broad|wide|widespread|general|full|universal|unanimous|little|no)\s+(?:dis)?agreement",
    r"agreement\s+that",
    r"(?<!\bby )consensus(?!\s+(?:reports?|documents?|resolutions?))",
    r"unanimous(?:ly)?|unanimity",
    r"(?:majorit(?:y|ies)|(?:a|the|small|large)\s+minority)",
    r"(?:most|almost all|nearly all|half)\s+(?:of\s+)?(?:the\s+)?(?:\w+\s+){0,2}" + EN_WHO,
    (
        rf"(?:all|every|each|no|many|few|some|several|both)\s+(?:of\s+)?(?:the\s+)?(?:\w+\s+){{0,2}}"
        rf"{EN_WHO}\s+(?:\w+\s+){{0,3}}{EN_HOLD}"
    ),
    rf"{EN_WHO}\s+(?:\w+\s+){{0,2}}(?:support|oppos|reject|endors)(?:s|es|ed|e)?",
    rf"(?:supported|opposed|rejected|endorsed|shared)\s+by\s+(?:\w+\s+){{0,3}}{EN_WHO}",
    r"views?\s+(?:differ|differed|differs|were divided|are divided|remain\w* divided|were split)",
)
FR_WHO = (
    r"(?:participant(?:e?s)?|groupes?|états?|délégations?|répondants?|acteurs?|intervenants?|"
    r"gouvernements?|entreprises?|experts?|membres)"
)
FR_HOLD = (
    r"(?:accept|rejet|soutien|souten|approuv|estim|consid[éè]r|jug|pens|crois|partag|préf[éè]r|"
    r"refus|conven|s['’]accord|s['’]oppos|voi|li)\w*"
)
FR = (
    r"(?:con|di)verg(?:e|ent|eait|eaient|é|ée|és|ées|èrent|eant)",
    r"(?:con|di)vergences?\s+(?:sur|autour|entre|quant|au sujet)",
    r"il\s+y\s+a(?:vait)?\s+(?:une\s+)?(?:con|di)vergence",
    r"(?:d['’]accord|en désaccord)(?!\s+entre les parties)",
    r"désaccords?\s+(?:sur|entre|persist\w*|demeur\w*|subsist\w*|quant)",
    r"(?:s['’]accord|se sont accord)(?:e|ent|ait|aient|és|ées)",
    r"(?:large|plein|vaste)\s+accord",
    r"(?<!\bpar )(?<!\bde )consensus",
    r"unanim(?:e|es|ité|ement)",
    r"majorité|majoritaire(?:s|ment)?|minorité|minoritaires?",
    r"(?:la\s+plupart|la\s+moitié|presque\s+tou(?:s|tes))\s+(?:des|les|de\s+ces)\s+(?:\w+\s+){0,2}"
    + FR_WHO,
    (
        rf"(?:tous|toutes|chaque|aucun|aucune|beaucoup|peu|plusieurs|certains|certaines|quelques)\s+"
        rf"(?:des\s+|les\s+|de\s+|d['’])?(?:\w+\s+){{0,2}}{FR_WHO}\s+(?:\w+\s+){{0,3}}{FR_HOLD}"
    ),
    (
        rf"{FR_WHO}\s+(?:\w+\s+){{0,2}}(?:soutien(?:nent|t)|souten(?:ait|aient|u)|appui(?:e|ent)|"
        r"approuv(?:e|ent|aient|é)|rejett?(?:e|ent|aient|é)|s['’]oppos(?:e|ent|aient|ent))"
    ),
    rf"(?:soutenue?s?|approuvée?s?|rejetée?s?|partagée?s?)\s+par\s+(?:\w+\s+){{0,3}}{FR_WHO}",
    r"(?:avis|vues|opinions)\s+(?:\w+\s+){0,2}(?:différ\w*|partagée?s?|divisée?s?)",
)
# Some words are written together with what stands before them: and, so, that.
AR_WITH = r"[وف]?"
AR_WHO = r"(?:المشاركين|المشاركات|المشاركون|المجموعات|الدول|الوفود|المجيبين|الاطراف|الحكومات|الشركات|الخبراء)"
AR = (
    rf"{AR_WITH}(?:ت|ي)?(?:تقارب|تقاربت|تتقارب|تباعد|تباعدت|تتباعد|تباين|تباينت|تتباين)",
    rf"{AR_WITH}(?:اختلفت|تختلف|انقسمت|تنقسم|التقت|تلتقي)\s+(?:الاراء|وجهات|المواقف|القراءات)",
    rf"{AR_WITH}(?:اتفق|اتفقت|اتفقوا|يتفق|تتفق|يتفقون|وافق|وافقت|وافقوا|يوافق|توافق|توافقت|توافقوا)",
    rf"{AR_WITH}(?:عارض|عارضت|يعارض|تعارض|يعارضون|ايد|ايدت|ايدوا|يويد|تويد|يويدون|يؤيد|تؤيد|يؤيدون)",
    rf"{AR_WITH}(?:رفض|رفضت|يرفض|ترفض)\s+(?:\w+\s+){{0,2}}{AR_WHO}",
    r"(?:ب|ال|ب ?ال)?اجماع(?!ا?\s+عام)",
    r"(?:ال|ب|و|وال|بال)?(?:اغلبيه|اغلبية|غالبيه|غالبية|اقليه|اقلية)",
    rf"{AR_WITH}(?:معظم|اكثر|نصف|اغلب)\s+(?:\w+\s+)?{AR_WHO}",
    (
        rf"{AR_WITH}(?:كل|جميع|كافه|كافة|بعض)\s+(?:\w+\s+)?{AR_WHO}\s+(?:\w+\s+){{0,3}}"
        r"(?:علي|ان|يرون|تري|رات|راوا)"
    ),
)

_DIGIT = r"[\d٠-٩]"
_NUMBER = rf"(?<![\w.,/(]){_DIGIT}+"
# Nobody holds the 95 % of an interval.
_NOT_SURE = r"(?!\s*-?\s*(?:confidence|credible|interval|level))"
_SHARE = {
    "en": rf"{_NUMBER}(?:[.,]{_DIGIT}+)?\s*(?:%|per\s?cent\b){_NOT_SURE}",
    "fr": rf"{_NUMBER}(?:[.,]{_DIGIT}+)?\s*(?:%|pour\s+cent\b)",
    "ar": rf"{_NUMBER}(?:[.,٫]{_DIGIT}+)?\s*(?:%|٪|(?:في|ب)\s?الم[ائ]+[ةه])",
}
# Not "norm 13 of 2015", nor "two of 5 sessions".
_NO_YEAR = r"(?!(?:(?:19|20)\d\d|(?:١٩|٢٠)[٠-٩]{2})\b)"
_NO_EVENT = r"(?!\s+(?:sessions?|panels?|days?|meetings?|séances|jours|réunions|جلسات|ايام))"
_OF = {
    "en": rf"{_NUMBER}\s+(?:out\s+)?of\s+(?:the\s+|all\s+)?{_NO_YEAR}{_DIGIT}+\b{_NO_EVENT}",
    "fr": rf"{_NUMBER}\s+(?:sur|des|parmi)\s+(?:les\s+|tous\s+)?{_NO_YEAR}{_DIGIT}+\b{_NO_EVENT}",
    "ar": rf"{_NUMBER}\s+من\s+(?:اصل\s+|بين\s+)?{_NO_YEAR}{_DIGIT}+\b{_NO_EVENT}",
}


def _compiled(language: str, words: tuple[str, ...]) -> re.Pattern[str]:
    each = "|".join(f"(?:{one})" for one in words)
    return re.compile(rf"(?<!\w)(?:{each})(?!\w)|{_SHARE[language]}|{_OF[language]}", re.IGNORECASE)


# A sentence that says what something does not say: "this does not mean that its meaning is agreed".
_DENIED = {
    "en": r"\b(?:does|do|did) not (?:say|mean|imply|follow)\b",
    "fr": r"\bne (?:dit|disent|signifi|veut|veulent|impliqu)\w* (?:pas|nullement)\b",
    "ar": r"(?<!\w)[وف]?لا (?:ي|ت)(?:عني|قول|دل)",
}
DENIED = {code: re.compile(text, re.IGNORECASE) for code, text in _DENIED.items()}

LEXICON: Mapping[str, re.Pattern[str]] = {
    "en": _compiled("en", EN),
    "fr": _compiled("fr", FR),
    "ar": _compiled("ar", AR),
}


def claiming_words(sentence: str, language: str) -> str:
    """The first words by which it claims something, or nothing. In a language without a list, none."""
    code, words = language.split("-")[0], _normal(sentence)
    if code not in LEXICON or DENIED[code].search(words):
        return ""
    hit = LEXICON[code].search(words)
    return hit.group().strip() if hit else ""


def _normal(sentence: str) -> str:
    plain = _MARKS.sub("", seen(sentence)).translate(_ALIF)
    return " ".join(plain.replace("*", "").replace("_", " ").split())
