import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from coop import clock, history, search
from coop.conferences import extending, moving, publishing, queries, scheduling, series
from coop.conferences.deadlines import NewDeadline
from coop.conferences.facts import NewHost, NewSeries
from coop.conferences.filters import ConferenceFilter
from coop.conferences.reading import facts_of
from coop.conferences.spans import When
from coop.conferences.states import ChangeOfDates, DeadlineKind, Precision, Status, Visibility
from coop.db import run
from coop.errors import Forbidden, Gone, IllegalMove, Invalid, NotFound, Stale
from coop.multilingual import Multilingual, State
from coop.viewer import ANONYMOUS

LATER = datetime(2026, 11, 23, 9, tzinfo=UTC)
NO_MONEY = Multilingual.of("en", en="The hall burnt down.")


async def components(conference, kind="conference", locale="en"):
    rows = await run(
        "SELECT component FROM calendar_entry WHERE kind = {} AND object_id = {} AND locale = {} ORDER BY starts, uid",
        kind,
        conference.id,
        locale,
    )
    return [bytes(row["component"]).decode().replace("\r\n ", "") for row in rows]


async def found_by(viewer, words):
    return [hit.object_id for hit in (await search.find(viewer, words, ("conference",))).hits]


async def test_scheduling_keeps_every_fact(world, facts, published):
    seen = await queries.get(ANONYMOUS, published.id)
    assert seen == published
    assert facts_of(seen) == replace(
        facts,
        topics=("re-wind", "h2"),
        languages=("en", "th"),
        hosts=(NewHost(world.xiamen), NewHost(world.rabat, "co_host")),
        deadlines=(replace(facts.deadlines[0], uuid=seen.deadlines[0].uuid),),
    )
    assert (seen.version, seen.sequence, seen.status, seen.visibility) == (1, 0, Status.TENTATIVE, Visibility.PUBLISHED)
    assert seen.path == f"/conferences/{seen.id}-green-hydrogen-days"
    lines = await history.of("conference", seen.id)
    assert [(line.act, line.actor) for line in lines] == [("scheduled", world.mei.user_id)]
    assert lines[0].changes["names"] == (None, {"en": "Green Hydrogen Days", "th": "วันไฮโดรเจนสีเขียว"})


async def test_a_published_conference_is_found_and_on_calendars_and_a_draft_is_not(world, published, facts):
    assert await found_by(ANONYMOUS, "ไฮโดรเจน") == [published.id]
    assert await found_by(ANONYMOUS, "泰国") == [published.id]
    assert len(await components(published)) == 1
    assert len(await components(published, "deadline")) == 1
    draft = await scheduling.schedule_conference(world.mei, replace(facts, names=Multilingual.of("en", en="Secret plans")))
    assert await found_by(ANONYMOUS, "secret") == []
    assert await found_by(world.stranger, "secret") == []
    assert await found_by(world.somchai, "secret") == [draft.id]
    assert await components(draft) == []


async def test_saving_what_stands_writes_nothing(world, published):
    same = await scheduling.edit_conference(world.mei, published.id, published.version, facts_of(published))
    assert same == published
    assert len(await history.of("conference", published.id)) == 1


async def test_another_venue_raises_sequence_and_keeps_the_uid(world, published):
    with clock.standing_at(LATER):
        wanted = replace(facts_of(published), venue=Multilingual.of("en", en="Hall 9"))
        after = await scheduling.edit_conference(world.mei, published.id, published.version, wanted)
    assert (after.uuid, after.sequence, after.version) == (published.uuid, 1, 2)
    assert after.entry_revised_at == LATER
    before, now = (await components(published))[0], (await queries.get(ANONYMOUS, published.id))
    assert now == after
    assert f"UID:{published.uuid}" in before
    assert "SEQUENCE:1" in before
    assert "LAST-MODIFIED:20261123T090000Z" in before
    change = (await history.of("conference", published.id))[0]
    assert (change.act, change.changes) == ("edited", {"venue": ({"en": "Hall 1"}, {"en": "Hall 9"})})


