"""Where the API describes itself: the OpenAPI document, and a page that shows it without a script or a third party."""

from __future__ import annotations

import typing
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response

from coop.errors import NotFound
from coop.web.api import (
    agreements,
    conferences,
    contacts,
    document,
    interactions,
    merges,
    partner_parts,
    partners,
    projects,
    register,
    series,
)
from coop.web.api.operations import Operation
from coop.web.kit.pages import Page, page
from coop.web.kit.visit import visit_of

HANDLERS = [
    *conferences.routes,
    *partners.routes,
    *partner_parts.routes,
    *contacts.routes,
    *agreements.routes,
    *interactions.routes,
    *projects.routes,
    *merges.routes,
    *register.routes,
    *series.routes,
]
OPERATIONS = tuple(document.operations(HANDLERS))


@dataclass(frozen=True, slots=True)
class Shape:
    """A JSON schema as the page shows it: its fields with the word for their kind, or the values it allows."""

    name: str
    means: str
    fields: tuple[tuple[str, str], ...]
    values: tuple[str, ...]


@get("/openapi.json", opt={"access": "public"}, include_in_schema=False)
async def show_document(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The OpenAPI document."""
    chosen = visit_of(request).site.settings
    return Response(
        _encoded(chosen.base_url, chosen.site_name), media_type="application/json", headers={"cache-control": "public, max-age=300"}
    )


@get("/api", opt={"access": "public"})
async def show_reference(request: Request[Any, Any, Any]) -> Page:
    """Every operation in a line, by what it is about."""
    return page(request, "api/overview.html", public=True, groups=_groups())


@get("/api/{group:str}", opt={"access": "public"})
async def show_group(request: Request[Any, Any, Any], group: FromPath[str]) -> Page:
    """The operations on one kind of record, with the shapes they read and give."""
    operations = _groups().get(group)
    if operations is None:
        raise NotFound
    return page(request, "api/group.html", public=True, group=group, operations=operations, shapes=_shapes_of(group), shape_of=_shape_of)


@cache
def _groups() -> dict[str, list[Operation]]:
    groups: dict[str, list[Operation]] = {}
    for each in OPERATIONS:
        groups.setdefault(each.path.split("/")[1], []).append(each)
    return groups


@cache
def _encoded(base_url: str, site_name: str) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document.document(OPERATIONS, base_url, site_name)), indent=2)


@cache
def _shapes_of(group: str) -> tuple[Shape, ...]:
    """The shapes that the operations of ``group`` read and give, and those these are made of."""
    schemas = document.document(_groups()[group], "", "")["components"]["schemas"]
    return tuple(
        Shape(
            name,
            schema.get("description", ""),
            tuple((field, _kind(kind)) for field, kind in schema.get("properties", {}).items()),
            tuple(str(each) for each in schema.get("enum", ())),
        )
        for name, schema in schemas.items()
    )


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_kind(each) for each in schema["anyOf"])
    if schema.get("type") == "array" and isinstance(schema.get("items"), dict):
        return f"[{_kind(schema['items'])}]"
    return str(schema.get("format") or schema.get("type") or " | ".join(str(each) for each in schema.get("enum", ())))


def _shape_of(kind: Any) -> str:  # noqa: ANN401 - a type or a list of one
    inner = typing.get_args(kind)
    return str((inner[0] if inner else kind).__name__)


api_routes = [*HANDLERS, show_document]
page_routes = [show_reference, show_group]
