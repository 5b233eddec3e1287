"""Text that people enter in several languages: one source, translations with a state, and one way to choose."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import msgspec


class State(StrEnum):
    """How far a translation is. ``stale``: the source changed after it was done."""

    DRAFT = "draft"
    DONE = "done"
    STALE = "stale"


class Said(NamedTuple):
    """A text as it is to be shown: ``locale`` is the language it really is in."""

    text: str
    locale: str
    is_fallback: bool = False
    state: State = State.DONE

    def __str__(self) -> str:
        """The words alone, for places that can carry no language mark."""
        return self.text


class Translation(msgspec.Struct, frozen=True, array_like=True):
    """One language's value and state."""

    text: str
    state: State = State.DONE


class Multilingual(msgspec.Struct, frozen=True):
    """A value per BCP 47 tag. ``source`` names the tag the others were translated from; its text is never empty unless all are."""

    source: str = "en"
    texts: dict[str, Translation] = {}

    @classmethod
    def of(cls, source: str, **texts: str) -> Multilingual:
        """Build from keyword tags; an underscore stands for the hyphen (``zh_Hans``)."""
        return cls.from_texts(source.replace("_", "-"), {tag.replace("_", "-"): text for tag, text in texts.items()})

    @classmethod
    def from_texts(cls, source: str, texts: dict[str, str]) -> Multilingual:
        """Build from tag -> text, all done; empty texts are left out."""
        return cls(source, {tag: Translation(text) for tag, text in texts.items() if text})

    def say(self, locale: str, chain: tuple[str, ...] = ()) -> Said:
        """The text for ``locale``: itself, then its fallback ``chain``, then the source, then any; never blank while any text exists."""
        for tag in (locale, *chain, self.source, *self.texts):
            found = self.texts.get(tag)
            if found is not None and found.text:
                return Said(found.text, tag, tag != locale, found.state)
        return Said("", locale)

    def text(self, locale: str) -> str:
        """The text in exactly ``locale``, or an empty string: what an edit form shows."""
        found = self.texts.get(locale)
        return found.text if found else ""

    @property
    def is_empty(self) -> bool:
        """Whether no language has any text."""
        return not any(each.text for each in self.texts.values())

    def revised(self, wanted: Multilingual) -> Multilingual:
        """What stands after saving ``wanted`` over this: translations not touched while the source changed become stale."""
        if wanted.source != self.source or wanted.text(wanted.source) == self.text(self.source):
            return wanted
        texts = {
            tag: Translation(new.text, State.STALE) if tag != wanted.source and new.text and new.text == self.text(tag) else new
            for tag, new in wanted.texts.items()
        }
        return Multilingual(wanted.source, texts)


def encode(value: Multilingual) -> str:
    """The stored form: compact JSON."""
    return msgspec.json.encode(value).decode()


def encode_optional(value: Multilingual) -> str:
    """The stored form of a text that need not be there: "" for an empty value."""
    return "" if value.is_empty else encode(value)


_decoder = msgspec.json.Decoder(Multilingual)


@lru_cache(maxsize=4_096)
def decode(stored: str) -> Multilingual:
    """Read the stored form back; an empty string is an empty value. Equal texts give one value, which nobody may change."""
    return _decoder.decode(stored) if stored else Multilingual()
