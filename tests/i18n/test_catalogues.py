"""What the keeper of catalogues finds wrong."""

import importlib.util
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "catalogues.py"
SOURCE = """
from coop.i18n.message import _, ngettext
_("Hello %(name)s")
_("Read <a>more</a>")
ngettext("%(count)s day in %(place)s", "%(count)s days in %(place)s", 3)
"""
CHINESE = {
    "Hello %(name)s": "%(name)s，你好",
    "Read <a>more</a>": "<a>更多</a>",
    "Sign in": "登录",
    "Welcome to %(site)s": "欢迎来到%(site)s",
    "%(count)s day in %(place)s": ("在%(place)s%(count)s天",),
}


@pytest.fixture
def tool(tmp_path, monkeypatch):
    """The tool at work on a small product of its own, complete in Chinese."""
    spec = importlib.util.spec_from_file_location("catalogues", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "LOCALES", tmp_path / "locales")
    monkeypatch.setattr(module, "TEMPLATE", tmp_path / "locales" / "coop.pot")
    (tmp_path / "babel.cfg").write_text((TOOL.parents[1] / "babel.cfg").read_text("utf-8"), "utf-8")
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "words.py").write_text(SOURCE, "utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        "<h1>{{ _('Sign in') }}</h1>\n{% trans site=site %}\n  Welcome to\n  {{ site }}\n{% endtrans %}\n", "utf-8"
    )
    for tag in ("en", "zh-Hans"):
        (tmp_path / "locales" / tag).mkdir(parents=True)
    module.update()
    _say(module, "zh-Hans", CHINESE)
    return module


def _say(tool, tag, words):
    catalogue = tool.read(tool.path_of(tag), tag)
    for message in catalogue:
        if message.id:
            message.string = words.get(tool._key(message.id), message.string)
    tool.path_of(tag).write_bytes(tool.written(catalogue))


def test_sources_and_templates_are_searched(tool):
    assert {tool._key(message.id) for message in tool.extracted() if message.id} == set(CHINESE)


def test_complete_catalogues_have_no_faults(tool):
    assert list(tool.faults()) == []
    assert tool.main(["check"]) == 0


def test_writing_again_changes_nothing(tool):
    before = {path: path.read_bytes() for path in tool.LOCALES.rglob("coop.po*")}
    tool.update()
    assert {path: path.read_bytes() for path in tool.LOCALES.rglob("coop.po*")} == before
    assert len(before) == 3


def test_new_message_must_be_extracted_and_translated(tool, capsys):
    with (tool.ROOT / "src" / "words.py").open("a") as file:
        file.write('_("Sign out")\n')
    assert list(tool.faults()) == [
        "locales/coop.pot is not what the sources and templates say: run 'python tools/catalogues.py update'.",
        "en: “Sign out” is not in the catalogue.",
        "zh-Hans: “Sign out” is not in the catalogue.",
    ]
    tool.update()
    assert list(tool.faults()) == ["zh-Hans: “Sign out” is not translated."]
    assert tool.main(["check"]) == 1
    assert tool.main(["missing", "zh-Hans"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Sign out"


def test_message_that_is_gone_goes_and_none_is_guessed(tool):
    words = tool.ROOT / "src" / "words.py"
    words.write_text(words.read_text("utf-8").replace("Hello %(name)s", "Hello, %(name)s"), "utf-8")
    tool.update()
    assert list(tool.faults()) == ["zh-Hans: “Hello, %(name)s” is not translated."]
    assert "你好" not in tool.path_of("zh-Hans").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "translation", "fault"),
    [
        ("Hello %(name)s", "你好", "“Hello %(name)s” has other places than its translation “你好”."),
        ("Hello %(name)s", "%(nom)s，你好", "“Hello %(name)s” has other places than its translation “%(nom)s，你好”."),
        ("Hello %(name)s", "%(name)s 你好", "the translation “%(name)s 你好” has a space beside a Han character."),
        ("Sign in", "登录 ", "the translation “登录 ” begins or ends with a space, or runs over a line."),
        ("Sign in", "登录100%", "the translation “登录100%” has a bare per cent sign: double it."),
        ("Sign in", "登\u200f录", "the translation “登\u200f录” holds an invisible character."),
        ("Read <a>more</a>", "更多", "“Read <a>more</a>” has other elements than its translation “更多”."),
        (
            "%(count)s day in %(place)s",
            ("在%(place)s",),
            "“%(count)s day in %(place)s” has other places than its translation “在%(place)s”.",
        ),
    ],
)
def test_translation_must_fit_its_message(tool, text, translation, fault):
    _say(tool, "zh-Hans", {text: translation})
    assert f"zh-Hans: {fault}" in list(tool.faults())


def test_fuzzy_translation_is_a_fault(tool):
    path = tool.path_of("zh-Hans")
    path.write_text(path.read_text("utf-8").replace('msgid "Sign in"', '#, fuzzy\nmsgid "Sign in"'), "utf-8")
    assert list(tool.faults()) == ["zh-Hans: “Sign in” is marked fuzzy."]


def test_arabic_needs_all_six_forms_in_the_usual_order(tool):
    (tool.LOCALES / "ar").mkdir()
    tool.update()
    _say(
        tool,
        "ar",
        {
            **CHINESE,
            "%(count)s day in %(place)s": (
                "%(place)s",
                "%(place)s",
                "%(place)s",
                "%(place)s",
                "%(place)s %(count)s",
                "%(place)s %(count)s",
            ),
        },
    )
    assert list(tool.faults()) == ["ar: “%(count)s day in %(place)s” has other places than its translation “%(place)s”."]
    path = tool.path_of("ar")
    path.write_text(path.read_text("utf-8").replace("n%100>=11 ? 4 : 5", "n%100<=2 ? 4 : 5"), "utf-8")
    assert any(fault.startswith("ar: the header must say 'Plural-Forms: nplurals=6;") for fault in tool.faults())


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Save 100%", "source: “Save 100%” has a bare per cent sign: double it."),
        ("Saved!", "source: “Saved!” has an exclamation mark."),
        (" Saved", "source: “ Saved” begins or ends with a space, or runs over a line."),
    ],
)
def test_english_is_checked_too(tool, text, fault):
    with (tool.ROOT / "src" / "words.py").open("a") as file:
        file.write(f"_({text!r})\n")
    assert fault in list(tool.faults())


def test_unknown_command_shows_how_it_is_used(tool, capsys):
    assert tool.main(["polish"]) == 2
    assert "tools/catalogues.py check" in capsys.readouterr().out
