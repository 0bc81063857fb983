"""Documents of every shape that a dialogue file can have, with texts that are hard to write."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from parley.apps.accounts.models import StakeholderGroup
from parley.apps.convening.exchange import checks
from parley.apps.convening.exchange.order import in_order
from parley.apps.convening.exchange.schema import VERSION, Document, document_type
from parley.apps.convening.exchange.walltime import wall_of
from parley.apps.convening.models import (
    ContributionRole,
    Format,
    HostRole,
    Illustration,
    Rule,
    SessionKind,
    Status,
    Visibility,
)

NASTY = (
    "no", "NO", "~", "null", "1e3", "0x1F", "13:00", "1_000", "2021-05-12", "=", "<<", "true",
    " leading", "trailing ", "two  spaces", "a: b", "a #b", "# a", "- a", "? a", "&a", "*a", "!a",
    "%a", "@a", "`a", "|", ">", "'", '"', "it's", 'say "so"', "{a: b}", "[a]", "\\n", "---", "...",
    "مرحبا بالعالم", "עברית and English", "🕊️ 🇺🇳", "e\u0301", "a\u00a0b", "zero\u200bwidth",
    "\u202eback\u202c", "<script>alert(1)</script>", "{{ 7 * 7 }}", "x" * 150, "word " * 40,
)  # fmt: skip
NASTY_BLOCKS = (
    "one\ntwo", "one\n\ntwo\n", "\nleading", "trailing\n\n\n", "  indented\nthen not", "a \nb",
    "tab\there", "\t", "cr\rhere", "crlf\r\nhere", "- a\n- b", "a: b\nc: d", "# a\n# b", "---\na",
    "nel\x85here", "ls\u2028here", "bom\ufeffhere", "\n", " ", "a\n \nb", "a\n\n    code\n\nb",
)  # fmt: skip
LINE_ENDS = "\n\r\x85\u2028\u2029"
ZONES = (
    "UTC", "Europe/Rome", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu",
    "Pacific/Apia", "Africa/Casablanca",
)  # fmt: skip
# Around them clocks go forth and back, and Apia skips a day.
DAYS = (date(2027, 10, 30), date(2027, 3, 27), date(2027, 4, 3), date(2011, 12, 28))

keepable = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
slugs = st.from_regex(r"[a-zA-Z0-9_-]{1,12}", fullmatch=True)
numbers = st.none() | st.integers(1, 32_767)
flags = st.booleans()


def lines(limit: int = 60, minimum: int = 0) -> st.SearchStrategy[str]:
    free = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")))
    texts = st.sampled_from(NASTY) | free.filter(lambda text: not {*text} & {*"\ufffe\uffff"})
    cut = texts.map(lambda text: text[:limit])
    return cut.filter(lambda text: len(text.strip()) >= minimum)


paragraphs = (
    st.sampled_from(NASTY)
    | st.sampled_from(NASTY_BLOCKS)
    | st.text(keepable | st.sampled_from("\n\t"), max_size=80)
)
languages = st.sampled_from(["en", "fr", "ar", "pt-BR", "zh-Hant", "no"])


def texts(minimum: int = 0) -> st.SearchStrategy[dict[str, str]]:
    many = st.dictionaries(languages, paragraphs, max_size=3)
    either = paragraphs.map(lambda text: {"en": text}) | many
    return either.filter(lambda t: not minimum or any(text.strip() for text in t.values()))


title = texts(minimum=1)
links = st.sampled_from(["https://example.org/a?b=c#d", "http://example.org"])


def one_of(choices: Any) -> st.SearchStrategy[str]:
    return st.sampled_from(choices.values)


def entries(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(fields)


def named(most: int, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """A list of entries with different short names."""
    return st.lists(
        entries(slug=slugs, **fields), max_size=most, unique_by=lambda entry: entry["slug"]
    )


series = entries(slug=slugs, title=title, description=texts(), synthetic=flags)
organisations = named(
    4,
    name=title,
    acronym=lines(40),
    kind=st.none() | one_of(StakeholderGroup),
    country=st.sampled_from(["", "NO", "IT"]),
    website=st.just("") | links,
    synthetic=flags,
)
people = named(
    4,
    name=lines(200, minimum=1),
    honorific=lines(60),
    country=st.sampled_from(["", "NO"]),
    bio=texts(),
    synthetic=flags,
)
rooms = named(3, name=title, capacity=numbers)
venues = named(
    2,
    name=title,
    description=texts(),
    address=lines(300),
    city=lines(120),
    country=st.sampled_from(["", "IT"]),
    synthetic=flags,
    rooms=rooms,
)
pictures = st.lists(
    entries(
        uid=st.uuids(),
        illustration=one_of(Illustration),
        alt=title,
        caption=texts(),
        credit=lines(200),
    ),
    max_size=2,
)
files = st.sampled_from(
    [
        ("paper.txt", b"A text.\n"),
        ("ورقة.md", "# ورقة\r\n".encode()),
        ("two words.csv", b"\xef\xbb\xbfa,b\n"),
        ("A.B.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 9 + b"\n%%EOF\n"),
    ]
)
sources = st.one_of(
    links.map(lambda link: {"link": link}),
    files.map(lambda file: {"filename": file[0], "content": file[1]}),
)
materials = st.lists(
    st.builds(
        lambda source, about: source | about,
        sources,
        entries(
            uid=st.uuids(),
            title=title,
            language=st.just("") | languages,
            rule=one_of(Rule),
        ),
    ),
    max_size=2,
)
norms = st.lists(
    entries(label=lines(60, minimum=1), text=title, origin=title, link=st.just("") | links),
    max_size=2,
)


@st.composite
def spans(draw: Any, first: date, last: date, zone: ZoneInfo) -> dict[str, Any]:
    """A day, two times, or nothing."""
    kind = draw(st.sampled_from(["times", "twice", "day", "nothing"]))
    if kind == "nothing":
        return {}
    if kind == "day":
        return {"day": draw(st.dates(first, last))}
    begin = datetime.combine(first, time.min, zone).astimezone(UTC)
    end = datetime.combine(last + timedelta(days=1), time.min, zone).astimezone(UTC)
    half_hours = int((end - begin) / timedelta(minutes=30))
    starts = [begin + timedelta(minutes=30) * n for n in range(half_hours)]
    shown_twice = [start for start in starts if wall_of(start, zone).tzinfo]
    start = draw(st.sampled_from(shown_twice if kind == "twice" and shown_twice else starts))
    seconds = draw(st.sampled_from([0, 0, 0, 1, 61]))
    length = timedelta(minutes=draw(st.integers(1, 600)), seconds=seconds)
    walls = (wall_of(start, zone), wall_of(start + length, zone))
    if not first <= walls[0].date() <= last or walls[1].date() > last + timedelta(days=1):
        return {}
    return {"starts": walls[0], "ends": walls[1]}


@st.composite
def documents(draw: Any) -> Document:
    """A document that is right, and in order."""
    first = draw(st.sampled_from(DAYS))
    last = first + timedelta(days=draw(st.integers(0, 3)))
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    named_organisations = _with_parents(draw, draw(organisations))
    listed = {
        "organisations": named_organisations,
        "people": _with_affiliations(draw, draw(people), named_organisations),
        "venues": draw(venues),
    }
    dialogue = draw(_dialogues(first, last, zone, [o["slug"] for o in listed["organisations"]]))
    sessions = draw(_sessions(first, last, zone, listed))
    tree = {
        "parley": VERSION,
        "series": draw(st.none() | series),
        "dialogue": dialogue,
        "sessions": sessions,
        **listed,
        "materials": draw(materials),
        "pictures": draw(pictures),
    }
    document = document_type().model_validate(tree)
    document = in_order(_used(document))
    assert checks.problems_of(document) == []
    return document


def _with_parents(draw: Any, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each may be a part of one that stands before it."""
    for number, one in enumerate(found[1:], 1):
        one["parent"] = draw(st.none() | st.sampled_from([o["slug"] for o in found[:number]]))
    return found


