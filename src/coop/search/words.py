"""The one tokenizer: what counts as a word, the same for both databases, for what is stored and for what is asked."""

from __future__ import annotations

import re
import unicodedata

WORD_LENGTH = 64
"""Longer words are cut here, when stored and when asked."""

_LIGATURES = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k"}
_ARABIC = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا",
    "ى": "ي", "ئ": "ي", "ی": "ي", "ے": "ي",
    "ؤ": "و", "ة": "ه", "ۀ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه",
    "ک": "ك", "ڪ": "ك", "ء": None, "ـ": None,
}  # fmt: skip

# Scripts written without spaces between words: Han, Kana, Hangul, Thai, Lao, Khmer, Myanmar. Their digits and signs are left out.
_DENSE = (
    (0x0E01, 0x0E3A), (0x0E40, 0x0E4E),  # Thai
    (0x0E81, 0x0ECE), (0x0EDC, 0x0EDF),  # Lao
    (0x1000, 0x103F), (0x1050, 0x108F), (0x109A, 0x109D), (0xA9E0, 0xA9EF), (0xA9FA, 0xA9FE), (0xAA60, 0xAA7F),  # Myanmar
    (0x1780, 0x17D3), (0x17D7, 0x17D7), (0x17DC, 0x17DD),  # Khmer
    (0x1100, 0x11FF), (0x3131, 0x318E), (0xA960, 0xA97C), (0xAC00, 0xD7FB),  # Hangul
    (0x2E80, 0x2FD5), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x3035), (0x3038, 0x303C),  # Han signs
    (0x3041, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF), (0x1B000, 0x1B16F),  # Kana
    (0x31C0, 0x31E3), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFD),  # Han
)  # fmt: skip
# Marks that readers leave out when they search: European accents, Hebrew points, Arabic vowel signs, variation selectors.
_LEFT_OUT = frozenset({
    *range(0x0300, 0x0370), *range(0x0591, 0x05C8), *range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670,
    *range(0x06D6, 0x06EE), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0),
})  # fmt: skip
_DENSE_CLASS = "".join(f"{chr(first)}-{chr(last)}" for first, last in _DENSE)
_RUN = re.compile(f"[{_DENSE_CLASS}]+|[^ {_DENSE_CLASS}]+")
_ONE_DENSE = re.compile(f"[{_DENSE_CLASS}]")
_ARTICLE = re.compile(r"(?:[وبفك]?ال|لل)(?=...)")
_REMEMBERED = 30_000


class _Folding(dict[int, str | None]):
    """Character -> what stands for it: itself, its bare letter, nothing, or a space where a word ends. Filled as characters are met."""

    def __missing__(self, code: int) -> str | None:
        folded = _folded(chr(code))
        if len(self) < _REMEMBERED:
            self[code] = folded
        return folded


def _folded(letter: str) -> str | None:
    if letter in _ARABIC:
        return _ARABIC[letter]
    category = unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.digit(letter))
    if category in {"Mn", "Mc", "Me"}:
        return None if ord(letter) in _LEFT_OUT else letter
    if category[0] in "LN":
        bare = unicodedata.normalize("NFD", letter)[0]
        alphabet = unicodedata.name(bare, "").partition(" ")[0]
        return _LIGATURES.get(bare, bare) if alphabet in {"LATIN", "GREEK"} else letter
    return None if category == "Cf" else " "


_FOLDING = _Folding()


def fold(text: str) -> str:
    """``text`` with all that readers do not distinguish taken away: case, width, accents on Latin and Greek letters, Arabic vowel signs
    and letter forms, the digits' script. Words are parted by single spaces; whatever is neither letter, mark nor digit parts words.
    """  # noqa: D205 - one sentence about what is folded reads better whole
    if not text.isascii():
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(text.lower().translate(_FOLDING).split())


def runs(text: str) -> list[str]:
    """The folded words of ``text``; a stretch of a script that is written without spaces counts as one word."""
    return _RUN.findall(fold(text))


def is_dense(run: str) -> bool:
    """Whether ``run`` is of a script written without spaces between words."""
    return _ONE_DENSE.match(run) is not None


def without_article(word: str) -> str:
    """An Arabic ``word`` without the article and the particle written onto it, where three letters or more remain."""
    article = _ARTICLE.match(word)
    return word[article.end() :] if article else word


def tokens(text: str) -> list[str]:
    """What is stored of ``text``, in order: words; for scripts without spaces each pair of neighbours and then the last character alone.

    So a pair asked for is one look-up, a longer stretch a phrase of pairs, and one character the beginning of a pair.
    An Arabic word with its article is stored with and without it.
    """
    found: list[str] = []
    for run in runs(text):
        if is_dense(run):
            found.extend(run[at : at + 2] for at in range(len(run)))
        else:
            word = run[:WORD_LENGTH]
            found.append(word)
            if (bare := without_article(word)) != word:
                found.append(bare)
    return found