async def test_other_words_revise_the_entry_without_raising_sequence(world, published):
    with clock.standing_at(LATER):
        wanted = replace(facts_of(published), summary=Multilingual.of("en", en="Three days."))
        after = await scheduling.edit_conference(world.mei, published.id, published.version, wanted)
    assert (after.sequence, after.entry_revised_at) == (0, LATER)


async def test_a_translation_goes_stale_when_the_original_changes(world, published):
    names = published.names
    wanted = replace(facts_of(published), names=Multilingual.from_texts("en", {"en": "Blue Hydrogen Days", "th": names.text("th")}))
    after = await scheduling.edit_conference(world.mei, published.id, published.version, wanted)
    assert after.names.texts["th"].state is State.STALE
    assert after.names.say("th") == ("วันไฮโดรเจนสีเขียว", "th", False, State.STALE)


async def test_a_stale_save_is_refused_and_changes_nothing(world, published):
    wanted = replace(facts_of(published), edition="2")
    after = await scheduling.edit_conference(world.mei, published.id, 1, wanted)
    with pytest.raises(Stale) as stale:
        await scheduling.edit_conference(world.ada, published.id, 1, replace(wanted, edition="3"))
    assert stale.value.current == 2
    assert await queries.get(ANONYMOUS, published.id) == after


async def test_of_those_who_save_at_once_one_has_saved_and_the_others_are_told_so(world, facts):
    made = await scheduling.schedule_conference(world.mei, facts, Visibility.PUBLISHED)
    wanted = replace(facts_of(made), hosts=(NewHost(world.rabat),))
    saves = (scheduling.edit_conference(world.mei, made.id, 1, replace(wanted, edition=str(each))) for each in range(4))
    ends = await asyncio.gather(*saves, return_exceptions=True)
    assert sorted(type(each).__name__ for each in ends) == ["ConferenceView", "Stale", "Stale", "Stale"]
    later = replace(facts_of(made).deadlines[0], due_on=date(2026, 12, 1))
    extensions = (extending.extend_deadline(world.mei, made.id, 2, later) for _ in range(4))
    ends = await asyncio.gather(*extensions, return_exceptions=True)
    assert sorted(type(each).__name__ for each in ends) == ["ConferenceView", "Stale", "Stale", "Stale"]


async def test_new_hosts_topics_and_deadlines_replace_the_old(world, published):
    facts = facts_of(published)
    full = NewDeadline(kind=DeadlineKind.FULL_PAPER, due_on=date(2026, 10, 1), zone="Asia/Bangkok")
    wanted = replace(facts, hosts=(NewHost(world.rabat),), topics=("cc",), deadlines=(*facts.deadlines, full))
    after = await scheduling.edit_conference(world.mei, published.id, 1, wanted)
    seen = await queries.get(ANONYMOUS, published.id)
    assert seen == after
    assert [each.organisation for each in seen.parties] == [world.rabat]
    assert seen.topics == ("cc",)
    assert [(each.kind.value, each.sequence) for each in seen.deadlines] == [("abstract", 0), ("full_paper", 0)]
    assert seen.deadlines[0].uuid == published.deadlines[0].uuid
    found = await queries.page(ANONYMOUS, ConferenceFilter(themes=("hydrogen",)))
    assert found.total == 0


async def test_the_trash_shows_each_what_they_may_bring_back(world, facts):
    """Whoever publishes a proposal may run it from then on, who proposed it may not."""
    for viewer, visibility in ((world.mei, Visibility.PUBLISHED), (world.bo, Visibility.DRAFT), (world.layla, Visibility.REVIEW)):
        made = await scheduling.schedule_conference(viewer, facts, visibility)
        await scheduling.trash(viewer, made.id, 1)
    passed = await scheduling.schedule_conference(world.layla, facts, Visibility.REVIEW)
    await publishing.publish(world.mei, passed.id, 1)
    await scheduling.trash(world.ada, passed.id, 2)
    cast = (world.ada, world.mei, world.bo, world.somchai, world.layla, world.stranger, ANONYMOUS)
    assert [len(await queries.trashed(viewer)) for viewer in cast] == [4, 2, 1, 0, 1, 0, 0]


