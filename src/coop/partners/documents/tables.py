"""The table of documents; constraints stand in migrations/coop_0009_contacts.py, where the bytes of files have a table of their own."""

from __future__ import annotations

from piccolo.columns import Integer, Serial, Text
from piccolo.table import Table

from coop.db import Editable


class Document(Editable, Table, tablename="document"):
    """A link or a file of an organisation or an agreement; ``digest`` is SHA-256 of the file, in hexadecimal."""

    id: Serial
    owner_kind = Text()
    owner_id = Integer()
    kind = Text()
    language = Text()
    title = Text()
    url = Text()
    filename = Text()
    media_type = Text()
    size = Integer()
    digest = Text()
