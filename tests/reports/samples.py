"""Laid-out reports with every kind of node, in both directions of writing. Nobody said any of it."""

from parley.apps.reports.layout.nodes import (
    Document,
    Facts,
    Figure,
    Heading,
    Imprint,
    Node,
    Paragraph,
    Run,
    Table,
    Words,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 120" width="720" height="120" '
    'role="img"><title>{title}</title><rect x="16" y="30" width="480" height="24" fill="#1f5fa8"/>'
    '<text x="16" y="90" font-family="IBM Plex Sans, IBM Plex Sans Arabic">{title}</text></svg>'
)
TEXTS = {
    "en": {
        "title": "Synthetic report & what came of it",
        "subtitle": "A sample <for tests>",
        "dialogue": "Synthetic dialogue, Florence, 2 and 3 November 2020",
        "summary": "Summary",
        "findings": "Findings",
        "element": "Knowledge",
        "plain": "Views converged on one proposition and diverged on another",
        "strong": "synthetic participants",
        "kind": "Convergence",
        "finding": "All groups agreed with the proposition “What is not known can’t be prevented”.",
        "ground": "Synthetic round: 42 of 60 pronounced themselves, 38 agreed.",
        "view": "The rapporteur takes this for a good sign.",
        "quote": "“Reasonable steps within capacity.”",
        "bullet": "one thing, and another",
        "figure": "Where groups converge",
        "table": "All findings",
        "place": "Place",
        "city": "Florence, Italy",
        "head": "Finding|Kind|Pronounced",
        "finding_label": "Finding 1",
        "notice": "Demonstration",
        "annex": "Annex: method",
    },
    "ar": {
        "title": "تقرير افتراضي وما نتج عنه",
        "subtitle": "عيّنة للاختبار",
        "dialogue": "حوار افتراضي، فلورنسا، 2 و3 نوفمبر 2020",
        "summary": "ملخّص",
        "findings": "الاستنتاجات",
        "element": "العلم",
        "plain": "تقاربت الآراء في مقترح وتباعدت في آخر",
        "strong": "مشاركون افتراضيون",
        "kind": "تقارب",
        "finding": "وافقت كل المجموعات على المقترح «ما لا يُعلم لا يُمنع».",
        "ground": "جولة افتراضية: أبدى 42 من 60 رأيهم، ووافق 38 (A/RES/73/27).",
        "view": "يرى المقرِّر في ذلك علامة جيدة.",
        "quote": "«خطوات معقولة في حدود القدرة.»",
        "bullet": "شيء وآخر",
        "figure": "أين تتقارب المجموعات",
        "table": "كل الاستنتاجات",
        "place": "المكان",
        "city": "فلورنسا، إيطاليا",
        "head": "الاستنتاج|النوع|أبدوا رأيهم",
        "finding_label": "الاستنتاج 1",
        "notice": "عرض توضيحي",
        "annex": "مرفق: المنهج",
    },
}
WORDS = {
    "en": {"contents": "Contents", "figure": "Figure", "table": "Table", "paragraph": "Paragraph"},
    "ar": {"contents": "المحتويات", "figure": "الشكل", "table": "الجدول", "paragraph": "الفقرة"},
}


def words(text: str) -> Words:
    return (Run(text),)


def nodes(language: str) -> tuple[Node, ...]:
    said = TEXTS[language]
    figure = SVG.format(title=said["figure"])
    row = ((Run(said["finding_label"], to="f-1"),), words(said["kind"]), words("42"))
    return (
        Facts("facts", ((said["place"], words(said["city"])),)),
        Heading("s-1", 1, words(said["summary"]), "I"),
        Paragraph(
            "p-1",
            (
                Run(f"{said['plain']} ("),
                Run(said["strong"], strong=True),
                Run(") "),
                Run(said["finding_label"], to="f-1", reference=True),
                Run(" "),
                Run("A/70/174", href="https://undocs.org/A/70/174"),
                Run(". "),
                Run("et autrement dit", emphasis=True, language="fr"),
            ),
            number=1,
        ),
        Paragraph("b-1", words(said["bullet"]), role="bullet"),
        Heading("s-2", 1, words(said["findings"]), "II"),
        Heading("s-2-a", 2, words(said["element"]), "A"),
        Paragraph(
            "f-1",
            words(said["finding"]),
            role="finding",
            number=2,
            label=f"{said['finding_label']} · {said['kind']}",
            kind="convergence",
        ),
        Paragraph("f-1-g", words(said["ground"]), role="ground"),
        Paragraph("v-1", words(said["view"]), role="view", number=3),
        Paragraph("q-1", words(said["quote"]), role="quote"),
        Figure(
            "fig-1",
            1,
            words(said["figure"]),
            figure,
            figure,
            f"{said['figure']}: 38 / 42",
            ("", "%"),
            ((said["element"], "90"),),
            source="synthetic",
        ),
        Heading("s-3", 1, words(said["annex"]), "III"),
        Table(
            "t-1", 1, words(said["table"]), tuple(said["head"].split("|")), (row, row), numeric=(2,)
        ),
        Paragraph("n-1", words(said["notice"]), role="note"),
    )


def document(language: str = "en", times: int = 1) -> Document:
    """`times`: as long as so many reports."""
    said = TEXTS[language]
    here = nodes(language)
    return Document(
        title=said["title"],
        subtitle=said["subtitle"],
        dialogue=said["dialogue"],
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        base="https://parley.example.org",
        imprint=Imprint(
            number=1,
            published_on="2026-11-23",
            date="23 November 2026",
            digest="0123456789abcdef" * 4,
            doi="10.5555/parley.1",
            citation=f"{said['title']}. 2026.",
            address="https://parley.example.org/reports/sample/versions/1/",
            publisher="Synthetic Institute",
            notice=said["notice"],
        ),
        nodes=here + tuple(one for _again in range(times - 1) for one in here[1:]),
        words=WORDS[language],
    )
