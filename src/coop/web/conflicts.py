"""Somebody saved a record while another had its form open: what nobody touched, and both versions fact by fact."""

from __future__ import annotations

import hashlib
import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import msgspec

from coop import history, i18n

if TYPE_CHECKING:
    from collections.abc import Mapping
    from dataclasses import Field
    from typing import ClassVar

    from coop.i18n.message import Message
    from coop.web.kit.forms import Form

_NOT_TYPED = re.compile(r"csrf_token|version|keep\..*|find|more|.*-find")


class Checked(Protocol):
    """Facts of a record: a dataclass whose ``check`` gives them tidied."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def check(self) -> Any: ...  # noqa: ANN401, D102 - facts of the same kind


F = TypeVar("F", bound=Checked)


def plain(facts: Checked) -> dict[str, Any]:
    """The facts as the ledger keeps them: multilingual texts by language, days in ISO 8601."""
    return {each.name: history.plain(getattr(facts, each.name)) for each in fields(facts)}


def began(facts: Checked) -> list[tuple[str, str]]:
    """Fields by which a form carries a short mark of each fact it began with, so that what nobody touched is known later."""
    return [(f"began.{name}", mark) for name, mark in _marks(facts).items()]


def kept(form: Form, typed: F, standing: F) -> F:
    """What stands after a conflict page: what was typed, but for the facts whose other version was chosen."""
    theirs = [each.name for each in fields(typed) if form.typed(f"keep.{each.name}") == "theirs"]
    return cast("F", replace(cast("Any", typed), **{name: getattr(standing, name) for name in theirs}))


def sides(
    form: Form, mine: Checked, told: tuple[Mapping[str, str], Mapping[str, str]], labels: Mapping[str, Message], locale: str
) -> dict[str, Any]:
    """What a conflict page shows (templates/parts/conflict.html): every fact as it was typed and as it was saved meanwhile.

    ``mine`` are the facts that were typed; ``told`` says them and those that stand in finished words, by name. What the form left as it
    was when it was opened is theirs, and is not asked. Everything typed is sent along.
    """
    typed, saved = told
    same = _untouched(form, mine)
    return {
        "typed_fields": [(name, value) for name in form.names if not _NOT_TYPED.fullmatch(name) for value in form.all_typed(name)],
        "untouched": sorted(name for name in same if typed.get(name) != saved.get(name)),
        "rows": [
            {
                "name": name,
                "label": i18n.translate(label, locale),
                "mine": saved[name] if name in same else typed[name],
                "theirs": saved[name],
                "differs": name not in same and typed[name] != saved[name],
            }
            for name, label in labels.items()
            if name in typed
        ],
    }


def _untouched(form: Form, mine: Checked) -> frozenset[str]:
    return frozenset(name for name, mark in _marks(mine.check()).items() if form.typed(f"began.{name}") == mark)


def _marks(facts: Checked) -> dict[str, str]:
    return {name: hashlib.blake2b(msgspec.json.encode(value), digest_size=6).hexdigest() for name, value in plain(facts).items()}
