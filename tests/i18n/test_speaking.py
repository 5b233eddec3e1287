"""Messages said in a language: places, plurals, fallbacks, and each task in its own language."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from jinja2 import Environment

from coop import i18n
from coop.i18n import catalogues, offered
from coop.i18n.message import _, ngettext
from coop.multilingual import Multilingual

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {}\\n"\n\n'
ONE = "nplurals=1; plural=0;"
SIX = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
CONFERENCES = 'msgid "%(count)s conference"\nmsgid_plural "%(count)s conferences"\n'


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """An empty shelf of catalogues: ``put(tag, rule, text)`` lays one there. The real ones come back afterwards."""
    monkeypatch.setattr(catalogues, "folder", lambda _name: tmp_path)
    monkeypatch.setattr(offered, "_locales", None)
    catalogues._chained.cache_clear()
    catalogues._kept.cache_clear()

    def put(tag, rule, text):
        path = tmp_path / tag / "LC_MESSAGES" / "coop.po"
        path.parent.mkdir(parents=True)
        path.write_text(HEADER.format(rule) + text, "utf-8")

    yield put
    catalogues._chained.cache_clear()
    catalogues._kept.cache_clear()


def test_message_is_said_with_its_values(shelf):
    shelf("th", ONE, 'msgid "Hello %(name)s, %(share)s %% done."\nmsgstr "สวัสดี %(name)s เสร็จแล้ว %(share)s %%"\n')
    message = _("Hello %(name)s, %(share)s %% done.", name="Somchai", share=38)
    assert i18n.translate(message, "th") == "สวัสดี Somchai เสร็จแล้ว 38 %"
    assert i18n.translate(message, "en") == "Hello Somchai, 38 % done."
    assert i18n.translate(message, "ar") == "Hello Somchai, 38 % done."


def test_arabic_has_six_forms(shelf):
    forms = ["لا مؤتمرات", "مؤتمر واحد", "مؤتمران", "%(count)s مؤتمرات", "%(count)s مؤتمرًا", "%(count)s مؤتمر"]
    shelf("ar", SIX, CONFERENCES + "".join(f'msgstr[{number}] "{form}"\n' for number, form in enumerate(forms)))
    said = {
        count: i18n.translate(ngettext("%(count)s conference", "%(count)s conferences", count), "ar")
        for count in (0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111)
    }
    assert said == {
        0: "لا مؤتمرات",
        1: "مؤتمر واحد",
        2: "مؤتمران",
        3: "3 مؤتمرات",
        10: "10 مؤتمرات",
        11: "11 مؤتمرًا",
        99: "99 مؤتمرًا",
        100: "100 مؤتمر",
        102: "102 مؤتمر",
        103: "103 مؤتمرات",
        111: "111 مؤتمرًا",
    }


def test_languages_without_plural_have_one_form(shelf):
    shelf("zh-Hans", ONE, CONFERENCES + 'msgstr[0] "%(count)s场会议"\n')
    assert [i18n.translate(ngettext("%(count)s conference", "%(count)s conferences", count), "zh-Hans") for count in (0, 1, 2)] == [
        "0场会议",
        "1场会议",
        "2场会议",
    ]


def test_english_counts_by_itself(shelf):
    assert [i18n.translate(ngettext("%(count)s conference", "%(count)s conferences", count), "en") for count in (0, 1, 2)] == [
        "0 conferences",
        "1 conference",
        "2 conferences",
    ]


def test_what_is_missing_fuzzy_or_half_done_is_said_by_the_next_language(shelf):
    shelf("zh-Hans", ONE, 'msgid "Month"\nmsgstr "月"\n\nmsgid "Week"\nmsgstr "星期"\n\nmsgid "Day"\nmsgstr "日"\n')
    shelf("zh-Hant", ONE, '#, fuzzy\nmsgid "Month"\nmsgstr "錯"\n\nmsgid "Week"\nmsgstr ""\n\nmsgid "Year"\nmsgstr "年"\n')
    i18n.configure(["en", "zh-Hant"])
    assert [i18n.translate(_(text), "zh-Hant") for text in ("Month", "Week", "Day", "Year", "Hour")] == ["月", "星期", "日", "年", "Hour"]


def test_values_are_said_in_the_same_language(shelf):
    shelf("th", ONE, 'msgid "tomorrow"\nmsgstr "พรุ่งนี้"\n')
    message = _(
        "%(title)s: %(day)s, %(at)s, %(when)s, %(number)s",
        title=Multilingual.of("en", en="Wind", th="ลม"),
        day=date(2026, 5, 18),
        at=datetime(2026, 5, 18, 9, tzinfo=UTC),
        when=_("tomorrow"),
        number=2026,
    )
    assert i18n.translate(message, "th") == "ลม: 18 พ.ค. 2569, 18 พ.ค. 2569 09:00 (UTC), พรุ่งนี้, 2026"
    assert i18n.translate(message, "ar") == "Wind: 18 مايو 2026, 18 مايو 2026، 09:00 (UTC), tomorrow, 2026"


def test_languages_that_are_not_offered_cannot_be_spoken():
    with pytest.raises(i18n.UnknownLocale):
        i18n.translate(_("Month"), "../../etc")
    with pytest.raises(i18n.UnknownLocale), i18n.speaking("fr"):
        pass
    assert i18n.spoken() == "en"


def test_templates_speak_the_language_around_them(shelf):
    shelf(
        "ar",
        SIX,
        'msgid "Hello %(name)s"\nmsgstr "مرحبًا %(name)s"\n\n'
        + CONFERENCES
        + "".join(f'msgstr[{number}] "<{number}> %(count)s"\n' for number in range(6)),
    )
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)
    template = environment.from_string(
        "{{ _('Hello %(name)s', name=name) }} {% trans count=n %}{{ count }} conference{% pluralize %}{{ count }} conferences{% endtrans %}"
    )
    with i18n.speaking("ar"):
        assert template.render(name="<Layla>", n=2) == "مرحبًا &lt;Layla&gt; <2> 2"
        with i18n.speaking("en"):
            assert template.render(name="Layla", n=1) == "Hello Layla 1 conference"
        assert i18n.spoken() == "ar"
    assert template.render(name="Layla", n=0) == "Hello Layla 0 conferences"


async def test_tasks_side_by_side_keep_their_own_language():
    async def speak(tag):
        heard = []
        with i18n.speaking(tag):
            for _again in range(5):
                await asyncio.sleep(0)
                heard.append(i18n.gettext("today"))
        return set(heard)

    words = {"en": "today", "zh-Hans": "今天", "th": "วันนี้", "ar": "اليوم"}
    tags = list(words) * 20
    assert await asyncio.gather(*(speak(tag) for tag in tags)) == [{words[tag]} for tag in tags]


def test_operator_hears_of_missing_and_broken_catalogues(shelf):
    shelf("th", ONE, 'msgid "Month"\nmsgstr "เดือน"\n')
    shelf("ar", SIX, "this is no catalogue\n")
    shelf("zh-Hans", ONE, 'msgid "Month"\nmsgstr ""\n')
    found = i18n.faults(["en", "th", "ar", "zh-Hans", "fr"])
    assert [sentence.partition(" at ")[0] for sentence in found] == ["The catalogue", "The catalogue", "There is no catalogue for fr"]
    assert "cannot be read" in found[0]
    assert "translates nothing" in found[1]


def test_all_catalogues_can_be_read_at_start():
    i18n.warm()
    assert i18n.translate(_("tomorrow"), "ar") == "غدًا"


def test_an_iso_day_is_read_in_its_own_order_among_right_to_left_letters():
    message = _("Enter a day as year-month-day, such as 2026-05-18.")
    assert i18n.translate(message, "ar").endswith(" \u20662026-05-18\u2069.")
    assert "\u2066" not in i18n.translate(message, "th")
