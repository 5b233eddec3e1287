"""The order of words in a language, near enough for lists of names and without ICU."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_THAI = re.compile(r"[฀-๿]")
_THAI_LEADING = re.compile(r"([เแโใไ])([ก-ฮ])")
_THAI_TONES = re.compile(r"[็-๎]")
_HAN = re.compile(r"[㐀-鿿]")


@lru_cache(maxsize=8_192)
def sort_key(text: str, locale: str) -> tuple[bytes, str]:
    """A key that sorts ``text`` as readers of ``locale`` expect, with the text itself to break ties.

    Letters come without regard to case and accents; Thai by consonant, the vowel written before it counting after it, and
    tone marks last; Han of the first level by pinyin, which is the order of GB 2312, after other letters.
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter) or _THAI.match(letter))
    if _THAI_LEADING.search(bare) or _THAI_TONES.search(bare):
        bare = _THAI_TONES.sub("", _THAI_LEADING.sub(r"\2\1", bare))
    if locale.startswith("zh") and _HAN.search(bare):
        return bare.encode("gb18030", "replace"), text
    return bare.encode("utf-8", "replace"), text
