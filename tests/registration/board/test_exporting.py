"""Files of the list hold what was asked for, and nothing that a sheet would calculate."""

import csv
import io
import zipfile
from typing import Any

import fastexcel
import pytest

from parley.apps.registration.models import Question, QuestionKind, State
from parley.apps.registration.selectors.board import Filter
from parley.apps.registration.services import exporting
from parley.core.errors import NotAllowed
from parley.core.localtext import LocalText
from parley.core.models import AuditRecord
from tests import factories as make
from tests.registration.board.conftest import Host

FORMULAS = ("=1+1", "+1-2+a", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1+1", "\r\n=1+1", "＝1+1")


def from_csv(file: exporting.Export) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))


def from_xlsx(file: exporting.Export) -> list[list[str]]:
    sheet = fastexcel.read_excel(file.content).load_sheet(0, header_row=None, dtypes="string")
    return [[cell or "" for cell in row] for row in sheet.to_polars().rows()]


READ: Any = {"csv": from_csv, "xlsx": from_xlsx}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_has_the_chosen_columns_of_the_rows_that_fit(host: Host, kind: str) -> None:
    group = make.group(host.dialogue, name=LocalText(en="États"))
    diet = Question.objects.create(
        dialogue=host.dialogue,
        text=LocalText(en="Diet?"),
        kind=QuestionKind.CHOICE,
        choices=LocalText(en="Any\nVegan"),
    )
    make.registration(
        group, name="Zoë سلمى", country="KE", access_needs="Ramp", answers={str(diet.pk): "1"}
    )
    make.registration(group, name="Gone", state=State.DECLINED)
    make.registration(make.group(make.dialogue()), name="Stranger")
    names = ["group", "name", "country", f"question-{diet.pk}"]
    wanted = Filter(state=State.SUBMITTED)
    file = exporting.export(host.actor, host.dialogue, wanted, names, kind)
    assert READ[kind](file) == [
        ["Name", "Country", "Group", "Diet?"],
        ["Zoë سلمى", "Kenya", "États", "Vegan"],
    ]
    (record,) = AuditRecord.objects.filter(action="registrations.exported")
    assert (record.actor_user, record.data["count"]) == (host.account.pk, 1)
    assert "Zoë" not in repr(record.data)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_sheet_calculates_what_a_guest_wrote(host: Host, text: str) -> None:
    make.registration(make.group(host.dialogue), name="Ada", access_needs=text)
    names = ["name", "access_needs"]
    file = exporting.export(host.actor, host.dialogue, Filter(), names, "csv")
    cell = from_csv(file)[1][1]
    assert cell.startswith("'")
    file = exporting.export(host.actor, host.dialogue, Filter(), names, "xlsx")
    with zipfile.ZipFile(io.BytesIO(file.content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 'r="B2" t="s"' in sheet  # a shared string


def test_only_vetters_get_it(host: Host) -> None:
    row = make.registration(make.group(host.dialogue))
    for account in (row.user, make.user(is_operator=True), make.user(is_convener=True)):
        with pytest.raises(NotAllowed):
            exporting.export(make.actor(account), host.dialogue, Filter(), ["name"], "csv")
    assert not AuditRecord.objects.filter(action="registrations.exported").exists()


def test_the_page_asks_which_columns_and_needs_one(host: Host) -> None:
    make.registration(make.group(host.dialogue, slug="a"), name="Ada", access_needs="Ramp")
    make.registration(make.group(host.dialogue, slug="b"), name="Bob")
    url = host.url("download/?group=a")
    shown = host.client.get(url).content.decode()
    assert 'value="access_needs"' in shown
    assert 'value="access_needs" id="id_columns_13" checked' not in shown
    assert host.client.post(url, {"kind": "csv"}).status_code == 422
    response = host.client.post(url, {"kind": "csv", "columns": ["name", "group"]})
    assert response["Content-Disposition"].startswith("attachment")
    text = response.content.decode()
    assert "Ada" in text and "Bob" not in text and "Ramp" not in text
