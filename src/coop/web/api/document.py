"""The OpenAPI document, made from the operations as they are declared, and a page that shows it without a script or a third party."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from coop.web.api.operations import Operation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litestar.handlers import HTTPRouteHandler

VERSION = "1.0.0"
_PLACE = re.compile(r"\{(\w+):(\w+)\}")
_QUALIFIED = re.compile(r"\bcoop(?:\.\w+)*?\.(\w+)\.\w+\.([A-Z]\w*)")
_WALL_TIME = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
_MULTILINGUAL = {
    "title": "Multilingual",
    "type": "object",
    "description": "A text in several languages: BCP 47 tag to text, and the tag of the language the others were translated from.",
    "properties": {
        "source": {"type": "string", "examples": ["en"]},
        "texts": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "examples": [{"en": "Green hydrogen forum", "zh-Hans": "绿氢论坛"}],
        },
    },
    "required": ["source", "texts"],
    "additionalProperties": False,
}
_PROBLEM = {
    "title": "Problem",
    "type": "object",
    "description": "What went wrong (RFC 9457). `errors` says what is wrong with which field; `request` is the number to ask about it.",
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request": {"type": "string"},
        "legal": {"type": "array", "items": {"type": "string"}},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
                "required": ["field", "message"],
            },
        },
    },
    "required": ["title", "status"],
}
_NAMES = {"source": "en", "texts": {"en": "Green hydrogen forum", "th": "เวทีไฮโดรเจนสีเขียว"}}
_EXAMPLES: dict[str, dict[str, Any]] = {
    "ScheduledConference": {
        "facts": {
            "names": _NAMES,
            "topics": ["h2"],
            "zone": "Asia/Bangkok",
            "country": "TH",
            "starts_on": "2028-05-18",
            "ends_on": "2028-05-20",
        },
        "visibility": "draft",
    },
    "NewOrganisation": {
        "names": [{"text": "Institute of Green Energy", "tag": "en", "preferred": True}],
        "kinds": ["facility"],
        "country": "TH",
    },
    "NewProject": {"names": _NAMES, "topics": ["h2"], "stage": "active", "participations": [{"unlisted": "Institute of Green Energy"}]},
    "NewAgreement": {
        "titles": _NAMES,
        "kind": "framework",
        "state": "negotiation",
        "parties": [{"unlisted": "Institute of Green Energy"}],
        "ends_on": "2029-12-31",
        "notice_months": 3,
    },
    "NewInteraction": {
        "titles": _NAMES,
        "kind": "meeting",
        "happened_on": "2026-02-03",
        "zone": "Asia/Bangkok",
        "organisations": [{"organisation": 1}],
    },
    "NewFollowUp": {"text": "Send the minutes.", "assignee": 1, "due_on": "2026-02-10"},
    "NewContact": {"name": "Anan Example", "posts": [{"organisation": 1, "role": "liaison"}], "email": "anan@example.org"},
    "NewDocument": {"title": "Call for papers", "kind": "call", "language": "en", "url": "https://example.org/call"},
    "NewSeries": {"names": _NAMES, "topics": ["h2"], "acronym": "GHF"},
    "NewEntry": {"on": "2026-02-03", "text": "The partners met in Bangkok.", "language": "en"},
}
"""A body that is accepted as it stands, for each shape that creates something."""
_REFUSALS = {
    "400": "The request cannot be read.",
    "401": "A token is needed.",
    "403": "This token may not do that.",
    "404": "There is no such object, or it may not be seen.",
    "405": "The method is not offered here.",
    "409": "Somebody saved meanwhile, or the state does not allow it.",
    "410": "The object was deleted.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "422": "Some facts are not right; `errors` says which.",
    "429": "Too many requests; `Retry-After` says when to try again.",
    "503": "The database cannot be reached; `Retry-After` says when to try again.",
}


def operations(handlers: Sequence[HTTPRouteHandler]) -> list[Operation]:
    """The operations declared by ``handlers``, in order."""
    return [each.opt["operation"] for each in handlers if isinstance(each.opt.get("operation"), Operation)]


def document(declared: Sequence[Operation], base_url: str, site_name: str) -> dict[str, Any]:
    """The whole OpenAPI 3.1 document."""
    shapes = [each for one in declared for each in (one.body, one.answer) if each is not None]
    schemas, components = msgspec.json.schema_components(shapes, ref_template="#/components/schemas/{name}")
    by_shape = {id(shape): schema for shape, schema in zip(shapes, schemas, strict=True)}
    components.pop("Translation", None)
    components = {name: _strict(schema) for name, schema in components.items()}
    components |= {"Multilingual": _MULTILINGUAL, "Problem": _PROBLEM}
    components, by_shape = _with_wall_times(_renamed(components)), _renamed(by_shape)
    paths: dict[str, dict[str, Any]] = {}
    for one in declared:
        path = "/api/v1" + _PLACE.sub(r"{\1}", one.path)
        paths.setdefault(path, {})[one.method.lower()] = _described(one, by_shape)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{site_name} API",
            "version": VERSION,
            "description": "Reads and writes conferences, organisations, contacts and joint projects by the same rules as the pages.",
        },
        "servers": [{"url": base_url}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(components.items())),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "A personal token from your account page."}},
        },
    }


def _renamed(value: Any) -> Any:  # noqa: ANN401 - any part of a JSON schema
    """Shapes of one name in two subjects are told apart by the subject: ``coop.partners.facts.Status`` becomes ``PartnersStatus``."""
    if isinstance(value, dict):
        return {_short(key) if isinstance(key, str) else key: _renamed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each) for each in value]
    return _short(value) if isinstance(value, str) else value


def _with_wall_times(value: Any) -> Any:  # noqa: ANN401 - any part of a JSON schema
    """Times are those of the clocks at a place: what JSON Schema calls ``time`` has an offset (RFC 3339) and is something else."""
    if isinstance(value, dict):
        if value.get("format") == "time":
            return {**{key: each for key, each in value.items() if key != "format"}, "pattern": _WALL_TIME}
        return {key: _with_wall_times(each) for key, each in value.items()}
    return [_with_wall_times(each) for each in value] if isinstance(value, list) else value


def _short(text: str) -> str:
    return _QUALIFIED.sub(lambda found: found[1].capitalize() + found[2], text)


def _strict(schema: dict[str, Any]) -> dict[str, Any]:
    """What we read refuses fields it does not know, and the document says so."""
    return {**schema, "additionalProperties": False} if schema.get("type") == "object" and "properties" in schema else schema


def _described(one: Operation, by_shape: dict[int, Any]) -> dict[str, Any]:
    problem = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    success: dict[str, Any] = {"description": "Done."}
    if one.answer is not None:
        success = {"description": "The answer.", "content": {"application/json": {"schema": by_shape[id(one.answer)]}}}
    described: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "parameters": [
            *(
                {"name": name, "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}}
                if kind == "int"
                else {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                for name, kind in _PLACE.findall(one.path)
            ),
            *({"name": each.name, "in": "query", "description": each.means, "schema": each.schema} for each in one.parameters),
        ],
        "responses": {str(one.status): success, **{code: {"description": words, **problem} for code, words in _REFUSALS.items()}},
        "security": [{}, {"token": []}] if one.access == "public" else [{"token": []}],
    }
    if one.body is not None:
        content: dict[str, Any] = {"schema": by_shape[id(one.body)]}
        if one.body.__name__ in _EXAMPLES:
            content["example"] = _EXAMPLES[one.body.__name__]
        described["requestBody"] = {"required": True, "content": {"application/json": content}}
    return described
