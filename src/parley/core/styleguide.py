"""Sample data for the style guide, shaped as the components expect it. The meetings are the two that Parley comes from."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.core.paginator import Page, Paginator
from django.templatetags.static import static
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Link:
    label: str
    url: str = ""
    current: bool = False
    count: int | str = ""
    icon: str = ""
    style: str = "quiet"
    post: bool = False


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    url: str = ""


@dataclass(frozen=True)
class Picture:
    url: str
    alt: str
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True)
class DialogueCard:
    title: str
    url: str
    dates: str
    place: str
    hosts: str
    format: str
    format_label: str
    status: str
    status_label: str
    picture: Picture | None = None
    eyebrow: str = ""
    synthetic: bool = False
    lang: str = ""


@dataclass(frozen=True)
class PersonLine:
    name: str
    honorific: str = ""
    url: str = ""
    affiliation: str = ""
    capacity: str = ""
    role_label: str = ""
    synthetic: bool = False
    lang: str = ""


@dataclass(frozen=True)
class SessionRow:
    title: str
    kind: str = ""
    kind_label: str = ""
    rule: str = ""
    rule_label: str = ""
    url: str = "#"
    time: str = ""
    reader_time: str = ""
    start_iso: str = ""
    end_iso: str = ""
    room: str = ""
    question: str = ""
    summary: str = ""
    note: str = ""
    people: tuple[PersonLine, ...] = ()
    children: tuple[SessionRow, ...] = ()
    lane: int | str = ""
    spans: int | str = ""
    is_now: bool = False
    synthetic: bool = False
    lang: str = ""


@dataclass(frozen=True)
class Slot:
    time: str
    sessions: tuple[SessionRow, ...]
    reader_time: str = ""
    start_iso: str = ""
    with_time: bool = False


@dataclass(frozen=True)
class Day:
    label: str
    slots: tuple[Slot, ...]
    note: str = ""
    rooms: tuple[str, ...] = ()
    untimed: tuple[SessionRow, ...] = ()


@dataclass(frozen=True)
class Programme:
    zone_label: str
    days: tuple[Day, ...]
    reader_zone_label: str = ""
    untimed: tuple[SessionRow, ...] = ()
    is_over: bool = True

    @property
    def reader_differs(self) -> bool:
        return bool(self.reader_zone_label)


@dataclass(frozen=True)
class AuditEntry:
    time: str
    time_iso: str
    who: str
    what: str


class RegistrationForm(forms.Form):
    name = forms.CharField(label=_("Name as it should appear"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The invitation and all reminders go here.")
    )
    group = forms.ChoiceField(
        label=_("Stakeholder group"),
        choices=[
            ("", "—"),
            ("government", _("Government")),
            ("academia", _("Academia")),
            ("industry", _("Industry")),
        ],
    )
    mode = forms.ChoiceField(
        label=_("How will you take part?"),
        choices=[("room", _("In the room")), ("remote", _("Remotely"))],
        widget=forms.RadioSelect,
    )
    arrival = forms.DateField(
        label=_("Arrival"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    remarks = forms.CharField(
        label=_("What should the convener know?"), required=False, widget=forms.Textarea
    )
    letter = forms.FileField(label=_("Letter of accreditation"), required=False)
    agreed = forms.BooleanField(label=_("I will respect the rule of each session"))


RULES = (
    ("public", _("Public")),
    ("participants", _("Participants")),
    ("chatham_house", _("Chatham House")),
    ("closed_door", _("Closed door")),
    ("", ""),
)
STATUSES = (
    ("draft", _("Draft")),
    ("announced", _("Announced")),
    ("open", _("Registration open")),
    ("concluded", _("Concluded")),
    ("cancelled", _("Cancelled")),
)
FORMATS = (("in_person", _("In person")), ("virtual", _("Virtual")), ("hybrid", _("Hybrid")))


def samples() -> dict[str, object]:
    return {
        "rules": RULES,
        "statuses": STATUSES,
        "formats": FORMATS,
        "cards": _cards(),
        "one_track": _one_track(),
        "parallel": _parallel(),
        "people": _people(),
        "facts": _facts(),
        "elements": (
            Link("Knowledge", "#"),
            Link("Territory", "#"),
            Link("Internationally wrongful act", "#"),
            Link("Scope and standard of conduct", "#"),
        ),
        "pictures": tuple(
            _picture(name) for name in ("refectory", "sala-darme", "roundtable", "territory")
        ),
        "breadcrumbs": (
            Link("Dialogues", "#"),
            Link("European Cyber Diplomacy Dialogue", "#"),
            Link("2020"),
        ),
        "tabs": (
            Link("Programme", "#", current=True),
            Link("People", "#", count=24),
            Link("Documents", "#", count=7),
        ),
        "actions": (
            Link("Edit", "#", icon="edit"),
            Link("Add session", "#", icon="add"),
            Link("Preview as …", "#", icon="view"),
            Link("Announce", "#", style="primary"),
        ),
        "levels": (
            ("info", "Registration opens on 12 April."),
            ("success", "Your registration has been received."),
            ("warning", "The deadline is tomorrow, 7 May, at 18:00 CEST."),
            ("error", "This invitation has already been used."),
        ),
        "table_head": ("Session", "Rule", "Registered", "Capacity"),
        "table_rows": (
            ("The role for the UN", "Chatham House", "38", "40"),
            ("Digital cities", "Public", "112", "180"),
            ("Emotions in foreign policy", "Closed door", "14", "16"),
        ),
        "audit": _audit(),
        "page": _page(),
        "form": RegistrationForm(),
        "failed_form": RegistrationForm(
            {
                "failed-email": "not an address",
                "failed-group": "academia",
                "failed-mode": "room",
                "failed-agreed": "on",
            },
            prefix="failed",
        ),
    }


def _picture(name: str, alt: str = "", caption: str = "", credit: str = "") -> Picture:
    return Picture(static(f"parley/illustrations/{name}.svg"), alt, caption, credit)


def _cards() -> tuple[DialogueCard, ...]:
    return (
        DialogueCard(
            title="European Cyber Diplomacy Dialogue 2020",
            url="#",
            dates="20–21 January 2020",
            place="Florence, Italy",
            hosts="EU Cyber Direct; School of Transnational Governance, European University Institute",
            format="in_person",
            format_label=gettext("In person"),
            status="concluded",
            status_label=gettext("Concluded"),
            picture=_picture("dialogue"),
            eyebrow="Second edition",
        ),
        DialogueCard(
            title="Due Diligence in Cyberspace",
            url="#",
            dates="12 May 2021, 13:00–16:00 CEST",
            place="Online",
            hosts="UNIDIR",
            format="virtual",
            format_label=gettext("Virtual"),
            status="open",
            status_label=gettext("Registration open"),
            picture=_picture("virtual-panel"),
            eyebrow="Multi-stakeholder dialogue",
        ),
        DialogueCard(
            title="حوار حول قواعد سلوك الدول المسؤول في الفضاء السيبراني",
            url="#",
            dates="3–4 March 2022",
            place="Amman and online",
            hosts="Synthetic Institute of Dialogue",
            format="hybrid",
            format_label=gettext("Hybrid"),
            status="draft",
            status_label=gettext("Draft"),
            picture=_picture("territory"),
            eyebrow="First edition",
            synthetic=True,
            lang="ar",
        ),
    )


def _people() -> tuple[PersonLine, ...]:
    return (
        PersonLine(
            "Antje Wiener",
            honorific="Prof.",
            url="#",
            role_label=gettext("Keynote speaker"),
            affiliation="University of Hamburg",
            capacity="Professor of Political Science and Global Governance",
        ),
        PersonLine(
            "Jürg Lauber",
            honorific="Amb.",
            url="#",
            role_label=gettext("Panellist"),
            capacity="Chair, United Nations Open-Ended Working Group",
        ),
        PersonLine(
            "ليلى الحداد",
            role_label=gettext("Discussant"),
            affiliation="Ministry of Examples",
            synthetic=True,
            lang="ar",
        ),
    )


def _facts() -> tuple[Fact, ...]:
    return (
        Fact(gettext("Dates"), "12 May 2021, 13:00–16:00 CEST"),
        Fact(gettext("Format"), gettext("Virtual")),
        Fact(gettext("Organiser"), "United Nations Institute for Disarmament Research"),
        Fact(gettext("Eligibility"), "Limited to government representatives"),
        Fact(gettext("Registration"), "Mandatory, by Friday 7 May 2021"),
        Fact(gettext("Hashtag"), "#EUCyber", "#"),
    )


def _one_track() -> Programme:
    """The three panels of 12 May 2021."""
    panels = (
        (
            "13:00–13:55",
            "07:00–07:55",
            "The concept of the internationally wrongful act and potential thresholds triggering the GGE norm C",
            ("Dr", "Talita de Souza Dias", "University of Oxford"),
            (
                ("Ms", "Johanna Weaver", "GGE Representative, Australia"),
                ("Prof.", "Zhixiong Huang", "Wuhan University"),
            ),
        ),
        (
            "14:00–14:55",
            "08:00–08:55",
            "Concepts of knowledge and territory in the context of the norm",
            ("Prof.", "Marco Roscini", "Westminster Law School"),
            (
                ("Ms", "Anastasiya Kazakova", "Kaspersky"),
                ("Ms", "Wieteke Theeuwen", "Ministry of Foreign Affairs of the Netherlands"),
            ),
        ),
        (
            "15:00–16:00",
            "09:00–10:00",
            "Scope and standard of the expected State behaviour",
            ("Prof.", "Masahiro Kurosaki", "National Defense Academy, Japan"),
            (
                ("Ms", "Camille Gufflet", "European External Action Service"),
                ("Mr", "Nemanja Malisevic", "Microsoft"),
            ),
        ),
    )
    slots = tuple(
        Slot(
            time=time,
            reader_time=reader_time,
            start_iso=f"2021-05-12T{time[:5]}:00+02:00",
            sessions=(
                SessionRow(
                    title=title,
                    kind="panel",
                    kind_label=gettext("Panel"),
                    rule="participants",
                    rule_label=gettext("Participants"),
                    is_now=number == 2,
                    people=(
                        PersonLine(
                            presenter[1],
                            presenter[0],
                            "#",
                            presenter[2],
                            role_label=gettext("Presenter"),
                        ),
                        *(
                            PersonLine(n, h, "#", a, role_label=gettext("Discussant"))
                            for h, n, a in discussants
                        ),
                    ),
                ),
            ),
        )
        for number, (time, reader_time, title, presenter, discussants) in enumerate(panels, start=1)
    )
    return Programme(
        zone_label="Geneva, CEST (UTC+2)",
        reader_zone_label="America/New_York, EDT (UTC−4)",
        days=(Day(label="Wednesday, 12 May 2021", slots=slots),),
    )


def _parallel() -> Programme:
    """The Florence meeting. Its times were never published; the parallel rooms are made up, and say so."""
    lecture = SessionRow(
        title="How to live with norm contestation?",
        kind="lecture",
        kind_label=gettext("Lecture"),
        rule="public",
        rule_label=gettext("Public"),
        question="Should norm contestation be feared and avoided or embraced and leveraged?",
        room="Refettorio",
        lane="all",
        people=(_people()[0],),
        synthetic=True,
    )
    long_roundtable = SessionRow(
        title="The role for the UN in promoting effective multilateralism",
        kind="roundtable",
        kind_label=gettext("Roundtable"),
        rule="chatham_house",
        rule_label=gettext("Chatham House"),
        room="Refettorio",
        lane=1,
        spans=2,
        people=(_people()[1], _people()[2]),
    )
    city = SessionRow(
        title="Digital responsibilities of cities",
        kind="roundtable",
        kind_label=gettext("Roundtable"),
        rule="public",
        rule_label=gettext("Public"),
        room="Sala d’Arme",
        lane=2,
        time="11:00–11:45",
    )
    deep_dive = SessionRow(
        title="Deep dive: attribution",
        kind="deep_dive",
        kind_label=gettext("Deep dive"),
        rule="closed_door",
        rule_label=gettext("Closed door"),
        room="Sala del Camino",
        lane=3,
    )
    second_deep_dive = SessionRow(
        title="Deep dive: confidence-building",
        kind="deep_dive",
        kind_label=gettext("Deep dive"),
        rule="participants",
        rule_label=gettext("Participants"),
        room="Sala d’Arme",
        lane=2,
    )
    break_outs = SessionRow(
        title="Break-out sessions",
        kind="break_out",
        kind_label=gettext("Break-outs"),
        rule="participants",
        rule_label=gettext("Participants"),
        lane="all",
        children=tuple(
            SessionRow(
                title=title,
                kind="break_out",
                kind_label=gettext("Break-out"),
                rule="closed_door",
                rule_label=gettext("Closed door"),
                time="14:00–15:30",
                room=room,
            )
            for title, room in (
                ("The role of emotions in foreign and security policy", "Sala Triaria"),
                ("The activities of so-called rogue states in cyberspace", "Sala Capitolare"),
                ("Artificial intelligence and disrupting technologies", "Sala del Camino"),
            )
        ),
    )
    untimed = (
        SessionRow(
            title="Closed-door roundtable",
            kind="roundtable",
            kind_label=gettext("Roundtable"),
            rule="closed_door",
            rule_label=gettext("Closed door"),
        ),
        SessionRow(
            title="Conduct of offensive cyber operations by states",
            kind="break_out",
            kind_label=gettext("Break-out"),
        ),
    )
    return Programme(
        zone_label="Florence, CET (UTC+1)",
        days=(
            Day(
                label="Monday, 20 January 2020",
                note="Three rooms",
                rooms=("Refettorio", "Sala d’Arme", "Sala del Camino"),
                slots=(
                    Slot("09:30–10:30", (lecture,)),
                    Slot(
                        "10:30",
                        (SessionRow(title="Coffee in the cloister", kind="break", lane="all"),),
                    ),
                    Slot("11:00", (long_roundtable, city, deep_dive)),
                    Slot("12:00", (second_deep_dive,)),
                    Slot("14:00–15:30", (break_outs,)),
                ),
            ),
        ),
        untimed=untimed,
    )


def _audit() -> tuple[AuditEntry, ...]:
    return (
        AuditEntry(
            "4 May 2021, 16:40", "2021-05-04T16:40:00+02:00", "Alice", "approved a registration"
        ),
        AuditEntry(
            "4 May 2021, 09:12",
            "2021-05-04T09:12:00+02:00",
            "Alice",
            "changed the rule of Panel 2 to participants",
        ),
        AuditEntry(
            "12 April 2021, 10:00", "2021-04-12T10:00:00+02:00", "Bob", "announced the dialogue"
        ),
    )


def _page() -> Page[int]:
    return Paginator(range(240), 25).page(3)
