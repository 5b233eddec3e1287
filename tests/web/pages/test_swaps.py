"""What htmx swaps in on a list: the results, and beside them the filters as a full page would show them."""

import re

import pytest


@pytest.mark.parametrize(
    ("address", "count", "counts"),
    [
        ("/en/conferences?theme=ccus&from=2026-11-22", "2", ["5", "2", "4", "2", "3", "3"]),
        ("/th/partners?country=TH", "1", ["5", "1", "2"]),
        ("/ar/projects?theme=hydrogen&stage=active", "2", ["2", "0", "2", "3", "2", "1"]),
    ],
)
async def test_the_filters_come_with_the_results(reader, address, count, counts):
    whole = (await reader.get(address)).text
    part = (await reader.get(address, headers={"hx-request": "true"})).text
    results, told, filters = part.split("<hx-partial ")
    assert results.lstrip().startswith('<div id="list">')
    assert told == f'hx-target="#filters-count" hx-swap="textContent">{count}</hx-partial>\n'
    assert re.search(r'id="filters-count">(\d*)<', whole)[1] == count
    shown = re.search(r'<form id="filters"[^>]*>\n(.*?)\n</form>', whole, re.DOTALL)[1]
    assert filters == f'hx-target="#filters" hx-swap="innerMorph">\n{shown}\n</hx-partial>'
    assert re.findall(r'class="choice-count">(\d+)<', shown)[: len(counts)] == counts
