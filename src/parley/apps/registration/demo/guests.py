"""Groups and guests of the invented dialogue. The people are invented too, and say so."""

from dataclasses import dataclass
from typing import Any

from parley.apps.accounts.models import StakeholderGroup
from parley.apps.registration.models import (
    Admission,
    BadgeColour,
    Gender,
    Listing,
    Mode,
    Sight,
    State,
)
from parley.core.localtext import LocalText

MARK = "(synthetic)"

GROUPS: dict[str, dict[str, Any]] = {
    "government": {
        "name": LocalText(
            en="Government delegations",
            fr="Délégations gouvernementales",
            ar="الوفود الحكومية",
        ),
        "kind": StakeholderGroup.GOVERNMENT,
        "who": LocalText(
            en="Officials who answer for a point of contact, named by their government",
            fr="Responsables d’un point de contact, désignés par leur gouvernement",
            ar="مسؤولون عن نقاط اتصال تسمّيهم حكوماتهم",
        ),
        "evidence": LocalText(
            en="A note verbale that names the delegation",
            fr="Une note verbale qui nomme la délégation",
            ar="مذكرة شفوية تسمّي أعضاء الوفد",
        ),
        "admission": Admission.INVITATION,
        "vetted": False,
        "seats": 40,
        "nominations": 2,
        "colour": BadgeColour.BLUE,
    },
    "international-organisations": {
        "name": LocalText(
            en="International organisations",
            fr="Organisations internationales",
            ar="المنظمات الدولية",
        ),
        "kind": StakeholderGroup.INTERGOVERNMENTAL,
        "admission": Admission.INVITATION,
        "vetted": False,
        "seats": 10,
        "colour": BadgeColour.TEAL,
    },
    "researchers": {
        "name": LocalText(en="Researchers", fr="Recherche", ar="الباحثون"),
        "kind": StakeholderGroup.ACADEMIA,
        "admission": Admission.OPEN,
        "vetted": True,
        "seats": 6,
        "colour": BadgeColour.VIOLET,
    },
    "civil-society": {
        "name": LocalText(en="Civil society", fr="Société civile", ar="المجتمع المدني"),
        "kind": StakeholderGroup.CIVIL_SOCIETY,
        "admission": Admission.OPEN,
        "vetted": True,
        "seats": 4,
        "colour": BadgeColour.GREEN,
    },
    "response-teams": {
        "name": LocalText(
            en="Response teams and industry",
            fr="Équipes d’intervention et industrie",
            ar="فرق الاستجابة والقطاع الصناعي",
        ),
        "kind": StakeholderGroup.TECHNICAL,
        "admission": Admission.OPEN,
        "vetted": True,
        "seats": 12,
        "colour": BadgeColour.AMBER,
    },
    "public": {
        "name": LocalText(
            en="The public, online", fr="Le public, en ligne", ar="الجمهور عبر الإنترنت"
        ),
        "who": LocalText(
            en="Anyone who wants to follow the public sessions",
            fr="Toute personne qui souhaite suivre les séances publiques",
            ar="كل من يود متابعة الجلسات العلنية",
        ),
        "admission": Admission.OPEN,
        "vetted": False,
        "sight": Sight.PUBLIC,
        "colour": BadgeColour.GREY,
    },
}

QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "id": None,
        "required": False,
        "text": LocalText(
            en="Which working group interests you most?",
            fr="Quel groupe de travail vous intéresse le plus ?",
            ar="أيّ مجموعات العمل تهمّك أكثر؟",
        ),
        "kind": "choice",
        "choices": LocalText(
            en="The first hour\nKeeping a directory\nTrust between contacts",
            fr="La première heure\nTenir un répertoire\nLa confiance entre contacts",
            ar="الساعة الأولى\nتعهّد الدليل\nالثقة بين جهات الاتصال",
        ),
    },
)