def _with_affiliations(
    draw: Any, people: list[dict[str, Any]], organisations: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Some have none, and of some nothing is said."""
    if organisations:
        one = entries(
            organisation=st.sampled_from([entry["slug"] for entry in organisations]),
            position=texts(),
            since=st.none() | st.just(DAYS[3]),
            until=st.none() | st.just(DAYS[0]),
        )
        for person in people:
            person["affiliations"] = draw(st.none() | st.lists(one, min_size=1, max_size=2))
    return people


def _used(document: Document) -> Document:
    used = {
        "organisations": checks.used_organisations(document),
        "people": checks.used_people(document),
        "venues": checks.used_venues(document),
    }
    kept = {
        kind: tuple(entry for entry in getattr(document, kind) if entry.slug in names)
        for kind, names in used.items()
    }
    return document.model_copy(update=kept)


def _dialogues(
    first: date, last: date, zone: ZoneInfo, organisations: list[str]
) -> st.SearchStrategy[dict[str, Any]]:
    host = entries(organisation=st.sampled_from(organisations or [""]), role=one_of(HostRole))
    hosts = st.lists(
        host, max_size=3 if organisations else 0, unique_by=lambda h: (h["organisation"], h["role"])
    )
    points = st.lists(title, max_size=3)
    return entries(
        slug=slugs,
        uid=st.uuids(),
        title=title,
        subtitle=texts(),
        edition=numbers,
        status=one_of(Status),
        visibility=one_of(Visibility),
        synthetic=flags,
        starts_on=st.just(first),
        ends_on=st.just(last),
        time_zone=st.just(zone.key),
        format=one_of(Format),
        city=lines(120),
        country=st.sampled_from(["", "NO", "IT"]),
        hosts=hosts,
        purpose=texts(),
        objectives=points,
        audience=points,
        norms=norms,
        background=texts(),
        body=texts(),
        eligibility=texts(),
        registration_required=flags,
        registration_deadline=st.none() | st.just(first),
        contact_name=lines(200),
        contact_email=st.sampled_from(["", "no@example.org"]),
        hashtag=lines(60),
        account=lines(60),
        account_network=lines(60),
        source_note=texts(),
    )


@st.composite
def _sessions(
    draw: Any, first: date, last: date, zone: ZoneInfo, listed: dict[str, Any]
) -> list[dict[str, Any]]:
    """Up to six sessions, some of them parts of others."""
    names = draw(st.lists(slugs, max_size=6, unique=True))
    known = {kind: [one["slug"] for one in listed[kind]] for kind in ("organisations", "people")}
    places = [f"{v['slug']}/{r['slug']}" for v in listed["venues"] for r in v["rooms"]]
    top: list[dict[str, Any]] = []
    for name in names:
        session = draw(_session(name, places, known))
        session |= draw(spans(first, last, zone))
        above = draw(st.none() | st.sampled_from(top)) if top else None
        if above is not None and above["parts"] and draw(flags):
            above = above["parts"][0]
        (top if above is None else above["parts"]).append(session)
    return top


def _session(
    slug: str, places: list[str], known: dict[str, list[str]]
) -> st.SearchStrategy[dict[str, Any]]:
    def chosen(among: list[str]) -> st.SearchStrategy[str | None]:
        return st.none() | st.sampled_from(among) if among else st.none()

    contribution = entries(
        person=chosen(known["people"]),
        role=one_of(ContributionRole),
        honorific=lines(60),
        organisation=chosen(known["organisations"]),
        position=texts(),
        capacity=texts(),
    ).filter(lambda part: part["person"] or part["organisation"])
    somebody = known["people"] or known["organisations"]
    rules = st.sampled_from([(r, x) for r in [None, *Rule.values] for x in (False, True)])
    return st.builds(
        lambda fields, rule: {**fields, "rule": rule[0], "listed": rule[1]},
        entries(
            slug=st.just(slug),
            uid=st.uuids(),
            kind=one_of(SessionKind),
            label=texts(),
            title=title,
            question=texts(),
            cancelled=flags,
            room=chosen(places),
            join_url=st.just("") | links,
            capacity=numbers,
            abstract=texts(),
            contributions=st.lists(contribution, max_size=3 if somebody else 0),
            materials=materials,
            pictures=pictures,
            parts=st.builds(list),
        ),
        rules.filter(lambda rule: rule != (Rule.CLOSED_DOOR, True)),
    )
