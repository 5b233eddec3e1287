"""What the API and its reference answer to readers."""

import re


async def test_the_document_describes_every_operation(client):
    answer = await client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    document = answer.json()
    assert document["openapi"] == "3.1.0"
    assert sorted(document["paths"])[:3] == ["/api/v1/agreements", "/api/v1/agreements/due", "/api/v1/agreements/{number}"]
    assert document["components"]["schemas"]["Multilingual"]["required"] == ["source", "texts"]


async def test_the_reference_page_shows_every_operation_without_a_script_of_others(client):
    overview = await client.get("/en/api")
    assert overview.status_code == 200
    groups = re.findall(r'<h2 id="group-([a-z-]+)"', overview.text)
    assert groups == [
        *("conferences", "organisations", "documents", "contacts", "agreements", "interactions", "follow-ups", "projects"),
        *("merges", "ror", "ror-proposals", "duplicates", "themes", "series"),
    ]
    pages = {each: (await client.get(f"/en/api/{each}")).text for each in groups}
    assert sum(page.count('<details class="operation"') for page in pages.values()) == 86
    for name in re.findall(r'href="/en/api/([a-z-]+#[a-z_]+)"', overview.text):
        group, _mark, operation = name.partition("#")
        assert f'id="{operation}"' in pages[group]
    for page in pages.values():
        assert set(re.findall(r'href="#(schema-\w+)"', page)) <= set(re.findall(r'id="(schema-\w+)"', page))
        assert "//cdn" not in page
    assert (await client.get("/en/api/nothing")).status_code == 404


async def test_an_empty_site_lists_nothing(client):
    assert (await client.get("/api/v1/conferences")).json() == {"total": 0, "page": 1, "pages": 1, "next": "", "items": []}
    assert (await client.get("/api/v1/organisations")).json() == {"total": 0, "page": 1, "pages": 1, "next": "", "items": []}
    assert (await client.get("/api/v1/projects")).json() == {"total": 0, "page": 1, "pages": 1, "next": "", "items": []}
    assert (await client.get("/api/v1/series")).json() == []
    assert [each["slug"] for each in (await client.get("/api/v1/themes")).json()] == [
        "renewables",
        "storage",
        "hydrogen",
        "ccus",
        "transport",
        "pollution",
    ]


async def test_every_example_of_the_document_is_accepted_as_it_stands(api):
    described = (await api[""].get("/openapi.json")).json()["paths"]
    made = {}
    for path, methods in described.items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            if "example" in content:
                address = path.removeprefix("/api/v1").format(number=1)
                made[f"{method} {path}"] = (await api["ada"].request(method, address, json=content["example"])).status_code
    assert made == {
        "post /api/v1/conferences": 201,
        "post /api/v1/organisations": 201,
        "post /api/v1/organisations/{number}/documents": 201,
        "post /api/v1/contacts": 201,
        "post /api/v1/agreements": 201,
        "post /api/v1/interactions": 201,
        "post /api/v1/interactions/{number}/follow-ups": 201,
        "post /api/v1/projects": 201,
        "post /api/v1/projects/{number}/entries": 201,
        "post /api/v1/series": 201,
    }
