"""Dates, spans and times as each of the four languages writes them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from coop import zones
from coop.i18n import dates, translate

MONDAY = date(2026, 5, 18)
WEDNESDAY = date(2026, 5, 20)
NINE_IN_BANGKOK = datetime(2026, 5, 18, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("form", "en", "zh", "th", "ar"),
    [
        (dates.day, "18 May 2026", "2026年5月18日", "18 พ.ค. 2569", "18 مايو 2026"),
        (dates.day_long, "18 May 2026", "2026年5月18日", "18 พฤษภาคม พ.ศ. 2569", "18 مايو 2026"),
        (dates.day_full, "Monday, 18 May 2026", "2026年5月18日星期一", "วันจันทร์ที่ 18 พฤษภาคม พ.ศ. 2569", "الاثنين، 18 مايو 2026"),
        (dates.day_of_week, "Mon, 18 May 2026", "2026年5月18日周一", "จ. 18 พ.ค. 2569", "الاثنين، 18 مايو 2026"),
        (dates.day_of_year, "18 May", "5月18日", "18 พ.ค.", "18 مايو"),
        (dates.month, "May 2026", "2026年5月", "พฤษภาคม พ.ศ. 2569", "مايو 2026"),
        (dates.month_short, "May 2026", "2026年5月", "พ.ค. 2569", "مايو 2026"),
        (dates.year, "2026", "2026年", "พ.ศ. 2569", "2026"),
    ],
)
def test_a_day_is_written_as_each_language_writes_it(form, en, zh, th, ar):
    assert [form(MONDAY, tag) for tag in ("en", "zh-Hans", "th", "ar")] == [en, zh, th, ar]
    at_noon = datetime(2026, 5, 18, 12, tzinfo=UTC)
    assert form(at_noon, "th") == th


@pytest.mark.parametrize(
    ("last", "en", "zh", "th", "ar"),
    [
        (MONDAY, "18 May 2026", "2026年5月18日", "18 พ.ค. 2569", "18 مايو 2026"),
        (WEDNESDAY, "18–20 May 2026", "2026年5月18日至20日", "18–20 พ.ค. 2569", "18–20 مايو 2026"),
        (date(2026, 6, 2), "18 May – 2 Jun 2026", "2026年5月18日至6月2日", "18 พ.ค. – 2 มิ.ย. 2569", "18 مايو – 2 يونيو 2026"),
        (
            date(2027, 1, 2),
            "18 May 2026 – 2 Jan 2027",
            "2026年5月18日至2027年1月2日",
            "18 พ.ค. 2569 – 2 ม.ค. 2570",
            "18 مايو 2026 – 2 يناير 2027",
        ),
    ],
)
def test_a_range_says_once_what_both_days_share(last, en, zh, th, ar):
    written = [dates.day_range(MONDAY, last, tag).replace("\u2009", " ") for tag in ("en", "zh-Hans", "th", "ar")]
    assert written == [en, zh, th, ar]


def test_a_range_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="comes after"):
        dates.day_range(WEDNESDAY, MONDAY, "en")


@pytest.mark.parametrize(
    ("precision", "last", "en", "zh", "th", "ar"),
    [
        ("day", WEDNESDAY, "18–20 May 2026", "2026年5月18日至20日", "18–20 พ.ค. 2569", "18–20 مايو 2026"),
        ("month", date(2026, 5, 31), "May 2026", "2026年5月", "พฤษภาคม พ.ศ. 2569", "مايو 2026"),
        ("month", date(2026, 7, 1), "May – July 2026", "2026年5月至7月", "พฤษภาคม – กรกฎาคม พ.ศ. 2569", "مايو – يوليو 2026"),
        (
            "month",
            date(2027, 1, 31),
            "May 2026 – January 2027",
            "2026年5月至2027年1月",
            "พฤษภาคม พ.ศ. 2569 – มกราคม พ.ศ. 2570",
            "مايو 2026 – يناير 2027",
        ),
        ("year", date(2026, 12, 31), "2026", "2026年", "พ.ศ. 2569", "2026"),
        ("year", date(2027, 12, 31), "2026–2027", "2026–2027年", "พ.ศ. 2569–2570", "2026–2027"),
    ],
)
def test_a_span_says_no_more_than_is_known(precision, last, en, zh, th, ar):
    written = [dates.span(MONDAY, last, precision, tag).replace("\u2009", " ") for tag in ("en", "zh-Hans", "th", "ar")]
    assert written == [en, zh, th, ar]


def test_year_can_be_given_as_a_number():
    assert [dates.year(2026, tag) for tag in ("en", "th")] == ["2026", "พ.ศ. 2569"]


def test_leap_day_keeps_its_month_in_the_buddhist_era():
    assert dates.day(date(2028, 2, 29), "th") == "29 ก.พ. 2571"


@pytest.mark.parametrize("locale", ["en", "zh-Hans", "th", "ar"])
def test_digits_are_western_in_every_language(locale):
    written = dates.day_full(MONDAY, locale) + dates.day_range(MONDAY, date(2027, 1, 2), locale) + dates.month(MONDAY, locale)
    assert all(letter.isascii() for letter in written if letter.isdigit())


def test_weekdays_and_months_stand_alone():
    assert [dates.weekday(0, tag) for tag in ("en", "zh-Hans", "th", "ar")] == ["Monday", "星期一", "วันจันทร์", "الاثنين"]
    assert [dates.weekday_short(6, tag) for tag in ("en", "zh-Hans", "th", "ar")] == ["Sun", "周日", "อา.", "أحد"]
    assert [dates.month_name(12, tag) for tag in ("en", "zh-Hans", "th", "ar")] == ["December", "十二月", "ธันวาคม", "ديسمبر"]
    assert [dates.month_name_short(12, tag) for tag in ("en", "zh-Hans", "th", "ar")] == ["Dec", "12月", "ธ.ค.", "ديسمبر"]


@pytest.mark.parametrize(
    ("zone", "en", "th"),
    [
        ("Asia/Bangkok", "18 May 2026, 09:00 Thailand Time (UTC+7)", "18 พ.ค. 2569 09:00 เวลาไทย (UTC+7)"),
        ("Asia/Kolkata", "18 May 2026, 07:30 India Time (UTC+5:30)", "18 พ.ค. 2569 07:30 เวลาอินเดีย (UTC+5:30)"),
        ("America/New_York", "17 May 2026, 22:00 Eastern Time (UTC−4)", "17 พ.ค. 2569 22:00 เวลาทางตะวันออกในอเมริกาเหนือ (UTC−4)"),
        ("AoE", "17 May 2026, 14:00 Anywhere on Earth (UTC−12)", "17 พ.ค. 2569 14:00 ทุกที่บนโลก (AoE) (UTC−12)"),
        ("UTC", "18 May 2026, 02:00 UTC", "18 พ.ค. 2569 02:00 UTC"),
    ],
)
def test_an_instant_names_its_zone_and_offset(zone, en, th):
    assert dates.instant(NINE_IN_BANGKOK, zone, "en") == en
    assert dates.instant(NINE_IN_BANGKOK, zone, "th") == th


def test_times_of_one_day_name_the_zone_once():
    ends_at = NINE_IN_BANGKOK + timedelta(hours=8, minutes=30)
    assert dates.times_in_zone(NINE_IN_BANGKOK, ends_at, "Asia/Bangkok", "th") == "09:00–17:30 เวลาไทย (UTC+7)"
    assert dates.time_in_zone(NINE_IN_BANGKOK, "Asia/Shanghai", "zh-Hans") == "10:00 中国时间 (UTC+8)"


@pytest.mark.parametrize(
    ("days", "en", "zh", "th", "ar"),
    [
        (0, "today", "今天", "วันนี้", "اليوم"),
        (1, "tomorrow", "明天", "พรุ่งนี้", "غدًا"),
        (-1, "yesterday", "昨天", "เมื่อวานนี้", "أمس"),
        (12, "in 12 days", "12天后", "ในอีก 12 วัน", "خلال 12 يومًا"),
        (-3, "3 days ago", "3天前", "3 วันที่ผ่านมา", "قبل 3 أيام"),
        (90, "in 3 months", "3个月后", "ในอีก 3 เดือน", "خلال 3 أشهر"),
        (-800, "2 years ago", "2年前", "2 ปีที่แล้ว", "قبل سنتين"),
    ],
)
def test_how_far_a_day_is(days, en, zh, th, ar):
    far = MONDAY + timedelta(days=days)
    assert [dates.relative_day(far, MONDAY, tag) for tag in ("en", "zh-Hans", "th", "ar")] == [en, zh, th, ar]


def test_how_far_an_instant_is():
    then = [timedelta(seconds=30), timedelta(minutes=-14), timedelta(hours=3), timedelta(days=-2)]
    assert [dates.relative(NINE_IN_BANGKOK + each, NINE_IN_BANGKOK, "en") for each in then] == [
        "just now",
        "14 minutes ago",
        "in 3 hours",
        "2 days ago",
    ]


def test_a_refused_time_says_what_to_enter_instead():
    with pytest.raises(zones.Gap) as gap:
        zones.resolve(datetime.fromisoformat("2026-03-29T02:30"), "Europe/Berlin")
    assert translate(dates.refusal(gap.value), "en") == "Clocks are put forward over this time, so it does not exist. Enter 01:30 or 03:30."
    with pytest.raises(zones.Ambiguous) as twice:
        zones.resolve(datetime.fromisoformat("2026-10-25T02:30"), "Europe/Berlin")
    assert translate(dates.refusal(twice.value), "zh-Hans") == (
        "时钟在此处拨慢，这个时间会出现两次。请选择第一次（2026年10月25日 02:30 (UTC+2)）或第二次（2026年10月25日 02:30 (UTC+1)）。"
    )
    assert translate(dates.refusal(zones.UnknownZone("Atlantis")), "th") == "ไม่รู้จักเขตเวลา “Atlantis” เลือกเมืองจากรายการ เช่น Asia/Bangkok"
    assert translate(dates.refusal(zones.OutOfRange("1066")), "en") == "Enter a year from 1900 to 2199."


def test_formatted_dates_are_kept_but_not_without_bound():
    dates._formatted.cache_clear()
    for number in range(9000):
        dates.day(MONDAY + timedelta(days=number), "en")
    assert dates._formatted.cache_info().currsize == 8192
