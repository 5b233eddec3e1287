"""Liaison: dated contacts with partner organisations, and what is owed after them."""
