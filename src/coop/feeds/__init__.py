"""Composers: they read subjects and stored calendar octets and give out iCalendar, Atom and JSON."""
