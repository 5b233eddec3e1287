"""Search in every script: subjects put documents in, everyone finds what they may see."""

from coop.search.finding import Found, Hit, best, counts, find, matching
from coop.search.index import Document, forget, put, put_many, remove
from coop.search.words import fold

__all__ = ["Document", "Found", "Hit", "best", "counts", "find", "fold", "forget", "matching", "put", "put_many", "remove"]