async def test_a_host_that_is_not_there_or_hidden_from_the_author_is_refused(world, facts):
    wanted = replace(facts, hosts=(NewHost(world.hidden), NewHost(9999)))
    with pytest.raises(Invalid) as refused:
        await scheduling.schedule_conference(world.layla, wanted)
    assert list(refused.value.fields) == ["hosts.0.organisation", "hosts.1.organisation"]
    with pytest.raises(Invalid) as refused:
        await scheduling.schedule_conference(world.mei, replace(facts, series=5, successor=9))
    assert list(refused.value.fields) == ["series", "successor"]
    assert await run("SELECT id FROM conference") == []


async def test_moving_keeps_the_dates_given_up_and_the_day_it_was_announced(world, published):
    new = When(starts_on=date(2027, 1, 11), ends_on=date(2027, 1, 12), zone="Asia/Bangkok")
    moved = await moving.move_conference(world.mei, published.id, 1, new, date(2026, 11, 20))
    seen = await queries.get(ANONYMOUS, published.id)
    assert seen == moved
    assert (seen.sequence, seen.status) == (1, Status.TENTATIVE)
    assert [(each.kind, each.starts_on, each.ends_on, each.announced_on) for each in seen.previous] == [
        (ChangeOfDates.MOVED, date(2026, 12, 1), date(2026, 12, 3), date(2026, 11, 20))
    ]
    text = (await components(published))[0]
    assert "SUMMARY;LANGUAGE=en:Moved: Green Hydrogen Days" in text
    assert "DTSTART;VALUE=DATE:20270111" in text
    assert "It was planned for 1 Dec 2026 to 3 Dec 2026 before." in text


async def test_moving_to_the_dates_that_stand_or_announcing_in_the_future_is_refused(world, published):
    same = When(starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 3), zone="Asia/Bangkok")
    with pytest.raises(Invalid) as refused:
        await moving.move_conference(world.mei, published.id, 1, same, None)
    assert list(refused.value.fields) == ["starts_on"]
    with pytest.raises(Invalid) as refused:
        await moving.move_conference(world.mei, published.id, 1, replace(same, starts_on=date(2026, 12, 2)), date(2026, 12, 1))
    assert list(refused.value.fields) == ["announced_on"]


async def test_postponed_then_given_new_dates_then_cancelled(world, published):
    postponed = await moving.postpone(world.mei, published.id, 1, Multilingual(), date(2026, 11, 22))
    assert (postponed.status, postponed.sequence, postponed.deadlines[0].sequence) == (Status.POSTPONED, 1, 1)
    text = (await components(published))[0]
    assert "STATUS:TENTATIVE" in text
    assert "SUMMARY;LANGUAGE=en:Postponed: Green Hydrogen Days" in text
    assert "TRANSP:TRANSPARENT" in text
    new = When(starts_on=date(2027, 3, 1), ends_on=None, zone="Asia/Bangkok", precision=Precision.MONTH)
    moved = await moving.move_conference(world.mei, published.id, postponed.version, new, None)
    assert (moved.status, moved.sequence, moved.last_day) == (Status.TENTATIVE, 2, date(2027, 3, 31))
    assert [each.kind for each in moved.previous] == [ChangeOfDates.POSTPONED]
    cancelled = await moving.cancel(world.mei, published.id, moved.version, NO_MONEY)
    assert await queries.get(ANONYMOUS, published.id) == cancelled
    assert (cancelled.status, cancelled.sequence, cancelled.deadlines[0].sequence) == (Status.CANCELLED, 3, 3)
    text = (await components(published))[0]
    assert "STATUS:CANCELLED" in text
    assert "Reason: The hall burnt down." in text
    assert "STATUS:CANCELLED" in (await components(published, "deadline"))[0]
    assert [line.act for line in await history.of("conference", published.id)] == ["cancelled", "moved", "postponed", "scheduled"]


