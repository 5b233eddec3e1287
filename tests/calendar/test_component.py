"""One entry as a VEVENT: literal lines, true times, marked languages, and no way in for a line of its own."""

from datetime import UTC, date, datetime

import icalendar
import pytest

from coop.calendar import AllDay, Mark, Organiser, Standing, Timed, component, words
from coop.i18n.message import _
from coop.multilingual import Multilingual

BASE = "https://coop.example.org"


def rendered(entry, locale="en"):
    said = words.say(entry, locale, words.pages(entry, BASE))
    return component.render(entry, said, component.facts(entry, BASE)).decode()


def lines(entry, locale="en"):
    return rendered(entry, locale).replace("\r\n ", "").split("\r\n")


def value(entry, name, locale="en"):
    (found,) = [line for line in lines(entry, locale) if line.partition(":")[0].partition(";")[0] == name]
    return found


def test_an_ordinary_conference_is_written_line_by_line(entry):
    assert lines(entry(country="TH", themes=("hydrogen",), geo=(13.7563, 100.50181234)), "zh-Hans") == [
        "BEGIN:VEVENT",
        "UID:0b9d6f0e-2f0f-4a53-9a43-6a1c3f1f7a01",
        "DTSTAMP:20260203T040506Z",
        "CREATED:20260102T030405Z",
        "LAST-MODIFIED:20260203T040506Z",
        "SEQUENCE:0",
        "DTSTART;VALUE=DATE:20260518",
        "DTEND;VALUE=DATE:20260521",
        "STATUS:CONFIRMED",
        "CLASS:PUBLIC",
        "TRANSP:OPAQUE",
        "GEO:13.7563;100.501812",
        "CONCEPT;VALUE=URI:https://coop.example.org/en/themes/hydrogen",
        "SUMMARY;LANGUAGE=zh-Hans:氢能日",
        "DESCRIPTION;LANGUAGE=zh-Hans:https://coop.example.org/zh-Hans/conferences/7-hydrogen-days",
        "LOCATION;LANGUAGE=zh-Hans:泰国",
        "CATEGORIES;LANGUAGE=zh-Hans:绿氢",
        "URL:https://coop.example.org/zh-Hans/conferences/7-hydrogen-days",
        'LINK;LANGUAGE=en;LINKREL="alternate";VALUE=URI:https://coop.example.org/en/conferences/7-hydrogen-days',
        'LINK;LANGUAGE=th;LINKREL="alternate";VALUE=URI:https://coop.example.org/th/conferences/7-hydrogen-days',
        'LINK;LANGUAGE=ar;LINKREL="alternate";VALUE=URI:https://coop.example.org/ar/conferences/7-hydrogen-days',
        "END:VEVENT",
        "",
    ]


def test_every_line_ends_in_crlf_and_has_at_most_75_octets(entry):
    text = Multilingual.of("en", en="能 พลังงานสะอาด, الطاقة; 👩‍🔬 " * 30)
    octets = rendered(entry(title=text, description=text, venue=text, organiser=Organiser(text))).encode()
    assert octets.endswith(b"\r\n")
    assert octets.count(b"\n") == octets.count(b"\r") == octets.count(b"\r\n")
    assert max(len(line) for line in octets.split(b"\r\n")) <= 75


def test_a_fallback_is_marked_with_its_own_language(entry):
    assert value(entry(), "SUMMARY", "ar") == "SUMMARY;LANGUAGE=en:Hydrogen days"


@pytest.mark.parametrize(
    ("span", "start", "end"),
    [
        (AllDay(date(2026, 12, 31), date(2026, 12, 31)), "DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101"),
        (
            Timed(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 9, tzinfo=UTC), "Europe/Berlin"),
            "DTSTART;TZID=Europe/Berlin:20260329T013000",
            "DTEND;TZID=Europe/Berlin:20260329T110000",
        ),
        (
            Timed(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 9, tzinfo=UTC), "Europe/Berlin"),
            "DTSTART:20261025T003000Z",
            "DTEND:20261025T090000Z",
        ),
        (
            Timed(datetime(2026, 5, 1, 2, tzinfo=UTC), datetime(2026, 5, 1, 3, tzinfo=UTC), "Asia/Calcutta"),
            "DTSTART;TZID=Asia/Kolkata:20260501T073000",
            "DTEND;TZID=Asia/Kolkata:20260501T083000",
        ),
        (
            Timed(datetime(2026, 9, 2, 10, tzinfo=UTC), datetime(2026, 9, 2, 11, 59, tzinfo=UTC), "AoE"),
            "DTSTART:20260902T100000Z",
            "DTEND:20260902T115900Z",
        ),
        (
            Timed(datetime(1972, 6, 5, 9, tzinfo=UTC), datetime(1972, 6, 5, 10, tzinfo=UTC), "Africa/Monrovia"),
            "DTSTART:19720605T090000Z",
            "DTEND:19720605T100000Z",
        ),
    ],
)
def test_times_are_whole_days_or_zoned_or_utc_and_never_floating(entry, span, start, end):
    made = entry(span=span)
    assert (value(made, "DTSTART"), value(made, "DTEND")) == (start, end)


