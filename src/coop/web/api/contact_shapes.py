"""What the API gives out of contacts, relations and documents, beside the facts it takes in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from coop.partners.contacts.facts import NewContact
from coop.partners.relations import NewRelation


class PostLine(msgspec.Struct, frozen=True):
    """A post with the name of its organisation for a reader of ``locale``; days are civil days, the last one included."""

    organisation: int
    name: str
    role: str
    title: str
    from_on: date | None
    to_on: date | None


class ContactLine(msgspec.Struct, frozen=True):
    """A contact in a list; what is not for you to see is empty."""

    id: int
    name: str
    email: str
    phone: str
    languages: tuple[str, ...]
    posts: list[PostLine]
    illustrative: bool
    url: str


class ContactPage(msgspec.Struct, frozen=True):
    """One page of contacts; ``next`` is the address of the following one, empty on the last."""

    total: int
    page: int
    pages: int
    next: str
    items: list[ContactLine]


class ContactAnswer(msgspec.Struct, frozen=True):
    """A contact: with ``sight`` whole, hand ``facts`` back with a change to save it; otherwise what is not for you to see is empty."""

    id: int
    uuid: UUID
    version: int
    created_at: datetime
    revised_at: datetime
    erased_at: datetime | None
    sight: str
    url: str
    facts: NewContact


class SubjectAnswer(msgspec.Struct, frozen=True):
    """Everything kept about a person: the facts, every line of the history opened, and what other records name them by number."""

    made_at: datetime
    contact: dict[str, Any]
    history: list[dict[str, Any]]
    elsewhere: dict[str, list[dict[str, Any]]]


class RelationLine(msgspec.Struct, frozen=True):
    """A relation read from the organisation asked for, with the other one's name for a reader of ``locale``."""

    name: str
    is_past: bool
    facts: NewRelation


class RelationsAnswer(msgspec.Struct, frozen=True):
    """The relations of an organisation; hand their ``facts`` back with ``version`` to save them."""

    version: int
    relations: list[RelationLine]


class DocumentLine(msgspec.Struct, frozen=True):
    """A document: ``url`` is the link, or where the file is given out; a file has a name, a type, a size in octets and a SHA-256."""

    id: int
    version: int
    title: str
    kind: str
    language: str
    url: str
    filename: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime
