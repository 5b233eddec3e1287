"""What a request tells of its sender: network, browser, secret."""

import pytest

from coop.accounts.browsers import summary_of
from coop.accounts.networks import client_address, network_of
from coop.accounts.tokens import digest, new_api_secret, new_secret


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("2001:db8:1:ffff::1%eth0", "2001:db8:1::/48"),
        ("", "unknown"),
        ("testserver", "unknown"),
        ("999.1.1.1", "unknown"),
    ],
)
def test_addresses_share_the_limit_of_their_network(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("forwarded", "hops", "address"),
    [
        ("203.0.113.5", 0, "10.0.0.1"),
        ("203.0.113.5", 1, "203.0.113.5"),
        ("198.51.100.9, 203.0.113.5", 1, "203.0.113.5"),
        ("198.51.100.9, 203.0.113.5, 10.0.0.2", 2, "203.0.113.5"),
        ("203.0.113.5", 2, "10.0.0.1"),
        ("", 1, "10.0.0.1"),
        ("evil", 1, "10.0.0.1"),
        (" , ,203.0.113.5 ", 1, "203.0.113.5"),
    ],
)
def test_only_our_own_proxies_are_believed(forwarded, hops, address):
    assert client_address("10.0.0.1", forwarded, hops) == address


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.1", "curl"),
        ("<script>", ""),
        ("", ""),
    ],
)
def test_a_browser_is_told_in_two_words(user_agent, words):
    assert summary_of(user_agent) == words


def test_secrets_are_long_different_and_never_kept():
    made = {new_secret() for _each in range(100)}
    assert (len(made), {len(each) for each in made}) == (100, {43})
    assert {len(digest(each)) for each in made} == {32}
    assert (new_api_secret()[:5], len(new_api_secret())) == ("coop_", 48)
    assert [digest(each) for each in ("", "x" * 101, "é" * 43)] == [None, None, None]
