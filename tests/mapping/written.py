"""The same stances, written in all the ways that the readers know."""

import csv
import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl

Triple = tuple[str, str, int]
HEAD = ("actor", "proposition", "stance")


def as_csv(path: Path, triples: list[Triple], delimiter: str = ",", ends: str = "\n") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        # Python quotes a line break only where it ends its own lines.
        quoting = csv.QUOTE_ALL if ends == "\r" else csv.QUOTE_MINIMAL
        writer = csv.writer(file, delimiter=delimiter, lineterminator=ends, quoting=quoting)
        writer.writerow(HEAD)
        writer.writerows(triples)
    return path


def as_csv_with_mark(path: Path, triples: list[Triple]) -> Path:
    as_csv(path, triples)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    return path


def as_noisy_csv(path: Path, triples: list[Triple]) -> Path:
    """Ten columns of noise around, and the three in another order."""
    noise = [f"noise {n}" for n in range(10)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow([*noise[:4], "vote", *noise[4:], "Comment-ID", "voter_id"])
        for actor, proposition, stance in triples:
            word = {1: "Agree", 0: "pass", -1: " DISAGREE"}[stance]
            writer.writerow([*"abcd", word, *"efgh\n,", proposition, actor])
    return path


def as_json(path: Path, triples: list[Triple]) -> Path:
    records = [dict(zip(HEAD, triple, strict=True)) for triple in triples]
    path.write_text(json.dumps(records), encoding="utf-8")
    return path


def as_parquet(path: Path, triples: list[Triple]) -> Path:
    frame(triples).write_parquet(path)
    return path


def as_parquet_folder(path: Path, triples: list[Triple]) -> Path:
    path.mkdir()
    half = len(triples) // 2
    frame(triples[:half]).write_parquet(path / "a.parquet")
    frame(triples[half:]).write_parquet(path / "b.parquet")
    return path


def frame(triples: list[Triple]) -> pl.DataFrame:
    return pl.DataFrame(
        [list(column) for column in zip(*triples, strict=True)] or [[], [], []],
        schema={"actor": pl.String, "proposition": pl.String, "stance": pl.Int8},
    )


def as_workbook(path: Path, triples: list[Triple]) -> Path:
    return workbook(path, [HEAD, *[(a, p, str(s)) for a, p, s in triples]])


def workbook(path: Path, rows: list[tuple[str, ...]]) -> Path:
    """The smallest file that a spreadsheet opens; every cell is a text."""
    cells = "".join(
        "<row>"
        + "".join(
            f'<c t="inlineStr"><is><t xml:space="preserve">{escape(v)}</t></is></c>' for v in row
        )
        + "</row>"
        for row in rows
    )
    office = "http://schemas.openxmlformats.org"
    main, links = f"{office}/spreadsheetml/2006/main", f"{office}/officeDocument/2006/relationships"
    package = f"{office}/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1"'
        f' Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets>'
        '<sheet name="Votes" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{links}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + content)
    return path


def as_wide(path: Path, triples: list[Triple]) -> Path:
    """A roll call: who has not answered has an empty field."""
    actors = list(dict.fromkeys(actor for actor, _p, _s in triples))
    propositions = list(dict.fromkeys(proposition for _a, proposition, _s in triples))
    said = {(a, p): {1: "yes", 0: "abstain", -1: "no"}[s] for a, p, s in triples}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["country", "country_code", *propositions])
        for actor in actors:
            answers = [said.get((actor, proposition), "") for proposition in propositions]
            writer.writerow([actor, "XX", *answers])
    return path
