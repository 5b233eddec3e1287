"""Partners: organisations, their names, identifiers and places."""
