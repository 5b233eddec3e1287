"""How an operation of the API is declared: once, for the route and for the document that describes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from litestar import Response
from litestar.handlers import HTTPRouteHandler

if TYPE_CHECKING:
    from collections.abc import Callable

Method = Literal["GET", "POST", "PUT", "DELETE"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query: its name, what it means, and its JSON schema."""

    name: str
    means: str
    schema: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. ``body`` and ``answer`` are the types read and given; ``status`` is that of success."""

    method: Method
    path: str
    name: str
    summary: str
    access: str
    body: type | None
    answer: Any
    status: int
    parameters: tuple[Parameter, ...]


def operation(
    method: Method,
    path: str,
    summary: str,
    *,
    access: str = "public",
    body: type | None = None,
    answer: Any = None,  # noqa: ANN401 - a type or a type expression
    status: int = 200,
    parameters: tuple[Parameter, ...] = (),
) -> Callable[[Callable[..., Any]], HTTPRouteHandler]:
    """Declare a handler under ``/api/v1`` with its description. ``path`` uses Litestar's ``{name:int}``."""

    def declare(handler: Callable[..., Any]) -> HTTPRouteHandler:
        described = Operation(method, path, handler.__name__, summary, access, body, answer, status, parameters)
        route = HTTPRouteHandler(
            path, http_method=method, status_code=status, opt={"access": access, "operation": described}, include_in_schema=False
        )
        return route(handler)

    return declare


def answer(content: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response[bytes]:
    """A JSON answer of finished bytes; what depends on the viewer is kept by nobody."""
    return Response(
        content, status_code=status, media_type="application/json", headers={"cache-control": "private, no-store", **(headers or {})}
    )