@dataclass(frozen=True)
class Guest:
    """Somebody invented. The surnames mean “example” in many languages."""

    name: str
    country: str
    gender: Gender
    organisation: str
    group: str
    state: State
    mode: Mode = Mode.IN_PERSON
    listing: Listing = Listing.PARTICIPANTS

    @property
    def address(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@demo.example"


W, M, X, U = Gender.WOMAN, Gender.MAN, Gender.OTHER, Gender.UNSAID
IN, ASKS, WAITS, NO, OUT = (
    State.APPROVED,
    State.SUBMITTED,
    State.WAITLISTED,
    State.DECLINED,
    State.CANCELLED,
)
ON = Mode.ONLINE
GOV, IGO, RES, CIV, CERT, PUB = GROUPS

GUESTS = (
    Guest("Amina Mithali", "KE", W, "Ministry of Mfano", GOV, IN),
    Guest("Bruno Esempio", "IT", M, "Ministry of Esempi", GOV, IN),
    Guest("Chiara Modello", "IT", W, "Ministry of Esempi", GOV, IN, listing=Listing.GROUP),
    Guest("Diego Muestra", "MX", M, "Ministry of Muestras", GOV, IN),
    Guest("Elif Ornek", "TR", W, "Ministry of Ornekler", GOV, IN, ON),
    Guest("Farid Namuna", "UZ", M, "Ministry of Namunalar", GOV, OUT),
    Guest("Grete Beispiel", "AT", W, "Organisation of Examples", IGO, IN),
    Guest("Hiro Rei", "JP", M, "Organisation of Examples", IGO, IN, ON),
    Guest("Ines Exemplo", "BR", W, "University of Exemplos", RES, IN),
    Guest("Jonas Pavyzdys", "LT", M, "Pavyzdys Institute", RES, IN),
    Guest("Karin Exempel", "SE", W, "Exempel University", RES, IN, listing=Listing.NOBODY),
    Guest("Lars Eksempel", "DK", M, "Eksempel Centre", RES, ASKS),
    Guest("Mei Lizi", "CN", W, "Institute of Lizi", RES, ASKS),
    Guest("Nikos Paradeigma", "GR", M, "Paradeigma Institute", RES, ASKS, ON),
    Guest("Olga Priklad", "SK", W, "Priklad University", RES, NO),
    Guest("Priya Udaharan", "IN", W, "Udaharan Foundation", CIV, IN),
    Guest("Quentin Exemple", "FR", M, "Association Exemple", CIV, IN),
    Guest("Rosa Ejemplar", "CO", W, "Fundacion Ejemplar", CIV, IN),
    Guest("Samuel Misali", "NG", M, "Misali Network", CIV, IN, ON),
    Guest("Tala Halimbawa", "PH", W, "Halimbawa Network", CIV, WAITS),
    Guest("Uri Dugma", "IL", M, "Dugma Association", CIV, WAITS),
    Guest("Vera Primer", "RS", X, "Primer Collective", CIV, ASKS),
    Guest("Wanjiru Mfano", "KE", W, "Mfano Response Team", CERT, IN),
    Guest("Xavier Model", "BE", M, "Model Response Team", CERT, IN),
    Guest("Yara Mathal", "JO", W, "Mathal Networks", CERT, ASKS, ON),
    Guest("Zoltan Pelda", "HU", M, "Pelda Networks", CERT, ASKS),
    Guest("Anna Naide", "EE", U, "", PUB, IN, ON, Listing.NOBODY),
    Guest("Bela Minta", "HU", U, "", PUB, IN, ON, Listing.NOBODY),
)

# Who has not answered yet, or has answered no: name, organisation, group, state, language.
INVITED = (
    ("Carla Amostra", "Ministry of Amostras", GOV, "open", "en"),
    ("Driss Mithal", "Ministry of Amthila", GOV, "open", "ar"),
    ("Emile Modele", "Ministere des Exemples", GOV, "open", "fr"),
    ("Fatou Misaal", "Ministry of Misaal", GOV, "declined", "fr"),
    ("Goran Uzorak", "Organisation of Examples", IGO, "open", "en"),
    ("Hanna Esimerkki", "Organisation of Examples", IGO, "revoked", "en"),
)
