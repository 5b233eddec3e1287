"""What stands on the pages before anything was entered."""


async def test_home_of_an_empty_site_says_who_adds_the_first_conference(client):
    page = await client.get("/en/")
    assert page.status_code == 200
    assert "No conference is announced yet" in page.text
    assert "Organisers schedule the first one at their desk." in page.text
    assert page.text.count("0 conferences to come") == 6
    assert "Newest joint projects" not in page.text


async def test_a_theme_without_conferences_says_so(client):
    page = await client.get("/en/themes/storage")
    assert page.status_code == 200
    assert "No conference of this theme is announced" in page.text
    assert "card-title" not in page.text
