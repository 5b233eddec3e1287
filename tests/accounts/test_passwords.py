"""Passwords: how they are kept, how many are hashed at a time, which are good enough."""

import asyncio
import itertools
import threading
import unicodedata

import pytest
from argon2 import extract_parameters

from coop.accounts import cast, passwords, strength
from coop.accounts.passwords import HashingPool, hash_password, is_outdated, matches
from coop.errors import TooMany

EASY = "This password is too easy to guess: it is made of common words, your name, rows of keys or repetitions. Choose other words."


async def test_a_password_matches_its_own_hash_only():
    kept = await hash_password("teapot canal violin dusk")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert [await matches(kept, each) for each in ("teapot canal violin dusk", "teapot canal violin dusK", "")] == [True, False, False]
    assert await hash_password("teapot canal violin dusk") != kept


async def test_one_password_may_be_typed_on_two_keyboards():
    kept = await hash_password(unicodedata.normalize("NFC", "café brûlé étagère"))
    assert await matches(kept, unicodedata.normalize("NFD", "café brûlé étagère"))


async def test_nobody_costs_what_somebody_costs_and_never_matches():
    real = await hash_password("teapot canal violin dusk")
    assert extract_parameters(passwords._NOBODY) == extract_parameters(real)
    assert await matches("", "") is False


def test_a_hash_of_other_parameters_is_outdated():
    assert is_outdated("$argon2id$v=19$m=65536,t=3,p=4$GnHdjcnfIa5Xdv4FGJi8Yw$UeQGNcaOhQXfz0xSrKqQpIRvFK73FyXHiUt8gHrcNio")
    assert not is_outdated(passwords._NOBODY)


async def test_a_full_queue_refuses_at_once_and_frees_its_places():
    pool, gate, running, most = HashingPool(threads=2, places=4), threading.Event(), [], []

    def work():
        running.append(1)
        most.append(len(running))
        gate.wait(5)
        running.pop()
        return "done"

    waiting = [asyncio.create_task(pool.run(work)) for _each in range(4)]
    await asyncio.sleep(0.05)
    with pytest.raises(TooMany) as refused:
        await pool.run(work)
    assert refused.value.retry_after == 2
    gate.set()
    assert await asyncio.gather(*waiting) == ["done"] * 4
    assert max(most) == 2
    assert await pool.run(lambda: "again") == "again"


async def test_a_request_that_is_given_up_gives_its_place_back():
    pool, gate = HashingPool(threads=1, places=2), threading.Event()
    first = asyncio.create_task(pool.run(lambda: gate.wait(5)))
    second = asyncio.create_task(pool.run(lambda: True))
    await asyncio.sleep(0.05)
    second.cancel()
    first.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    gate.set()
    await asyncio.sleep(0.05)
    assert [await pool.run(lambda: 1), await pool.run(lambda: 2)] == [1, 2]


async def test_hashing_leaves_the_event_loop_free():
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            await asyncio.sleep(0.002)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await asyncio.gather(*(hash_password("teapot canal violin dusk") for _each in range(6)))
    ticking.cancel()
    assert ticks > 6


async def test_a_full_queue_answers_429_and_is_not_counted_as_a_guess(ids, app, browser, monkeypatch):
    pool, gate = HashingPool(threads=1, places=1), threading.Event()
    monkeypatch.setattr(passwords, "_pool", pool)
    held = asyncio.create_task(pool.run(lambda: gate.wait(5)))
    await asyncio.sleep(0.05)
    async with browser(app) as client:
        for _each in range(6):
            answer = await client.sign_in(cast.MEI)
            assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
        gate.set()
        await held
        assert (await client.sign_in(cast.MEI)).status_code == 303


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password123456789",
        "P4ssw0rd!2026!!!!",
        "qwertyuiop12345",
        "1qaz2wsx3edc4rfv",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "123456789012345",
        "iloveyoumichael1",
        "ILoveYou-Forever-2024",
        "Somchai.Wongthong.1984",
        "green hydrogen 2569",
        "ｐａｓｓｗｏｒｄ ｐａｓｓｗｏｒｄ",
    ],
)
def test_what_everybody_guesses_first_is_refused(password):
    assert strength.fault_of(password, ("Somchai Wongthong", "somchai@example.org")).text == EASY


def test_more_than_three_thousand_common_passwords_of_fifteen_characters_are_refused():
    stems = [
        "password",
        "iloveyou",
        "qwerty",
        "letmein",
        "welcome",
        "dragon",
        "monkey",
        "football",
        "sunshine",
        "princess",
        "admin",
        "summer",
    ]
    tails = ["1", "123", "12345", "123456789", "2024", "2025", "2026", "!", "!!", "2569"]
    made = {a + mark + b + tail for a, b in itertools.product(stems, stems) for mark in ("", " ", "-") for tail in tails}
    long_enough = [each for each in made if len(each) >= 15]
    assert len(long_enough) > 3000
    assert [each for each in long_enough if strength.fault_of(each) is None] == []


@pytest.mark.parametrize(
    "password",
    [
        "teapot canal violin dusk",
        "xK9#mQ2$vL7@pR4",
        "ฝนตกที่ทะเลสาบสีเขียว",
        "三月的雨落在旧桥上慢慢走远了吗好",
        "قهوة على شرفة قديمة",
        *(each.password for each in cast.CAST),
    ],
)
def test_words_that_do_not_belong_together_are_good(password):
    assert strength.fault_of(password, ("Somchai Wongthong", "somchai@example.org")) is None


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "Enter a password."),
        (
            "teapot canal v",
            "Use at least %(shortest)s characters. Four or five words that do not belong together are easy to keep in mind.",
        ),
        ("x" * 201, "Use at most %(longest)s characters."),
        ("teapot canal\nviolin dusk", "A password cannot hold control characters, such as a line break or a tab."),
    ],
)
def test_length_and_letters_are_refused_in_words(password, said):
    assert strength.fault_of(password).text == said


def test_judging_the_longest_password_is_quick():
    loops = asyncio.new_event_loop()
    before = loops.time()
    strength.fault_of("ab1!" * 50)
    assert loops.time() - before < 0.1
    loops.close()
