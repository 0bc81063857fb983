"""Whatever characters texts have, the file is well formed and says them."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from parley.apps.reports.layout.nodes import Facts, Paragraph, Run, Table
from parley.core.characters import UNKEEPABLE
from tests.reports.word.reading import file_of, heading, of, text_of

odd = st.text(
    st.one_of(
        st.sampled_from("&<>\"'\t\n\x00\x0b\x1f\x7f\ud800\udfff\ufffe]\u202e\u2028ش🙂"),
        st.characters(),
    ),
    max_size=30,
)


def kept(text: str) -> str:
    """As it is read back: ends of lines are all alike."""
    for end in ("\r\n", "\r", "\x85", "\u2028", "\u2029"):
        text = text.replace(end, "\n")
    return UNKEEPABLE.sub("", text)


@settings(max_examples=60, deadline=None)
@given(odd, odd, odd, st.sampled_from(["en", "ar"]))
def test_any_text_stands_in_any_place(first: str, second: str, third: str, language: str) -> None:
    document = of(
        heading("h", 1, first, "I"),
        Paragraph("p", (Run(second), Run(third, strong=True, href=f"/{first}")), label=third),
        Facts("f", ((first, (Run(second),)),)),
        Table("t", 1, (Run(third),), (second, "b"), (((Run(first),), (Run(second),)),)),
        language=language,
    )
    imprint = replace(document.imprint, publisher=third, notice=first)
    found = file_of(replace(document, title=second, imprint=imprint))

    for name in found.names:
        if name.endswith((".xml", ".rels")):
            found.part(name)
    assert text_of(found.paragraphs("Heading1")[0]) == kept(first)
    body = text_of(found.paragraphs("BodyText")[0])
    assert body.endswith(kept(second) + kept(third))


def test_markup_stays_text() -> None:
    found = file_of(of(Paragraph("p", (Run("<w:p/> & <script>alert(1)</script> ]]>"),))))

    assert text_of(found.paragraphs("BodyText")[0]) == "<w:p/> & <script>alert(1)</script> ]]>"
