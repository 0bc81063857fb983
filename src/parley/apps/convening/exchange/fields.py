"""The kinds of value in a dialogue file.

A file's values are read as text, so each kind reads its own text, and takes a value that is of
its kind already. What it refuses it names as "expected …, got …".
"""

import base64
import binascii
import re
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from parley.apps.convening.exchange.problems import expected
from parley.apps.convening.models.limits import YEARS
from parley.core import countries, zones
from parley.core.characters import UNKEEPABLE
from parley.core.localtext import LANGUAGE_TAG, LONGEST_TEXT, LocalText

MAX_PICTURE = 4 * 1024 * 1024
SLUG = r"[-a-zA-Z0-9_]+"
LINE_ENDS = re.compile(r"[\r\n\x85\u2028\u2029]")
DATE = r"\d{4}-\d{2}-\d{2}"
MOMENT = DATE + r"[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?([+-]\d{2}:\d{2}(:\d{2})?)?"


def wrong(message: str) -> PydanticCustomError:
    """An error whose message is shown as it stands."""
    return PydanticCustomError("parley", "{message}", {"message": message})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise wrong(expected(_("a text"), value))
    if found := UNKEEPABLE.search(value):
        character = f"U+{ord(found[0]):04X}"
        raise wrong(_("the character %(character)s can't be kept") % {"character": character})
    return value


def _one_line(value: str) -> str:
    if LINE_ENDS.search(value):
        raise wrong(expected(_("a single line"), value))
    return value


def _something(value: Any) -> Any:
    if not any(text.strip() for text in ([value] if isinstance(value, str) else value.values())):
        raise wrong(expected(_("a text"), ""))
    return value


def _matching(pattern: str, what: Callable[[], str]) -> Callable[[str], str]:
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise wrong(expected(what(), value))
        return value

    return check


def if_given(check: Callable[[str], object], what: Callable[[], str]) -> Callable[[str], str]:
    """`check` of Django's kind, for a text that may be left empty."""

    def checked(value: str) -> str:
        try:
            if value:
                check(value)
        except ValidationError as error:
            raise wrong(expected(what(), value)) from error
        return value

    return checked


def _zone(value: str) -> str:
    if zones.named(value) is None:
        raise wrong(expected(_("a time zone such as Europe/Rome"), value))
    return value


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    known = {"true": True, "yes": True, "false": False, "no": False}
    if not isinstance(value, str) or value.lower() not in known:
        raise wrong(expected(_("true or false"), value))
    return known[value.lower()]


def _number(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,12}", value):
        raise wrong(expected(_("a whole number"), value))
    return int(value)


def _in_years(value: date) -> date:
    if value.year not in YEARS:
        raise wrong(expected(_("a year between 1900 and 2199"), value.isoformat()))
    return value


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return _in_years(value)
    try:
        if not re.fullmatch(DATE, value, re.ASCII):
            raise ValueError(value)
        return _in_years(date.fromisoformat(value))
    except (TypeError, ValueError) as error:
        raise wrong(expected(_("a date such as 2021-05-12"), value)) from error


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        found = value
    else:
        try:
            if not re.fullmatch(MOMENT, value, re.ASCII):
                raise ValueError(value)
            found = datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise wrong(expected(_("a time such as 2021-05-12 13:00"), value)) from error
    _in_years(found.date())
    return found


def _uid(value: Any) -> UUID:
    if isinstance(value, UUID):
        return value
    try:
        if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value):
            raise ValueError(value)
        return UUID(value)
    except (TypeError, ValueError) as error:
        what = _("an identifier such as 1b4e28ba-2fa1-4d2e-883f-0016d3cca427")
        raise wrong(expected(what, value)) from error