async def test_cancelling_needs_a_reason_and_names_a_successor_that_is_there(world, published, draft):
    with pytest.raises(Invalid) as refused:
        await moving.cancel(world.mei, published.id, 1, Multilingual("th"), successor=9999)
    assert list(refused.value.fields) == ["reason.th", "successor"]
    cancelled = await moving.cancel(world.mei, published.id, 1, NO_MONEY, successor=draft.id)
    assert cancelled.successor == draft.id


async def test_two_that_name_each_other_as_successor_do_not_wait_for_one_another(world, facts, published):
    other = await scheduling.schedule_conference(world.mei, facts, Visibility.PUBLISHED)
    for _attempt in range(5):
        one, two = await queries.get(world.mei, published.id), await queries.get(world.mei, other.id)
        await asyncio.gather(
            scheduling.edit_conference(world.mei, one.id, one.version, replace(facts_of(one), successor=None if one.successor else two.id)),
            scheduling.edit_conference(world.mei, two.id, two.version, replace(facts_of(two), successor=None if two.successor else one.id)),
        )
    assert [(await queries.get(world.mei, each.id)).successor for each in (published, other)] == [other.id, published.id]


async def test_what_is_gone_leads_to_the_first_successor_that_stands_and_never_in_a_circle(world, facts, published, draft):
    later = await scheduling.schedule_conference(world.mei, facts, Visibility.PUBLISHED)
    last = await scheduling.schedule_conference(world.mei, facts, Visibility.PUBLISHED)

    async def leads_to(viewer=ANONYMOUS):
        with pytest.raises(Gone) as gone:
            await queries.get(viewer, published.id)
        return gone.value.replaced_by

    async def follow(conference, successor):
        await run("UPDATE conference SET successor = {} WHERE id = {}", successor.id, conference.id)

    await follow(published, later)
    await follow(later, last)
    await scheduling.trash(world.mei, published.id, 1)
    assert await leads_to() == f"/conferences/{later.id}"
    await scheduling.trash(world.mei, later.id, 1)
    assert await leads_to() == f"/conferences/{last.id}"
    await follow(later, published)
    assert await leads_to() == ""
    await follow(published, draft)
    assert (await leads_to(), await leads_to(world.mei)) == ("", f"/conferences/{draft.id}")


async def test_an_illegal_move_is_refused_with_the_legal_ones_and_writes_nothing(world, published):
    cancelled = await moving.cancel(world.mei, published.id, 1, NO_MONEY)
    with pytest.raises(IllegalMove) as refused:
        await moving.confirm(world.mei, published.id, cancelled.version)
    assert refused.value.legal == []
    assert await queries.get(ANONYMOUS, published.id) == cancelled


async def test_held_only_after_it_was_confirmed_and_is_over(world, published):
    with pytest.raises(IllegalMove) as refused:
        await moving.hold(world.mei, published.id, 1)
    assert refused.value.legal == ["confirm", "move", "postpone", "cancel"]
    confirmed = await moving.confirm(world.mei, published.id, 1)
    with pytest.raises(IllegalMove) as refused:
        await moving.hold(world.mei, published.id, confirmed.version)
    assert refused.value.legal == ["move", "postpone", "cancel"]
    with clock.standing_at(datetime(2026, 12, 4, tzinfo=UTC)):
        held = await moving.hold(world.mei, published.id, confirmed.version)
    assert (held.status, held.sequence) == (Status.HELD, 2)


async def test_an_extended_deadline_keeps_the_original_through_several_extensions(world, published):
    uuid = published.deadlines[0].uuid
    first = NewDeadline(kind=DeadlineKind.ABSTRACT, due_on=date(2026, 9, 15), uuid=uuid)
    after = await extending.extend_deadline(world.mei, published.id, 1, first, date(2026, 8, 30))
    again = await extending.extend_deadline(world.mei, published.id, after.version, replace(first, due_on=date(2026, 9, 30)))
    deadline = (await queries.get(ANONYMOUS, published.id)).deadlines[0]
    assert deadline == again.deadlines[0]
    assert (deadline.uuid, deadline.due_on, deadline.original_on, deadline.original_time) == (
        uuid,
        date(2026, 9, 30),
        date(2026, 9, 1),
        time(23, 59),
    )
    assert (deadline.extended_on, deadline.sequence) == (date(2026, 11, 22), 2)
    assert again.sequence == 0
    assert "The deadline was extended\\; before\\, it was 1 Sept 2026." in (await components(published, "deadline"))[0]
    with pytest.raises(Invalid) as refused:
        await extending.extend_deadline(world.mei, published.id, again.version, first)
    assert list(refused.value.fields) == ["due_on"]


