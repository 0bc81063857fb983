"""The words of the files: heads, kinds, stances, levels. English is written; the others are read."""

from collections.abc import Iterable, Mapping
from functools import cache

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import override

from parley.apps.evidence.exchange.tables import head_folded
from parley.apps.evidence.models import BodyKind, Choice, EvidenceLevel, PositionStance

# In the order in which they are written.
HEADS: Mapping[str, tuple[str, ...]] = {
    "actor": ("acteur", "country", "state", "pays", "état", "الجهة", "الدولة"),
    "actor_code": ("code", "country_code", "iso", "code pays", "الرمز"),
    "actor_kind": ("kind", "type", "type d’acteur", "نوع الجهة"),
    "year": ("année", "السنة"),
    "document": ("title", "titre", "الوثيقة"),
    "symbol": ("cote", "رمز الوثيقة"),
    "published_on": ("date", "published", "publié le", "تاريخ النشر"),
    "language": ("langue", "اللغة"),
    "link": ("document_link", "url", "lien", "الرابط"),
    "document_note": ("note on the document", "note sur le document"),
    "proposition": ("proposition or element", "الموقف من"),
    "stance": ("position", "الموقف"),
    "evidence": ("level", "level of evidence", "niveau de preuve", "مستوى الدليل"),
    "place": ("paragraph", "page", "passage", "endroit", "الموضع"),
    "quotation": ("quote", "citation", "الاقتباس"),
    "source": ("read at", "lu sur", "المصدر"),
    "note": ("remark", "remarque", "ملاحظة"),
    "key": ("clé", "المفتاح"),
    "replaces": ("supersedes", "remplace", "يحل محل"),
}
COLUMNS = tuple(HEADS)
NOT_READ, READ = "not read", "read in full"
LOCATED_ONLY = "located only"
LEVELS: Mapping[str, str] = {
    EvidenceLevel.DIRECT: "direct text",
    EvidenceLevel.PARAPHRASE: "paraphrase",
    EvidenceLevel.ACADEMIC: "academic reading",
    EvidenceLevel.SECONDARY: "secondary report",
    EvidenceLevel.CONFLICTING: "conflicting secondary",
}
KINDS: Mapping[str, str] = {
    BodyKind.STATE: "state",
    BodyKind.REGIONAL: "regional organisation",
    BodyKind.INTERNATIONAL: "international organisation",
    BodyKind.GROUP: "group of states",
    BodyKind.COMPANY: "company",
    BodyKind.CIVIL_SOCIETY: "civil society organisation",
    BodyKind.ACADEMIC: "academic institution",
    BodyKind.OTHER: "other",
}
CHOICES: Mapping[str, str] = {Choice.YES: "yes", Choice.NO: "no", Choice.ABSTAIN: "abstain"}
ALSO: Mapping[type[TextChoices], Mapping[str, str]] = {
    Choice: {
        "y": Choice.YES,
        "in favour": Choice.YES,
        "for": Choice.YES,
        "n": Choice.NO,
        "against": Choice.NO,
        "a": Choice.ABSTAIN,
        "abstained": Choice.ABSTAIN,
        "abstaining": Choice.ABSTAIN,
    },
    BodyKind: {"regional organization": BodyKind.REGIONAL},
}
# Of a state that a roll call does not record as present.
ABSENT = frozenset({"", "-", "–", "absent", "not recorded", "not voting", "na", "n/a"})


@cache
def _columns() -> dict[str, str]:
    said = {head_folded(name): name for name in HEADS}
    also = {head_folded(text): name for name, texts in HEADS.items() for text in texts}
    return also | said


def column_of(head: str) -> str:
    return _columns().get(head_folded(head), "")


@cache
def _of(choices: type[TextChoices], written: tuple[tuple[str, str], ...]) -> dict[str, str]:
    known: dict[str, str] = {}
    for code in dict.fromkeys(
        [settings.LANGUAGE_CODE, *(code for code, _name in settings.LANGUAGES)]
    ):
        with override(code):
            known |= {head_folded(str(one.label)): str(one.value) for one in choices}
    known |= {head_folded(text): str(value) for text, value in ALSO.get(choices, {}).items()}
    known |= {head_folded(str(one.value)): str(one.value) for one in choices}
    return known | {head_folded(text): value for value, text in written}


def _read(choices: type[TextChoices], written: Mapping[str, str], text: str) -> str:
    return _of(choices, tuple(written.items())).get(head_folded(text), "")


def kind_of(text: str) -> str:
    return _read(BodyKind, KINDS, text)


def stance_of(text: str) -> str:
    return _read(PositionStance, {}, text)


def level_of(text: str) -> str:
    return _read(EvidenceLevel, LEVELS, text)


def choice_of(text: str) -> str:
    return _read(Choice, CHOICES, text)


def listed(texts: Iterable[str]) -> str:
    return ", ".join(f"“{text}”" for text in texts)