def _decoded(value: Any, what: str) -> bytes:
    if isinstance(value, bytes):
        return value
    try:
        return base64.b64decode("".join(_text(value).split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise wrong(expected(what, value)) from error


def _content(value: Any) -> bytes:
    return _decoded(value, _("a file in base64"))


def _picture(value: Any) -> bytes:
    data = _decoded(value, _("a WebP picture in base64"))
    if len(data) > MAX_PICTURE:
        limit = MAX_PICTURE // 1024**2
        raise wrong(_("the picture is larger than %(limit)d MB") % {"limit": limit})
    return data


def one_of(choices: type[Enum]) -> BeforeValidator:
    """One value of a list of choices."""

    def check(value: Any) -> Any:
        known = [choice.value for choice in choices]
        if value not in known:
            what = _("one of %(values)s") % {"values": ", ".join(known)}
            raise wrong(expected(what, value))
        return choices(value)

    return BeforeValidator(check)


# Stands after the limits, which hold of the number, not of its text.
whole_number = BeforeValidator(_number)


def _schema(**extra: Any) -> Any:
    """What a JSON schema says beyond the type and the limits."""
    return Field(json_schema_extra=extra)


_Text = Annotated[str, BeforeValidator(_text)]
_Line = Annotated[_Text, AfterValidator(_one_line)]
Line40 = Annotated[_Line, Field(max_length=40)]
Line60 = Annotated[_Line, Field(max_length=60)]
Line120 = Annotated[_Line, Field(max_length=120)]
Line200 = Annotated[_Line, Field(max_length=200)]
Line300 = Annotated[_Line, Field(max_length=300)]
Line500 = Annotated[_Line, Field(max_length=500)]
Name = Annotated[Line200, AfterValidator(_something)]
Label = Annotated[Line60, AfterValidator(_something)]
Slug = Annotated[
    _Line,
    Field(max_length=80),
    AfterValidator(
        _matching(SLUG, lambda: _("a short name of letters, digits, hyphens and underscores"))
    ),
    _schema(pattern=f"^{SLUG}$"),
]
RoomName = Annotated[
    _Line,
    AfterValidator(_matching(f"{SLUG}/{SLUG}", lambda: _("a room such as venue/room"))),
    _schema(pattern=f"^{SLUG}/{SLUG}$"),
]
Country = Annotated[
    _Line,
    AfterValidator(if_given(countries.validate, lambda: _("a two-letter country code such as IT"))),
    _schema(pattern="^([A-Z]{2})?$"),
]
Zone = Annotated[_Line, AfterValidator(_zone), _schema(examples=["Europe/Rome"])]
Email = Annotated[
    _Line,
    Field(max_length=254),
    AfterValidator(if_given(EmailValidator(), lambda: _("an e-mail address"))),
    _schema(format="email"),
]
Link = Annotated[
    Line200,
    AfterValidator(if_given(URLValidator(), lambda: _("an address such as https://example.org"))),
    _schema(format="uri"),
]
Flag = Annotated[bool, BeforeValidator(_flag)]
SmallNumber = Annotated[int, Field(ge=1, le=32_767), whole_number]
Number = Annotated[int, Field(ge=1, le=2_147_483_647), whole_number]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "pattern": f"^{MOMENT}$", "examples": ["2021-05-12 13:00"]}),
]
Uid = Annotated[UUID, BeforeValidator(_uid)]
Webp = Annotated[
    bytes,
    BeforeValidator(_picture),
    WithJsonSchema(
        {"type": "string", "contentEncoding": "base64", "contentMediaType": "image/webp"}
    ),
]
Content = Annotated[
    bytes,
    BeforeValidator(_content),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]


def _language_code() -> str:
    return _("a language code such as en or pt-BR")


_Language = Annotated[_Line, AfterValidator(_matching(LANGUAGE_TAG, _language_code))]
Language = Annotated[
    _Line,
    Field(max_length=35),
    AfterValidator(_matching(f"({LANGUAGE_TAG})?", _language_code)),
    _schema(pattern=f"^({LANGUAGE_TAG})?$"),
]
_Paragraphs = Annotated[_Text, Field(max_length=LONGEST_TEXT)]


def _by_language(value: Any) -> Any:
    """A plain text is in English."""
    if isinstance(value, str):
        return {"en": value}
    if not isinstance(value, dict):
        raise wrong(expected(_("a text, or a text for each language"), value))
    return value


class _LocalTextKind:
    """Tells pydantic how a LocalText is read, and what of it stands in a JSON schema."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        texts = handler.generate_schema(dict[_Language, _Paragraphs])
        read = core_schema.no_info_before_validator_function(_by_language, texts)
        return core_schema.no_info_after_validator_function(LocalText, read)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        text = {"type": "string", "maxLength": LONGEST_TEXT}
        each = {"propertyNames": {"pattern": f"^{LANGUAGE_TAG}$"}, "additionalProperties": text}
        return {"anyOf": [text, {"type": "object", **each}]}


Text = Annotated[LocalText, _LocalTextKind]
GivenText = Annotated[Text, AfterValidator(_something)]
