"""JSON bodies of the API: read into the facts the domain takes, with every stray field named."""

from __future__ import annotations

import dataclasses
import re
import typing
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from coop.errors import Invalid
from coop.i18n.message import _
from coop.multilingual import Multilingual
from coop.web.kit.forms import GREATEST
from coop.web.kit.refusals import Refused

if TYPE_CHECKING:
    from litestar import Request

    from coop.i18n.message import Message

Facts = TypeVar("Facts")
_TEXTS = frozenset({"source", "texts"})
_WALL_TIMES = frozenset({"opens_at", "closes_at", "due_time"})
_WALL_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?", re.ASCII)


async def read(request: Request[Any, Any, Any], shape: type[Facts]) -> Facts:
    """The body as ``shape``.

    Raises Refused (415 for another kind of content, 400 for what is no JSON object), Invalid for unknown fields and wrong kinds of values.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(415, _("Send JSON, and say so as “Content-Type: application/json”."))
    try:
        raw = msgspec.json.decode(await request.body())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused(400, _("The body is not valid JSON in UTF-8, or it is nested too deep.")) from None
    return convert(raw, shape)


def convert(raw: object, shape: type[Facts]) -> Facts:
    """A decoded JSON object as ``shape``. Raises as `read` does."""
    if not isinstance(raw, dict):
        raise Refused(400, _("The body must be a JSON object."))
    strangers = list(_strangers(raw, shape, ""))
    if strangers:
        raise Invalid(dict.fromkeys(strangers, _("There is no such field.")))
    faults = dict(_impossible(raw, ""))
    if faults:
        raise Invalid(faults)
    try:
        return msgspec.convert(_spelled(raw), shape)
    except msgspec.ValidationError as error:
        what, _at, where = str(error).partition(" - at `$")
        field = where.rstrip("`").lstrip(".").replace("[", "").replace("]", "").replace("...", "").removeprefix("facts.")
        raise Invalid({field: _("This is not the kind of value expected here (%(detail)s).", detail=what)}) from None


def _spelled(value: object) -> object:
    """Texts come as ``{"source": "en", "texts": {"en": "..."}}``; within, each text carries its state."""
    if isinstance(value, dict):
        if value.keys() == _TEXTS and isinstance(value["texts"], dict):
            texts = {tag: [text, "done"] if isinstance(text, str) else text for tag, text in value["texts"].items()}
            return {"source": value["source"], "texts": texts}
        return {key: f"{each}:00" if _is_short_time(key, each) else _spelled(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_spelled(each) for each in value]
    return value


def _is_short_time(key: str, value: object) -> bool:
    return key in _WALL_TIMES and isinstance(value, str) and value.count(":") == 1


def _impossible(value: object, path: str) -> typing.Iterator[tuple[str, Message]]:
    """The places of values that no fact of ours can have: numbers too great to store, and wall times with an offset or without sense."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key in _WALL_TIMES and isinstance(each, str) and not _WALL_TIME.fullmatch(each):
                yield f"{path}{key}", _("Enter a time of the clocks there as hours and minutes, such as 09:30, without an offset.")
            yield from _impossible(each, path if key == "facts" else f"{path}{key}{_dot(each)}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _impossible(each, f"{path}{number}{_dot(each)}")
    elif isinstance(value, int) and abs(value) > GREATEST:
        yield path, _("Enter a whole number from %(least)s to %(most)s.", least=-GREATEST, most=GREATEST)


def _dot(value: object) -> str:
    return "." if isinstance(value, dict | list) else ""


@cache
def _fields(shape: type) -> dict[str, Any]:
    hints = typing.get_type_hints(shape)
    return {field.name: hints[field.name] for field in dataclasses.fields(shape)}


def _strangers(raw: object, shape: Any, path: str) -> typing.Iterator[str]:  # noqa: ANN401 - a type hint of any form
    if isinstance(raw, dict) and shape is not Multilingual and dataclasses.is_dataclass(shape):
        known = _fields(typing.cast("type", shape))
        for name, value in raw.items():
            if name not in known:
                yield f"{path}{name}"
            else:
                yield from _strangers(value, known[name], f"{path}{name}.")
    elif isinstance(raw, list):
        inner = next(iter(typing.get_args(shape)), None)
        for number, value in enumerate(raw):
            yield from _strangers(value, inner, f"{path}{number}.")
    else:
        for inner in typing.get_args(shape):
            if dataclasses.is_dataclass(inner):
                yield from _strangers(raw, inner, path)


def outward(value: object) -> object:
    """Any record of ours as JSON gives it out: texts as tag to text, so that what is read can be sent back."""
    return _unspelled(msgspec.to_builtins(value, str_keys=True))


def _unspelled(value: object) -> object:
    if isinstance(value, dict):
        if value.keys() == _TEXTS:
            return {"source": value["source"], "texts": {tag: text[0] for tag, text in value["texts"].items()}}
        return {key: _unspelled(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_unspelled(each) for each in value]
    return value
