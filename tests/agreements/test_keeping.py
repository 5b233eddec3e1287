"""Keeping agreements: facts, states, signatures, renewal, who sees what, and what the day itself changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from coop import clock, history, search
from coop.db import run
from coop.errors import Forbidden, IllegalMove, Invalid, NotFound, Stale
from coop.i18n import translate
from coop.multilingual import Multilingual
from coop.partners import keeping as partners
from coop.partners import queries as organisations
from coop.partners.agreements import keeping, queries
from coop.partners.agreements.dates import Counts, Dates, Period, Renewal
from coop.partners.agreements.facts import NewAgreement, NewParty
from coop.partners.agreements.filters import AgreementFilter
from coop.partners.agreements.keeping import Signature
from coop.partners.agreements.states import NEXT, Capacity, Kind, State
from coop.partners.contacts import exporting
from coop.partners.contacts.facts import NewContact, NewPost
from coop.partners.contacts.keeping import add_contact
from coop.partners.facts import NameKind, NewName
from coop.viewer import ANONYMOUS
from coop.web import contact_archive


def faults_of(facts):
    with pytest.raises(Invalid) as caught:
        facts.check()
    return {name: translate(message, "en") for name, message in caught.value.fields.items()}


def draft(world, **changes):
    given = {"titles": Multilingual.of("en", en="Letter"), "kind": Kind.INTENT, "parties": (NewParty(world.xiamen), NewParty(world.iresen))}
    return NewAgreement(**{**given, **changes})


async def test_what_is_recorded_is_read_as_it_was(world, facts):
    number = await keeping.record_agreement(world.somchai, facts)
    found = await queries.get(world.somchai, number)
    named = [replace(each, name_as_signed=name) for each, name in zip(facts.parties, ("Xiamen University", "IRESEN", ""), strict=True)]
    assert found.facts == replace(facts, parties=tuple(named))
    assert found.dates == Dates(date(2026, 8, 28), date(2026, 8, 28), date(2026, 6, 28), None, 1)
    (entry,) = await history.of("agreement", number)
    assert (entry.act, entry.changes["reference"], entry.changes["kind"]) == ("recorded", (None, "COOP-7"), (None, "framework"))
    assert await history.verify() is None


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"titles": Multilingual()}, {"titles.en": "Enter a title."}),
        ({"parties": ()}, {"parties": "Enter at least one party."}),
        ({"parties": (NewParty(unlisted="A", capacity=Capacity.WITNESS),)}, {"parties": "Enter at least one party."}),
        (
            {"parties": (NewParty(),)},
            {"parties.0.organisation": "Choose an organisation, or enter the name of one that is not in the list."},
        ),
        ({"parties": (NewParty(1), NewParty(1))}, {"parties.1.organisation": "This party is already named."}),
        (
            {"parties": (NewParty(1, signed_on=date(2026, 5, 19)),)},
            {"parties.0.signed_on": "A signature cannot lie in the future. Enter a day up to today."},
        ),
        ({"term_months": 12}, {"effective_on": "Enter the day from which the months count."}),
        (
            {"term_months": 12, "ends_on": date(2027, 1, 1), "effective_on": date(2026, 1, 1)},
            {"ends_on": "Enter the number of months or the end, not both."},
        ),
        ({"term_months": 0, "effective_on": date(2026, 1, 1)}, {"term_months": "Enter a number of months from 1 to 1200."}),
        ({"renewal": Renewal.TACIT, "ends_on": date(2027, 1, 1)}, {"renewal_months": "Enter for how many months it renews itself."}),
        (
            {"renewal": Renewal.TACIT, "renewal_months": 12},
            {"renewal": "Without an end there is nothing to renew. Enter the months or the end, or choose “no renewal”."},
        ),
        ({"effective_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)}, {"ends_on": "The end must not come before the start."}),
        (
            {"effective_on": date(2026, 2, 1), "ends_on": date(2026, 2, 1), "end_counts": Counts.FIRST_DAY_AFTER},
            {"ends_on": "The end must not come before the start."},
        ),
        (
            {"effective_on": date(2569, 5, 18)},
            {"effective_on": "The year 2569 looks like the Buddhist Era. Enter the common era year 2026."},
        ),
        ({"prevailing": "en"}, {"prevailing": "Choose one of the languages of the agreement."}),
        ({"languages": ("english",)}, {"languages": "english is not a language code such as en, zh-Hans or th."}),
        ({"topics": ("gold",)}, {"topics": "gold is not a topic we know. Choose from the list."}),
        ({"state": State.SIGNED}, {"parties.0.signed_on": "Enter the day this party signed: in this state all must have signed."}),
        (
            {"state": State.IN_FORCE, "parties": (NewParty(1, signed_on=date(2026, 5, 1)),)},
            {"effective_on": "Enter the day on which it took effect."},
        ),
        (
            {"state": State.IN_FORCE, "parties": (NewParty(1, signed_on=date(2026, 5, 1)),), "effective_on": date(2026, 5, 19)},
            {"effective_on": "It is in force only from a day that has come. Choose “signed” until then."},
        ),
        (
            {"state": State.EXPIRED, "parties": (NewParty(1, signed_on=date(2020, 5, 1)),), "ends_on": date(2026, 5, 18)},
            {"ended_on": "Enter the day on which it ended: by its terms it has not."},
        ),
        (
            {"state": State.TERMINATED, "parties": (NewParty(1, signed_on=date(2020, 5, 1)),)},
            {"ended_on": "Enter the day on which it ended."},
        ),
        (
            {"renewal": Renewal.EXPRESS, "ends_on": date(2026, 1, 1), "periods": (Period(date(2025, 6, 1), date(2027, 1, 1)),)},
            {"periods.0.from_on": "A new period begins when the one before it ends, or later."},
        ),
        (
            {"ends_on": date(2026, 1, 1), "periods": (Period(date(2026, 6, 1), date(2026, 6, 1)),)},
            {"renewal": "It was renewed: choose how it renews.", "periods.0.ends_on": "The end must come after the start."},
        ),
    ],
)
def test_each_fault_is_named_at_its_field(changes, faults):
    given = {"titles": Multilingual.of("en", en="Letter"), "kind": Kind.INTENT, "parties": (NewParty(unlisted="Somebody"),)}
    assert faults_of(NewAgreement(**{**given, **changes})) == faults


async def test_only_who_keeps_agreements_records_them(world):
    for viewer in (world.mei, world.layla, world.stranger, ANONYMOUS):
        with pytest.raises(Forbidden):
            await keeping.record_agreement(viewer, draft(world))


async def test_a_framework_of_three_is_signed_back_dated_and_in_force(world, facts):
    number = await keeping.record_agreement(
        world.somchai, draft(world, parties=facts.parties[:0] + tuple(replace(each, signed_on=None) for each in facts.parties))
    )
    with pytest.raises(IllegalMove) as refused:
        await keeping.sign(world.somchai, number, 1, {0: Signature(date(2026, 3, 1))})
    assert refused.value.legal == ["negotiation", "approved", "abandoned"]
    version = await keeping.move(world.somchai, number, 1, State.APPROVED)
    version = await keeping.sign(world.somchai, number, version, {0: Signature(date(2026, 3, 1), signed_in="Xiamen")})
    found = await queries.get(world.somchai, number)
    assert (found.state, found.facts.signed_on) == (State.APPROVED, None)
    version = await keeping.sign(world.somchai, number, version, {1: Signature(date(2026, 3, 2)), 2: Signature(date(2026, 3, 5))})
    found = await queries.get(world.somchai, number)
    assert (found.state, found.facts.effective_on, found.facts.signed_on) == (State.IN_FORCE, date(2026, 3, 5), date(2026, 3, 5))
    assert [each.act for each in await history.of("agreement", number)] == ["signed", "signed", "moved", "recorded"]


async def test_one_that_begins_later_is_signed_until_its_first_day(world):
    number = await keeping.record_agreement(world.somchai, draft(world, state=State.APPROVED))
    await keeping.sign(
        world.somchai, number, 1, {0: Signature(date(2026, 5, 1)), 1: Signature(date(2026, 5, 2))}, effective_on=date(2026, 6, 1)
    )
    assert (await queries.get(world.somchai, number)).state is State.SIGNED
    assert await keeping.follow_the_day() == 0
    with clock.standing_at(datetime(2026, 6, 1, 0, 1, tzinfo=UTC)):
        assert await keeping.follow_the_day() == 1
        assert await keeping.follow_the_day() == 0
        assert (await queries.get(world.somchai, number)).state is State.IN_FORCE


async def test_the_name_in_the_paper_is_that_of_the_day_of_signing(world, facts):
    profile = await organisations.get(world.somchai, world.xiamen)
    names = (*profile.facts.names, NewName("Amoy University", "en", NameKind.FORMER, valid_from="1921", valid_to="2023-08-01"))
    await partners.edit_organisation(world.somchai, world.xiamen, profile.version, replace(profile.facts, names=names))
    number = await keeping.record_agreement(world.somchai, facts)
    assert [each.name_as_signed for each in (await queries.get(world.somchai, number)).facts.parties] == ["Amoy University", "IRESEN", ""]


@pytest.mark.parametrize("state", State)
async def test_an_illegal_move_is_refused_with_the_legal_ones(world, facts, state):
    ended = date(2026, 5, 1) if state in {State.TERMINATED, State.EXPIRED, State.SUPERSEDED} else None
    number = await keeping.record_agreement(world.somchai, replace(facts, state=state, ended_on=ended))
    legal = [each for each in NEXT[state] if each not in {State.SIGNED, State.RENEWED}]
    for wanted in State:
        if wanted in legal:
            continue
        with pytest.raises(IllegalMove) as refused:
            await keeping.move(world.somchai, number, 1, wanted)
        assert set(refused.value.legal) in ({*legal}, {*NEXT[state]})


async def test_termination_needs_no_more_notice_and_renews_no_more(world, facts):
    number = await keeping.record_agreement(world.somchai, facts)
    await keeping.move(world.somchai, number, 1, State.TERMINATED, date(2026, 5, 10), "They asked for it.")
    found = await queries.get(world.somchai, number)
    assert (found.state, found.facts.ended_on, found.dates.notice_by) == (State.TERMINATED, date(2026, 5, 10), None)
    assert (await history.of("agreement", number))[0].reason == "They asked for it."


async def test_one_under_notice_ends_by_itself_and_a_tacit_one_goes_on(world, facts):
    going = await keeping.record_agreement(world.somchai, facts)
    noticed = await keeping.record_agreement(world.somchai, replace(facts, reference="N", ended_on=date(2026, 8, 28)))
    fixed = await keeping.record_agreement(
        world.somchai, replace(facts, reference="F", renewal=Renewal.NONE, renewal_months=None, ends_on=date(2026, 6, 30))
    )
    with clock.standing_at(datetime(2026, 8, 28, 12, 0, tzinfo=UTC)):
        assert await keeping.follow_the_day() == 1
    with clock.standing_at(datetime(2026, 8, 29, 12, 0, tzinfo=UTC)):
        assert await keeping.follow_the_day() == 1
        states = [(await queries.get(world.somchai, each)).state for each in (going, noticed, fixed)]
        assert states == [State.IN_FORCE, State.TERMINATED, State.EXPIRED]
        assert (await queries.get(world.somchai, going)).dates.current_end == date(2027, 8, 28)
    entry = (await history.of("agreement", fixed))[0]
    assert (entry.actor, entry.act, entry.changes) == (None, "moved", {"state": ("in_force", "expired")})


async def test_a_renewal_writes_a_period(world, facts):
    given = replace(facts, renewal=Renewal.EXPRESS, renewal_months=None, ends_on=date(2026, 7, 31), notice_months=1)
    number = await keeping.record_agreement(world.somchai, given)
    with pytest.raises(Invalid) as refused:
        await keeping.renew(world.somchai, number, 1, Period(date(2026, 7, 1), date(2028, 7, 31)))
    assert list(refused.value.fields) == ["from_on"]
    assert await keeping.renew(world.somchai, number, 1, Period(date(2026, 8, 1), date(2028, 7, 31), date(2026, 5, 17))) == 2
    found = await queries.get(world.somchai, number)
    assert (found.state, found.dates) == (State.RENEWED, Dates(date(2028, 7, 31), date(2028, 7, 31), date(2028, 6, 30), None, 1))
    again = await keeping.renew(world.somchai, number, 2, Period(date(2028, 8, 1), date(2030, 7, 31)))
    assert (again, (await queries.get(world.somchai, number)).dates.renewals) == (3, 2)


async def test_stale_saves_are_refused_and_equal_ones_write_nothing(world, facts):
    number = await keeping.record_agreement(world.somchai, facts)
    standing = (await queries.get(world.somchai, number)).facts
    assert await keeping.edit_agreement(world.somchai, number, 1, standing) == 1
    assert await keeping.edit_agreement(world.somchai, number, 1, replace(standing, note="")) == 2
    with pytest.raises(Stale) as stale:
        await keeping.edit_agreement(world.somchai, number, 1, replace(standing, note="Mine"))
    assert stale.value.current == 2
    assert len(await history.of("agreement", number)) == 2


async def test_nothing_hangs_on_itself(world, facts):
    top = await keeping.record_agreement(world.somchai, facts)
    part = await keeping.record_agreement(world.somchai, draft(world, parent=top))
    standing = (await queries.get(world.somchai, top)).facts
    for changes, fault in (
        ({"parent": part}, "An agreement cannot stand above itself."),
        ({"parent": 999}, "Choose an agreement from the list."),
    ):
        with pytest.raises(Invalid) as refused:
            await keeping.edit_agreement(world.somchai, top, 1, replace(standing, **changes))
        assert {name: translate(said, "en") for name, said in refused.value.fields.items()} == {"parent": fault}
    assert [each.id for each in await queries.below(world.somchai, top)] == [part]


async def test_others_named_must_be_there(world):
    wrong = draft(world, parties=(NewParty(999), NewParty(world.xiamen, signatory=77)), officer=9999, signed_at=5, supersedes=8)
    with pytest.raises(Invalid) as refused:
        await keeping.record_agreement(world.somchai, wrong)
    assert set(refused.value.fields) == {"parties.0.organisation", "parties.1.signatory", "officer", "signed_at", "supersedes"}


async def test_who_sees_what(world, facts):
    plain = await keeping.record_agreement(world.somchai, facts)
    secret = await keeping.record_agreement(world.somchai, replace(facts, reference="S", confidential=True))
    written = await keeping.record_agreement(world.somchai, draft(world))
    other = await keeping.record_agreement(world.somchai, draft(world, state=State.NEGOTIATION, parties=(NewParty(world.xiamen),)))
    seen = {
        "somchai": {plain, secret, written, other},
        "mei": {plain, written, other},
        "layla": {plain},
        "stranger": set(),
    }
    for who, expected in seen.items():
        viewer = getattr(world, who)
        assert {card.id for card in (await queries.page(viewer, AgreementFilter())).cards} == expected
        assert {card.id for card in await queries.of_partner(viewer, world.iresen)} == expected & {plain, secret, written}
        assert set(await queries.titled(viewer, [plain, secret, written, other])) == expected
        assert {each.card.id for each in await queries.due(viewer, timedelta(days=90))} == expected & {plain, secret}
        assert set(await search.best(viewer, "hydrogen", "agreement", 10)) == expected & {plain, secret}
        for number in (plain, secret, written, other):
            if number in expected:
                assert (await queries.get(viewer, number)).id == number
            else:
                with pytest.raises(NotFound):
                    await queries.get(viewer, number)
    told = (await queries.get(world.layla, plain)).facts
    assert (told.note, told.officer) == ("", None)
    assert (await queries.get(world.mei, plain)).facts.note == "Ask before August."


async def test_what_hangs_on_a_secret_does_not_name_it(world, facts):
    secret = await keeping.record_agreement(world.somchai, replace(facts, reference="S", confidential=True))
    open_one = await keeping.record_agreement(world.somchai, replace(facts, parent=secret))
    assert (await queries.get(world.somchai, open_one)).facts.parent == secret
    assert (await queries.get(world.layla, open_one)).facts.parent is None
    assert (await queries.get(world.mei, open_one)).facts.parent is None


async def test_it_is_found_by_title_reference_and_every_name_of_a_party(world, facts):
    number = await keeping.record_agreement(world.somchai, facts)
    for words in ("框架", "coop-7", "iresen", "xiamen univ", "ministry of the sea"):
        assert await search.best(world.somchai, words, "agreement", 5) == [number], words
    profile = await organisations.get(world.somchai, world.xiamen)
    names = (*profile.facts.names, NewName("厦门大学", "zh-Hans"))
    await partners.edit_organisation(world.somchai, world.xiamen, profile.version, replace(profile.facts, names=names))
    assert await search.best(world.layla, "厦门", "agreement", 5) == [number]


async def test_trash_and_back(world, facts):
    number = await keeping.record_agreement(world.somchai, facts)
    await keeping.trash(world.somchai, number, 1)
    with pytest.raises(NotFound):
        await queries.get(world.somchai, number)
    assert await search.best(world.somchai, "hydrogen", "agreement", 5) == []
    assert [each.id for each in await queries.trashed(world.somchai)] == [number]
    assert await queries.trashed(world.mei) == []
    with pytest.raises(NotFound):
        await keeping.restore(world.layla, number)
    await keeping.restore(world.somchai, number)
    assert await search.best(world.somchai, "hydrogen", "agreement", 5) == [number]
    await keeping.trash(world.somchai, number, 3)
    with clock.standing_at(datetime(2026, 6, 18, 8, 0, tzinfo=UTC)):
        assert await keeping.empty_trash() == 1
    assert await run("SELECT * FROM agreement_party") == []
    assert await history.verify() is None


async def test_what_is_due_and_why(world, facts):
    cases = {
        "notice": facts,
        "renewal": replace(facts, reference="R", ends_on=date(2025, 6, 28)),
        "end": replace(facts, reference="E", renewal=Renewal.NONE, renewal_months=None, notice_months=0, ends_on=date(2026, 8, 1)),
        "review": replace(
            facts, reference="V", renewal=Renewal.NONE, renewal_months=None, notice_months=0, ends_on=None, effective_on=date(2024, 6, 1)
        ),
        "lapsed": replace(facts, reference="L", renewal=Renewal.NONE, renewal_months=None, notice_months=0, ends_on=date(2026, 5, 17)),
        "later": replace(facts, reference="A", renewal=Renewal.NONE, renewal_months=None, notice_months=0, ends_on=date(2027, 8, 1)),
    }
    ids = {name: await keeping.record_agreement(world.somchai, each) for name, each in cases.items()}
    found = [(each.card.id, each.by, each.why) for each in await queries.due(world.somchai, timedelta(days=90))]
    assert found == [
        (ids["lapsed"], date(2026, 5, 17), "lapsed"),
        (ids["review"], date(2026, 6, 1), "review"),
        (ids["notice"], date(2026, 6, 28), "notice"),
        (ids["renewal"], date(2026, 6, 28), "renewal"),
        (ids["end"], date(2026, 8, 1), "end"),
    ]


async def test_a_signatory_is_told_to_who_may_know_them(world, facts):
    person = await add_contact(world.somchai, NewContact(name="أمينة", posts=(NewPost(world.iresen),)))
    parties = (replace(facts.parties[0]), replace(facts.parties[1], signatory=person))
    number = await keeping.record_agreement(world.somchai, replace(facts, parties=parties))
    assert (await queries.get(world.layla, number)).facts.parties[1].signatory == person
    omar = replace(world.layla, organisation_ids=frozenset({world.xiamen}))
    assert (await queries.get(omar, number)).facts.parties[1].signatory is None
    ledger = await run("SELECT changes FROM history WHERE kind = 'agreement'")
    assert "أمينة" not in str(ledger)


async def test_a_persons_archive_holds_their_signatures(world, facts):
    person = await add_contact(world.somchai, NewContact(name="أمينة", posts=(NewPost(world.iresen),)))
    parties = (facts.parties[0], replace(facts.parties[1], signatory=person, signed_in="Rabat"))
    number = await keeping.record_agreement(world.somchai, replace(facts, parties=parties))
    subject = await exporting.export_subject(world.somchai, person, contact_archive.SECTIONS)
    assert subject.sections["agreements"] == [
        {"agreement": number, "reference": "COOP-7", "titles": "Framework on hydrogen", "signed_on": "2023-08-20", "signed_in": "Rabat"}
    ]