def test_a_cancelled_entry_says_so_in_words_and_takes_no_time(entry):
    made = entry(status=Standing.CANCELLED, mark=Mark.CANCELLED)
    assert value(made, "SUMMARY") == "SUMMARY;LANGUAGE=en:Cancelled: Hydrogen days"
    assert value(made, "STATUS") == "STATUS:CANCELLED"
    assert value(made, "TRANSP") == "TRANSP:TRANSPARENT"


def test_wording_and_lines_are_said_in_the_feeds_language(entry):
    made = entry(
        wording=_("Abstract deadline: %(title)s"),
        lines=(_("It is due on %(day)s at %(place)s.", day="2026-09-01", place=Multilingual.of("en", en="home", th="บ้าน")),),
        is_transparent=True,
        related_to="0b9d6f0e-2f0f-4a53-9a43-6a1c3f1f7a99",
    )
    assert value(made, "SUMMARY") == "SUMMARY;LANGUAGE=en:Abstract deadline: Hydrogen days"
    assert "It is due on 2026-09-01 at บ้าน." in value(made, "DESCRIPTION", "th")
    assert value(made, "RELATED-TO") == "RELATED-TO:0b9d6f0e-2f0f-4a53-9a43-6a1c3f1f7a99"
    assert value(made, "TRANSP") == "TRANSP:TRANSPARENT"


def test_a_long_description_is_cut_at_a_word_and_the_page_follows(entry):
    found = value(entry(description=Multilingual.of("en", en="energy " * 400)), "DESCRIPTION")
    assert found.endswith("energy…\\n\\nhttps://coop.example.org/en/conferences/7-hydrogen-days")
    assert len(found) < 1_120


def test_links_are_ascii_and_parameters_cannot_end_early(entry):
    made = entry(
        online="https://例え.jp/会",
        website="https://example.org/a b",
        organiser=Organiser(Multilingual.of("en", en='The "Best"; of: all,\nATTENDEE:x ^n'), "desk@example.org"),
    )
    assert value(made, "CONFERENCE").endswith(":https://xn--r8jz45g.jp/%E4%BC%9A")
    assert value(made, "ORGANIZER") == ("ORGANIZER;CN=\"The ^'Best^'; of: all, ATTENDEE:x ^^n\";LANGUAGE=en:mailto:desk@example.org")
    assert "Website: https://example.org/a%20b" in value(made, "DESCRIPTION")


@pytest.mark.parametrize("email", ["", "nobody", "a@b\r\nX:y", "a b@c", "é@x.org", "a@b?cc=c@d", 'a"@b'])
def test_an_address_that_is_none_is_not_written(entry, email):
    made = entry(organiser=Organiser(Multilingual.of("en", en="Desk"), email))
    assert value(made, "ORGANIZER") == "ORGANIZER;CN=Desk;LANGUAGE=en:invalid:nomail"


HOSTILE = [
    "a\r\nATTENDEE:mailto:x@y",
    "a\nBEGIN:VALARM",
    "a\rSUMMARY:b",
    "a\u2028DTSTART:19700101",
    "a\u2029X:y",
    "a\x85X:y",
    "a\x0bX:y",
    "a\x00b\x1b[2J",
    '";VALUE=URI:x',
    "a:b;c,d\\",
    "\\",
    "\\N\\n",
    "^n^'^^",
    "\u202egnp.exe\u2066",
    "END:VEVENT\r\nEND:VCALENDAR",
    "\ud800",
    "=?utf-8?q?x?=",
    "%s %(title)s %",
]
FIELDS = (
    "title",
    "description",
    "venue",
    "address",
    "organiser",
    "online",
    "website",
    "registration",
    "related_to",
    "path",
    "wording",
    "lines",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", FIELDS)
def test_nothing_typed_makes_a_line_of_its_own(entry, field, text):
    said = Multilingual.of("en", en="x" + text)
    hostile = {
        "organiser": Organiser(said, text),
        "online": "https://example.org/" + text,
        "website": "https://example.org/" + text,
        "registration": "https://" + text,
        "related_to": "x" + text,
        "path": "/{locale}/" + text,
        "wording": _("%(title)s %(more)s", more=text),
        "lines": (_("%(more)s", more=text),),
    }.get(field, said)
    usual = {
        "organiser": Organiser(Multilingual.of("en", en="x"), "desk@example.org"),
        "lines": (_("%(more)s", more="x"),),
    }
    rest = {
        "venue": Multilingual.of("en", en="x"),
        "organiser": usual["organiser"],
        "online": "https://example.org/x",
        "related_to": "x",
    }
    calm, stormy = entry(**rest), entry(**{**rest, field: hostile})
    names = [line.partition(":")[0].partition(";")[0] for line in lines(calm)]
    found = [line.partition(":")[0].partition(";")[0] for line in lines(stormy)]
    if field == "online" and len(found) < len(names):
        names.remove("CONFERENCE")
    assert found == names
    octets = rendered(stormy).encode()
    assert not any(octet < 32 and octet not in b"\r\n" for octet in octets)
    parsed = icalendar.Event.from_ical(octets)
    assert parsed.subcomponents == []
    assert parsed.errors == []


def test_a_written_backslash_n_stays_what_it_is(entry):
    assert value(entry(title=Multilingual.of("en", en="C:\\New; x, y")), "SUMMARY") == "SUMMARY;LANGUAGE=en:C:\\\\New\\; x\\, y"
