"""What a package tells whoever opens it, in plain words."""

from collections.abc import Mapping, Sequence
from typing import Any

_TEXT = """\
# {title}

{dialogue}
{notice}
Version {number}{published}{doi}. Digest of what it says:

    {digest}

Cite as: {citation}

## What is in here

- `files/`: the report as PDF and as Word document, in each of its languages.
- `findings.csv`, `findings.parquet`, `findings.json`: the findings of the report with all numbers that they rest on.
- `practices.*`, `questions.*`: the good practices and open questions that it shows, if any.
- `sources/`: a folder for each source. Of published positions and recorded votes all of it: who (`actors`), on what
  (`columns`), what each holds (`matrix`), by which positions in which documents, and the opinion map (`map/`). Of
  consultations what their public pages tell, and of one whose map was let out of its rule that map alone: no file has
  a line about a single participant, and numbers about few people are withheld. `LICENCE.txt` in each says whose it is.
- `method.json`: thresholds, settings, seeds and digests.
- `charts/`: each chart as SVG and PNG, with what it shows in words and in numbers.
- `documents/`: the text of the report with all numbers and places settled, of which web page, PDF and Word document
  are made. `report.jsonld`: report, findings, sources and documents as linked data.

An empty field is a number that is withheld, or that does not exist. In `matrix` what is not listed is `not_read` or
`not_recorded`, as `source.json` beside it says. A text that a sheet would calculate has an apostrophe in front.

## How to check it

With Parley installed, on any machine, without a network:

    parley verify PACKAGE.zip

Without Parley: unpack it, and

    sha256sum -c content.sha256
    sha256sum content.sha256

The first says that nothing of what the report says has been changed; the second prints the digest above, which also
stands in the PDF, in the Word document and on the web page.

## Files

{files}
"""


def text(told: Mapping[str, Any], names: Sequence[str]) -> str:
    """`told` as in manifest.json; `names` of the other files."""
    first = told["languages"][0]
    return _TEXT.format(
        title=told["title"][first],
        dialogue=told["dialogue"][first],
        notice=f"\n**{told['notice'][first]}**\n" if told["notice"][first] else "",
        number=told["number"],
        published=f", published on {told['published_on']}" if told["published_on"] else "",
        doi=f", DOI {told['doi']}" if told["doi"] else "",
        digest=told["digest"],
        citation=told["citation"][first] or told["title"][first],
        files="\n".join(f"- `{name}`" for name in names),
    )
