"""Agreements: signed papers with their parties, states and dates."""
