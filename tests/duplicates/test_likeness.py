"""How alike names are: slips of typing, other orders of words, and names that only look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.partners.likeness import Core, are_near, core_of, distance


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xiamen University", "Xiamne University"),
        ("Xiamen University", "Xiamen Univeristy"),
        ("Xiamen Insitute", "Institute of Xiamen"),
        ("Xiamen University", "The University of Xiamen"),
        ("Xiamen Univ.", "Xiamen University"),
        ("Universität Zürich", "Universitat Zurich"),
        ("PTT Public Company Limited (Thailand)", "PTT Public Company Limited"),
        ("厦门科学技术居", "厦门科学技术局"),
        ("厦门大学（思明）", "厦门大学"),
        ("มหาวิทยาลัยเกษตรศาสตร์", "มหาวิทยาลัยเกษตรศาสตร"),
        ("جامعة السلطان قابوس", "جامعه السلطان قابوسس"),
        ("Fraunhofer Institute for Solar Energy Systems", "Fraunhofer-Institut für Solar Enegry System"),
    ],
)
def test_these_are_near(one, other):
    assert are_near(core_of(one), core_of(other))
    assert set(core_of(one).pieces) & core_of(other).probes


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xiamen University", "Xiamen Institute"),
        ("Xiamen University", "Xiamen University of Technology"),
        ("University of Leeds", "University of Leicester"),
        ("China University of Petroleum, Beijing", "China University of Petroleum, East China"),
        ("厦门大学", "厦门理工大学"),
        ("清华大学", "清化大学"),
        ("Research Unit 1", "Research Unit 2"),
        ("University", "The University"),
        ("Rabat", "Rabat 大学"),
    ],
)
def test_these_are_not(one, other):
    assert not are_near(core_of(one), core_of(other))


@pytest.mark.parametrize(
    ("one", "other", "most", "found"),
    [
        ("xiamen", "xiamen", 0, 0),
        ("xiamen", "xiamne", 1, 1),
        ("xiamen", "xiame", 1, 1),
        ("xiamen", "xixmex", 1, None),
        ("xiamen", "xixmex", 2, 2),
        ("", "ab", 2, 2),
        ("ab", "", 1, None),
        ("ca", "abc", 3, 3),  # restricted: no letter is moved twice
    ],
)
def test_distances(one, other, most, found):
    assert distance(one, other, most) == found


WORDS = st.text("abcdefgh", min_size=4, max_size=30)


@given(WORDS, st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["change", "add", "drop"])), min_size=1, max_size=2))
def test_whatever_is_near_shares_a_piece(word, slips):
    letters = list(word)
    for at, kind in slips:
        place = at % len(letters)
        if kind == "change":
            letters[place] = "z"
        elif kind == "add":
            letters.insert(place, "y")
        elif len(letters) > 1:
            del letters[place]
    one, other = Core("u", word, is_dense=False), Core("u", "".join(letters), is_dense=False)
    if are_near(one, other):
        assert set(one.pieces) & other.probes
        assert set(other.pieces) & one.probes


@given(WORDS, WORDS)
def test_distance_is_the_same_both_ways_and_bounded(one, other):
    whole = distance(one, other, 60)
    assert whole == distance(other, one, 60)
    for most in (0, 1, 2):
        assert distance(one, other, most) == (whole if whole <= most else None)
