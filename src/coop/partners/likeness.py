"""How alike two names are: folded, without what every such body is called, and within a letter or two.

Why an edit distance and not shared trigrams: most names of universities share most of their trigrams ("University of ..."), and two
letters tell Han names apart altogether. So the words that say what sort of body it is must be the same in both, and only the rest, the
core, may differ by a slip of typing: one letter from 4 letters on, two from 10 on, never more than one where the script has no spaces.
Figures must agree: "Unit 1" is not "Unit 2".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from coop.search import fold
from coop.search.words import is_dense, runs

SLIP_FROM, SLIPS_FROM = 4, 10
"""Letters of a core from which one slip, and two slips, may be overlooked."""
PIECES = 3
"""A core is cut in so many pieces: two slips leave one of them whole, so that alike names are found by a piece they share."""
CORE_LENGTH = 120

_LONG_SORT = 7
"""Letters of a word for a sort of body from which it is known in spite of a slip: "Univeristy"."""

_STOP = frozenset(
    """
    a an and at by d da das de dei del della den der des di die do dos du e el en et for fur i im in l la las le les los
    of och og on the to und van von y
    """.split()  # noqa: SIM905 - a line of words is read at once
)
_SORTS: dict[str, str] = {
    word: sort
    for sort, words in {
        "u": "university universite universitat universitaet universita universidad universidade universitas universiti universitet"
        " universiteit uniwersytet universitesi univ",
        "i": "institute institut instituto istituto instytut inst",
        "c": "college colleges",
        "s": "school schools",
        "f": "faculty faculte facultad faculdade fakultat fakultet",
        "d": "department departement departamento dept",
        "z": "center centre centro centrum zentrum",
        "l": "laboratory laboratories laboratoire laboratorio labor lab",
        "a": "academy academie academia akademie",
        "m": "ministry ministere ministerio ministerium",
        "o": "company corporation corp co inc incorporated ltd limited llc plc gmbh ag sa spa",
    }.items()
    for word in words.split()
}
_DENSE_SORTS = {
    "大学": "u", "大學": "u", "มหาวิทยาลัย": "u", "대학교": "u",
    "研究所": "i", "研究院": "i", "สถาบัน": "i", "연구소": "i", "연구원": "i",
    "学院": "c", "學院": "c", "วิทยาลัย": "c",
    "中心": "z", "ศูนย์": "z", "实验室": "l", "實驗室": "l", "ห้องปฏิบัติการ": "l",
    "有限公司": "o", "公司": "o", "株式会社": "o", "บริษัท": "o", "กระทรวง": "m",
}  # fmt: skip
_DENSE_SORT = re.compile("|".join(map(fold, _DENSE_SORTS)))
_FOLDED_SORTS = {fold(word): sort for word, sort in _DENSE_SORTS.items()}
_ARABIC_SORTS = {
    "جامعه": "u", "الجامعه": "u", "معهد": "i", "المعهد": "i", "مركز": "z", "المركز": "z",
    "كليه": "f", "اكاديميه": "a", "وزاره": "m", "شركه": "o",
}  # fmt: skip
_BRACKETED = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_FIGURES = re.compile(r"\d+")


class Core(NamedTuple):
    """A name without what every such body is called: the ``sort`` of body, the ``letters`` that are its own, and whether they are dense."""

    sort: str
    letters: str
    is_dense: bool

    @property
    def slips(self) -> int:
        """How many slips of typing may be overlooked in it."""
        length = len(self.letters)
        if length < SLIP_FROM:
            return 0
        return 1 if self.is_dense or length < SLIPS_FROM else 2

    @property
    def pieces(self) -> list[str]:
        """The pieces it is found by, each with the length of the whole and its place; one too short for slips is found whole."""
        pieces = _cut(self.letters) if self.slips else [self.letters]
        return [f"{self.sort}|{len(self.letters)}|{at}|{piece}" for at, piece in enumerate(pieces)] if self.letters else []

    @property
    def probes(self) -> set[str]:
        """The pieces that a core within its slips of this one could have."""
        found = set(self.pieces)
        length, slips = len(self.letters), self.slips
        for other in range(max(SLIP_FROM, length - slips), length + slips + 1) if slips else ():
            start = 0
            for at, size in enumerate(_sizes(other)):
                for begin in range(max(0, start - slips), min(length - size, start + slips) + 1):
                    found.add(f"{self.sort}|{other}|{at}|{self.letters[begin : begin + size]}")
                start += size
        return found


@lru_cache(maxsize=4_096)
def core_of(name: str) -> Core:
    """The core of a name. What stands in brackets at its end, as ROR writes the country of a company, is left out."""
    bare = _BRACKETED.sub("", name) or name
    sorts: list[str] = []
    own: list[str] = []
    dense = False
    for word in runs(bare):
        if is_dense(word):
            dense = True
            sorts += [_FOLDED_SORTS[found] for found in _DENSE_SORT.findall(word)]
            own.append(_DENSE_SORT.sub("", word))
        elif sort := _sort_of(word):
            sorts.append(sort)
        elif word not in _STOP:
            own.append(word)
    letters = " ".join(sorted(each for each in own if each))[:CORE_LENGTH]
    return Core("".join(sorted(set(sorts))), letters, dense)


def _sort_of(word: str) -> str:
    """The sort of body that a word tells, also with one slip in a long one; empty for others."""
    known = _SORTS.get(word) or _ARABIC_SORTS.get(word, "")
    if known or len(word) < _LONG_SORT:
        return known
    meant = {each for shorter in _without_a_letter(word) for each in _SLIPPED.get(shorter, ())}
    return next((_SORTS[each] for each in sorted(meant) if distance(word, each, 1) is not None), "")


def are_near(one: Core, other: Core) -> bool:
    """Whether the two are names of one sort of body whose cores are the same but for the slips of the shorter."""
    if one.sort != other.sort or one.is_dense != other.is_dense or not one.letters:
        return False
    if _FIGURES.findall(one.letters) != _FIGURES.findall(other.letters):
        return False
    return distance(one.letters, other.letters, min(one.slips, other.slips)) is not None


def distance(one: str, other: str, most: int) -> int | None:
    """How many letters must be added, left out, changed or swapped with a neighbour to make one of the other; None for more than ``most``.

    The restricted Damerau-Levenshtein distance, row by row, given up once a whole row exceeds the bound.
    """
    if abs(len(one) - len(other)) > most:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        following = [at]
        for to, counter in enumerate(other, start=1):
            cost = min(row[to] + 1, following[to - 1] + 1, row[to - 1] + (letter != counter))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == counter:
                cost = min(cost, before[to - 2] + 1)
            following.append(cost)
        if min(following) > most:
            return None
        before, row = row, following
    return row[-1] if row[-1] <= most else None


def _sizes(length: int) -> list[int]:
    return [length // PIECES + (at >= PIECES - length % PIECES) for at in range(PIECES)]


def _cut(letters: str) -> list[str]:
    found, start = [], 0
    for size in _sizes(len(letters)):
        found.append(letters[start : start + size])
        start += size
    return found


def _without_a_letter(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _slipped() -> dict[str, list[str]]:
    """Every long word for a sort of body by itself and by what is left of it without one letter: two within a slip share one of these."""
    found: dict[str, list[str]] = {}
    for word in _SORTS:
        for shorter in _without_a_letter(word) if len(word) >= _LONG_SORT else ():
            found.setdefault(shorter, []).append(word)
    return found


_SLIPPED = _slipped()
