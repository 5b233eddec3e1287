"""The API below ``/api/v1``: the same verbs, facts and rules as the pages, as JSON."""
