"""The desk and its trash, as each of the cast finds them."""

import re
from html import unescape

import pytest

from coop.accounts import cast


def words(markup):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))).strip()


def buttons(text):
    return [
        words(each) for each in re.findall(r'<a class="button[^>]*>(.*?)</a>', text[text.index("<main") : text.index("<footer")], re.DOTALL)
    ]


def links(text):
    lists = re.findall(r'<ul class="link-list".*?</ul>', text, re.DOTALL)
    return [words(each) for each in re.findall(r"<a [^>]*>(.*?)</a>", "".join(lists), re.DOTALL)]


def thrown(text):
    return [words(each) for each in re.findall(r'<li class="card thrown">.*?</p></div>', text, re.DOTALL)]


def form(text, action):
    body = re.search(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', text, re.DOTALL)[1]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body))


@pytest.mark.parametrize("path", ["desk", "desk/trash"])
async def test_a_visitor_is_led_to_the_sign_in_and_back(reader, path):
    answer = await reader.get(f"/th/{path}")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/th/sign-in?next=/th/{path}"


@pytest.mark.parametrize(
    ("member", "begins", "leads"),
    [
        (
            cast.ADA,
            [
                "Schedule a conference",
                "Log an interaction",
                "Add an organisation",
                "Add a contact",
                "Record an agreement",
                "Log a joint project",
            ],
            [
                *(
                    "My account",
                    "My calendar feed",
                    "Trash",
                    "Contacts",
                    "Interactions",
                    "2 contacts to review",
                    "Agreements",
                    "1 agreement is due in the next 90 days",
                    "Register of research organisations (ROR)",
                    "Possible duplicates",
                    "Reminders",
                    "Mails",
                    "People",
                ),
                "API for programs",
            ],
        ),
        (
            cast.MEI,
            ["Schedule a conference"],
            [
                "My account",
                "My calendar feed",
                "Trash",
                "Contacts",
                "Interactions",
                "Agreements",
                "1 agreement is due in the next 90 days",
                "Register of research organisations (ROR)",
                "API for programs",
            ],
        ),
        (cast.STRANGER, [], ["My account", "My calendar feed", "Trash", "API for programs"]),
    ],
    ids=["ada", "mei", "stranger"],
)
async def test_the_desk_offers_each_what_they_may_begin(signed_in, member, begins, leads):
    browser = await signed_in(member)
    page = await browser.get("/en/desk")
    assert page.status_code == 200
    assert buttons(page.text) == begins
    assert links(page.text) == leads
    assert "Nothing is waiting" in page.text


async def test_a_partner_finds_her_own_organisation_and_may_propose(signed_in):
    layla = await signed_in(cast.LAYLA)
    page = await layla.get("/en/desk")
    assert buttons(page.text) == ["Propose a conference"]
    assert links(page.text)[0] == "Institut of Research in Solar Energy and New Energies"
    assert re.search(r'href="/en/desk/partners/\d+/edit"', page.text)


async def test_the_organiser_finds_her_own_conferences(signed_in):
    mei = await signed_in(cast.MEI)
    page = await mei.get("/en/desk")
    cards = re.findall(r'class="card conference.*?</article>', page.text, re.DOTALL)
    assert len(cards) == 6
    assert "My conferences" in page.text
    assert "See all 15 of my conferences" in page.text
    first_days = [re.search(r'datetime="([^"]+)"', card)[1] for card in cards]
    assert first_days == sorted(first_days), "the nearest stands first"
    every = await mei.get("/en/desk/conferences")
    assert every.text.count('class="card conference') == 15


async def test_what_was_thrown_away_stands_in_the_trash_and_comes_back(signed_in, reader):
    mei = await signed_in(cast.MEI)
    assert "The trash is empty" in (await mei.get("/en/desk/trash")).text
    found = await reader.get("/en/conferences?q=Clean+Air+for+Growing+Cities")
    path = re.search(r'href="(/en/conferences/(\d+)-clean-air[^"]*)"', found.text)
    public, number = path[1], path[2]
    action = f"/en/desk/conferences/{number}/trash"
    answer = await mei.post(action, data=form((await mei.get(public)).text, action))
    assert answer.status_code == 303
    assert (await reader.get(public)).status_code == 410
    trash = await mei.get("/en/desk/trash")
    assert thrown(trash.text) == ["Clean Air for Growing Cities Conference"]
    somebody = await signed_in(cast.STRANGER)
    assert thrown((await somebody.get("/en/desk/trash")).text) == []
    back = f"/en/desk/conferences/{number}/restore"
    assert (await mei.post(back, data=form(trash.text, back))).status_code == 303
    assert (await reader.get(public)).status_code == 200
    assert thrown((await mei.get("/en/desk/trash")).text) == []


NINES = "9" * 5_000


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("desk/conferences/new", "hosts.0.organisation"),
        ("desk/conferences/new", f"hosts.{NINES}.organisation"),
        ("desk/partners/new", f"names.{NINES}.text"),
        ("desk/partners/new", "parent"),
        ("desk/partners/2/relations", "relations.0.other"),
        ("desk/partners/2/relations", f"relations.{NINES}.other"),
        ("desk/contacts/new", "posts.0.organisation"),
        ("desk/contacts/new", f"posts.{NINES}.organisation"),
        ("desk/agreements/new", "parties.0.organisation"),
        ("desk/interactions/new", "people.0.contact"),
        ("desk/projects/new", f"partners.{NINES}.organisation"),
        ("desk/projects/new", "agreed_at"),
    ],
)
async def test_numbers_longer_than_any_are_a_fault_of_the_form(signed_in, path, field):
    ada = await signed_in(cast.ADA)
    token = re.search(r'name="csrf_token" value="([^"]+)"', (await ada.get(f"/en/{path}", follow_redirects=True)).text)[1]
    answer = await ada.post(f"/en/{path}", data={"csrf_token": token, field: NINES})
    assert answer.status_code in {404, 409, 422}
