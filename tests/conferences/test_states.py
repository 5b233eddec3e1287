import pytest
from hypothesis import given
from hypothesis import strategies as st

from coop.conferences.states import MOVES, STEPS, Move, Status, Step, Visibility, after, legal_moves, legal_steps, seen_after
from coop.errors import IllegalMove
from coop.i18n import translate


def test_the_way_of_a_conference_that_takes_place():
    assert after(after(Status.TENTATIVE, Move.CONFIRM), Move.HOLD) is Status.HELD


def test_the_moves_of_each_status():
    assert {status.value: [move.value for move in legal_moves(status)] for status in Status} == {
        "tentative": ["confirm", "move", "postpone", "cancel"],
        "confirmed": ["hold", "move", "postpone", "cancel"],
        "held": [],
        "postponed": ["move", "cancel"],
        "cancelled": [],
    }


def test_the_steps_of_each_visibility():
    assert {seen.value: [step.value for step in legal_steps(seen)] for seen in Visibility} == {
        "draft": ["submit", "publish"],
        "review": ["return", "publish"],
        "published": ["withdraw", "archive"],
        "archived": ["publish"],
    }


@given(st.sampled_from(Status), st.lists(st.sampled_from(Move)))
def test_whatever_is_tried_a_conference_only_makes_legal_moves(status, moves):
    for move in moves:
        legal = MOVES[status]
        if move in legal:
            status = after(status, move)
            assert status is legal[move]
        else:
            with pytest.raises(IllegalMove) as refused:
                after(status, move)
            assert refused.value.legal == list(legal)
            assert translate(refused.value.message, "en").endswith(".")


@given(st.lists(st.sampled_from(Move)))
def test_what_was_held_or_cancelled_stays_so(moves):
    for end in (Status.HELD, Status.CANCELLED):
        for move in moves:
            with pytest.raises(IllegalMove):
                after(end, move)


@given(st.sampled_from(Status))
def test_only_new_dates_lead_out_of_postponed(status):
    ways_out = {move for move, to in MOVES[Status.POSTPONED].items() if to is status}
    assert ways_out == {Status.TENTATIVE: {Move.MOVE}, Status.CANCELLED: {Move.CANCEL}}.get(status, set())


@given(st.sampled_from(Visibility), st.lists(st.sampled_from(Step)))
def test_whatever_is_tried_visibility_only_takes_legal_steps(seen, steps):
    for step in steps:
        legal = STEPS[seen]
        if step in legal:
            seen = seen_after(seen, step)
            assert seen is legal[step]
        else:
            with pytest.raises(IllegalMove) as refused:
                seen_after(seen, step)
            assert refused.value.legal == list(legal)
