"""Which passwords are good enough: long, and not put together from what everybody guesses first."""

from __future__ import annotations

import functools
import re
import unicodedata
from importlib.resources import files
from typing import TYPE_CHECKING

from coop.accounts.passwords import normalise
from coop.i18n.message import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coop.i18n.message import Message

SHORTEST = 15
"""Characters (code points after NFC) a password needs; NIST SP 800-63B-4 3.1.1.2 for passwords used alone."""

LONGEST = 200
"""Characters a password may have."""

ENOUGH = 8
"""Characters that must remain when words, runs and repetitions that everybody guesses are taken out."""

_SHORTEST_WORD = 3
_SHORTEST_RUN = 3
_WALKS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm", "azertyuiop", "qwertzuiop")
_YEAR = re.compile(r"(?:19|20|25)\d\d")
_SEPARATORS = re.compile(r"[\W_]+")
# What people write for a letter to make a word look harder than it is.
_DISGUISES = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "@": "a", "$": "s", "!": "i", "|": "l"}
)


@functools.cache
def common_words() -> frozenset[str]:
    """The words of ``common_words.txt``, case-folded."""
    text = files("coop.accounts").joinpath("common_words.txt").read_text(encoding="utf-8")
    return frozenset(word.casefold() for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _cover_words(plain: str, words: Iterable[str], covered: list[bool]) -> None:
    for word in words:
        at = plain.find(word)
        while at >= 0:
            covered[at : at + len(word)] = [True] * len(word)
            at = plain.find(word, at + 1)


def _cover_runs(plain: str, covered: list[bool]) -> None:
    """Runs of neighbours (``abcd``, ``4321``) and of one character (``aaaa``)."""
    start, step = 0, None
    for at in range(1, len(plain) + 1):
        now = ord(plain[at]) - ord(plain[at - 1]) if at < len(plain) else None
        if now is not None and now == step:
            continue
        if step in {-1, 0, 1} and at - start >= _SHORTEST_RUN:
            covered[start:at] = [True] * (at - start)
        start, step = at - 1, now


def _cover_walks(plain: str, covered: list[bool]) -> None:
    """Walks over neighbouring keys, in either direction."""
    for walk in (*_WALKS, *(each[::-1] for each in _WALKS)):
        for at in range(len(plain) - 3):
            if plain[at : at + 4] in walk:
                covered[at : at + 4] = [True] * 4


def _cover_repetitions(plain: str, covered: list[bool]) -> None:
    """Everything that was said before: a piece of three characters counts once."""
    first: dict[str, int] = {}
    for at in range(len(plain) - 2):
        piece = plain[at : at + 3]
        if at >= first.setdefault(piece, at) + 3:
            covered[at : at + 3] = [True] * 3


def own_characters(password: str, about: Iterable[str] = ()) -> int:
    """How many characters of ``password`` are its own, when everything that is guessed first is taken out.

    Taken out are common words (also disguised, ``p4ssw0rd``), the words of ``about`` (name, address), runs, keyboard walks,
    years and repetitions. Punctuation and spaces between words count for nothing.
    """
    plain = unicodedata.normalize("NFKC", password).casefold()
    parts = {part for each in about for part in _SEPARATORS.split(unicodedata.normalize("NFKC", each).casefold())}
    words = common_words() | {part for part in parts if len(part) >= _SHORTEST_WORD}
    covered = [False] * len(plain)
    _cover_words(plain, words, covered)
    if len(disguised := plain.translate(_DISGUISES)) == len(plain):
        _cover_words(disguised, words, covered)
    _cover_runs(plain, covered)
    _cover_walks(plain, covered)
    _cover_repetitions(plain, covered)
    for year in _YEAR.finditer(plain):
        covered[year.start() : year.end()] = [True] * 4
    return sum(1 for sign, known in zip(plain, covered, strict=True) if not known and not _SEPARATORS.fullmatch(sign))


def fault_of(password: str, about: Iterable[str] = ()) -> Message | None:
    """What is wrong with ``password`` as a new password, in words; None when it is good.

    ``about`` are the texts an attacker knows anyway: the person's name and e-mail address.
    """
    wanted = normalise(password)
    if not wanted:
        return _("Enter a password.")
    if len(wanted) < SHORTEST:
        return _(
            "Use at least %(shortest)s characters. Four or five words that do not belong together are easy to keep in mind.",
            shortest=SHORTEST,
        )
    if len(wanted) > LONGEST:
        return _("Use at most %(longest)s characters.", longest=LONGEST)
    if any(unicodedata.category(each) in {"Cc", "Cs"} for each in wanted):
        return _("A password cannot hold control characters, such as a line break or a tab.")
    if own_characters(wanted, about) < ENOUGH:
        return _(
            "This password is too easy to guess: it is made of common words, your name, rows of keys or repetitions. Choose other words."
        )
    return None