async def test_a_later_deadline_saved_in_the_form_counts_as_extended_only_once_published(world, published, draft):
    for conference, original in ((published, date(2026, 9, 1)), (draft, None)):
        facts = facts_of(conference)
        wanted = replace(facts, deadlines=(replace(facts.deadlines[0], due_on=date(2026, 9, 20)),))
        after = await scheduling.edit_conference(world.mei, conference.id, 1, wanted)
        assert (after.deadlines[0].original_on, after.deadlines[0].sequence) == (original, 1)


async def test_two_deadlines_can_change_places(world, published):
    second = NewDeadline(kind=DeadlineKind.ABSTRACT, due_on=date(2026, 9, 20), round=2)
    facts = facts_of(published)
    two = await scheduling.edit_conference(world.mei, published.id, 1, replace(facts, deadlines=(*facts.deadlines, second)))
    one, other = facts_of(two).deadlines
    swapped = replace(facts, deadlines=(replace(one, round=2), replace(other, round=1)))
    after = await scheduling.edit_conference(world.mei, published.id, two.version, swapped)
    assert [(each.uuid, each.round) for each in after.deadlines] == [(one.uuid, 2), (other.uuid, 1)]
    assert await queries.get(ANONYMOUS, published.id) == after


async def test_trash_takes_it_out_of_everything_and_restore_brings_it_back(world, published):
    await scheduling.trash(world.mei, published.id, 1)
    with pytest.raises(Gone):
        await queries.get(ANONYMOUS, published.id)
    assert (await queries.page(ANONYMOUS, ConferenceFilter())).total == 0
    assert await found_by(world.mei, "hydrogen") == []
    assert await components(published) == []
    assert await components(published, "deadline") == []
    assert [each.id for each in await queries.trashed(world.mei)] == [published.id]
    assert await queries.trashed(world.bo) == []
    with pytest.raises(NotFound):
        await scheduling.restore(world.bo, published.id)
    back = await scheduling.restore(world.mei, published.id)
    assert (back.sequence, back.version) == (0, 3)
    assert (await queries.page(ANONYMOUS, ConferenceFilter())).total == 1
    assert len(await components(published)) == 1


async def test_a_draft_in_the_trash_was_never_there(world, draft):
    await scheduling.trash(world.mei, draft.id, 1)
    with pytest.raises(NotFound):
        await queries.get(ANONYMOUS, draft.id)


async def test_nobody_else_sees_a_draft(world, draft):
    for viewer in (ANONYMOUS, world.stranger, world.layla):
        with pytest.raises(NotFound):
            await queries.get(viewer, draft.id)
        assert (await queries.page(viewer, ConferenceFilter())).total == 0
        assert await queries.by_ids(viewer, [draft.id]) == []
        with pytest.raises(NotFound):
            await publishing.publish(viewer, draft.id, 1)
    for viewer in (world.mei, world.bo, world.somchai, world.ada):
        assert (await queries.get(viewer, draft.id)).id == draft.id
        assert (await queries.page(viewer, ConferenceFilter())).total == 1


async def test_who_may_edit_what(world, draft, published):
    wanted = replace(facts_of(draft), edition="2")
    for viewer in (world.bo, world.somchai):
        with pytest.raises(Forbidden):
            await scheduling.edit_conference(viewer, draft.id, 1, wanted)
        with pytest.raises(Forbidden):
            await publishing.publish(viewer, draft.id, 1)
        with pytest.raises(Forbidden):
            await moving.confirm(viewer, published.id, 1)
    with pytest.raises(Forbidden):
        await scheduling.trash(world.stranger, published.id, 1)
    assert (await scheduling.edit_conference(world.ada, draft.id, 1, wanted)).edition == "2"


