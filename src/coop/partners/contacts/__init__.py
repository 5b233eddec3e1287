"""Contacts: people at organisations, their posts over time, and what the law says about keeping them."""