async def test_a_partner_proposes_edits_until_published_and_the_publisher_answers_for_it(world, facts):
    with pytest.raises(Forbidden):
        await scheduling.schedule_conference(world.layla, facts, Visibility.PUBLISHED)
    with pytest.raises(Forbidden):
        await scheduling.schedule_conference(world.stranger, facts, Visibility.REVIEW)
    proposed = await scheduling.schedule_conference(world.layla, facts, Visibility.REVIEW)
    assert [each.id for each in await queries.drafts(world.layla)] == [proposed.id]
    assert [each.id for each in await queries.drafts(world.bo)] == [proposed.id]
    edited = await scheduling.edit_conference(world.layla, proposed.id, 1, replace(facts, edition="1"))
    with pytest.raises(Forbidden):
        await publishing.publish(world.layla, proposed.id, edited.version)
    returned = await publishing.return_to_author(world.bo, proposed.id, edited.version, "Add a host.")
    submitted = await publishing.submit(world.layla, proposed.id, returned.version)
    live = await publishing.publish(world.bo, proposed.id, submitted.version)
    assert await queries.get(ANONYMOUS, proposed.id) == live
    assert live.granted == frozenset({world.bo.user_id})
    with pytest.raises(Forbidden):
        await scheduling.edit_conference(world.layla, proposed.id, live.version, facts)
    assert (await moving.confirm(world.bo, proposed.id, live.version)).status is Status.CONFIRMED
    lines = await history.of("conference", proposed.id)
    assert [line.act for line in lines] == ["confirmed", "published", "submitted", "returned", "edited", "proposed"]
    assert lines[3].reason == "Add a host."


async def test_withdrawn_and_archived_leave_lists_and_calendars_but_an_archived_page_stays(world, published):
    archived = await publishing.archive(world.mei, published.id, 1)
    assert (await queries.get(ANONYMOUS, published.id)).visibility is Visibility.ARCHIVED
    assert (await queries.page(ANONYMOUS, ConferenceFilter())).total == 0
    assert await components(published) == []
    live = await publishing.publish(world.mei, published.id, archived.version)
    assert (live.sequence, len(await components(published))) == (0, 1)
    await publishing.withdraw(world.mei, published.id, live.version)
    with pytest.raises(NotFound):
        await queries.get(ANONYMOUS, published.id)


async def test_a_refused_save_leaves_no_row_behind(world, facts):
    with pytest.raises(Invalid):
        await scheduling.schedule_conference(world.mei, replace(facts, hosts=(NewHost(424242),)), Visibility.PUBLISHED)
    for table in ("conference", "conference_deadline", "conference_topic", "calendar_entry"):
        assert await run(f"SELECT id FROM {table}") == []


async def test_a_series_is_kept_by_organisers_and_gathers_its_editions(world, facts):
    wanted = NewSeries(names=Multilingual.of("en", en="Hydrogen Days"), topics=("h2",), acronym="HD", home_organisation=world.xiamen)
    with pytest.raises(Forbidden):
        await series.add_series(world.somchai, wanted)
    made = await series.add_series(world.mei, wanted)
    first = await scheduling.schedule_conference(world.mei, replace(facts, series=made.id), Visibility.PUBLISHED)
    later = await scheduling.schedule_conference(
        world.mei,
        replace(facts, series=made.id, starts_on=facts.starts_on + timedelta(365), ends_on=facts.ends_on + timedelta(365)),
        Visibility.PUBLISHED,
    )
    assert [each.id for each in await queries.of_series(ANONYMOUS, made.id)] == [later.id, first.id]
    after = await series.edit_series(world.bo, made.id, 1, replace(wanted, acronym="GHD"))
    assert (after.acronym, after.version, after.themes) == ("GHD", 2, ("hydrogen",))
    with pytest.raises(Stale):
        await series.edit_series(world.mei, made.id, 1, wanted)
