"""The columns of every list that can be downloaded, in the reader's words."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from coop import i18n, themes
from coop.accounts import queries as accounts
from coop.exports import Sheet
from coop.i18n import names as places
from coop.i18n.message import Message, _
from coop.partners import queries as partners
from coop.partners.identifiers import Scheme
from coop.partners.views import said
from coop.web import agreement_words, conference_words, contact_words, interaction_words, partner_words, project_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from coop.conferences.views import ConferenceCard
    from coop.exports import Value
    from coop.liaison.views import FollowUp, InteractionCard
    from coop.multilingual import Multilingual
    from coop.partners.agreements.views import AgreementCard, Due
    from coop.partners.contacts.views import Card as ContactCard
    from coop.partners.views import Profile
    from coop.projects.views import ProjectCard
    from coop.web.contact_words import ShownPost
    from coop.web.kit.visit import Visit

Column = tuple[str, Message, "Callable[[Any], Value]"]
"""The key of a column, its heading, and how it is read from an item."""
_NAMES = (_("Name"), _("Name in English"), _("Original name"))
_TITLES = (_("Title"), _("Title in English"), _("Original title"))


async def conferences(visit: Visit, cards: Sequence[ConferenceCard]) -> Sheet:
    """Conferences with their days as far as they are known, place, hosts and addresses."""
    locale = visit.locale
    named = await partners.named(visit.viewer, {each for card in cards for each in card.hosts}, locale)
    return await _sheet(
        visit,
        _("Conferences"),
        cards,
        [
            *_named(visit, lambda each: each.names),
            ("first_day", _("First day"), lambda each: each.first_day),
            ("last_day", _("Last day"), lambda each: each.last_day),
            ("precision", _("What is known"), lambda each: _word(conference_words.PRECISIONS, each.precision, locale)),
            ("status", _("Status"), lambda each: _word(conference_words.STATUSES, each.status, locale)),
            ("format", _("Format"), lambda each: _word(conference_words.FORMATS, each.format, locale)),
            ("city", _("City"), lambda each: said(each.city, locale).text),
            *_country(visit),
            ("zone", _("Time zone"), lambda each: each.zone),
            ("hosts", _("Hosts"), lambda each: _joined(named[host].text for host in each.hosts if host in named)),
            _themes(visit),
            ("languages", _("Working languages"), lambda each: ", ".join(each.languages)),
            ("website", _("Website"), lambda each: each.website),
            _made_up(),
            ("address", _("Web page"), lambda each: visit.urls.absolute(visit.urls.page(each.path.removeprefix("/")))),
        ],
    )


async def organisations(visit: Visit, profiles: Sequence[Profile]) -> Sheet:
    """Organisations with their names, identifiers and place."""
    locale = visit.locale

    def identifier(scheme: Scheme) -> Column:
        heading = partner_words.SCHEMES[scheme]
        return scheme.value, heading, lambda each: _joined(one.value for one in each.facts.identifiers if one.scheme is scheme)

    return await _sheet(
        visit,
        _("Partners"),
        profiles,
        [
            *_named(visit, lambda each: each.names),
            ("other_names", _("Other names"), lambda each: _joined(name.text for name in each.facts.names if not name.preferred)),
            ("kinds", _("Kinds"), lambda each: partner_words.kinds(each.facts.kinds, locale)),
            ("status", _("State"), lambda each: _word(partner_words.STATUSES, each.facts.status, locale)),
            ("city", _("City"), lambda each: said(each.facts.city, locale).text),
            *_country(visit, lambda each: each.facts.country),
            ("latitude", _("Latitude"), lambda each: each.facts.latitude),
            ("longitude", _("Longitude"), lambda each: each.facts.longitude),
            ("founded", _("Founded"), lambda each: each.facts.founded),
            *(identifier(scheme) for scheme in Scheme),
            ("website", _("Website"), lambda each: each.facts.website),
            ("address", _("Web page"), lambda each: visit.urls.absolute(partner_words.address(visit.urls, each))),
        ],
    )


async def projects(visit: Visit, cards: Sequence[ProjectCard]) -> Sheet:
    """Joint projects with stage, times as far as they are known, and partners."""
    locale = visit.locale
    return await _sheet(
        visit,
        _("Joint projects"),
        cards,
        [
            *_named(visit, lambda each: each.names),
            ("acronym", _("Acronym"), lambda each: each.acronym),
            ("stage", _("Stage"), lambda each: _word(project_words.STAGES, each.stage, locale)),
            ("planned_start", _("Planned start"), lambda each: each.planned_start),
            ("planned_end", _("Planned end"), lambda each: each.planned_end),
            ("start", _("Start"), lambda each: each.start),
            ("end", _("End"), lambda each: each.end),
            ("partners", _("Partners"), lambda each: _joined(said(one.names, locale).text for one in each.partners)),
            _themes(visit),
            _made_up(),
            ("address", _("Web page"), lambda each: visit.urls.absolute(project_words.address(visit.urls, each))),
        ],
    )


async def agreements(visit: Visit, cards: Sequence[AgreementCard]) -> Sheet:
    """Agreements with parties and the days that count."""
    locale = visit.locale
    officers = await accounts.officers(visit.viewer, {each.officer for each in cards if each.officer})
    return await _sheet(
        visit,
        _("Agreements"),
        cards,
        [
            ("reference", _("Reference"), lambda each: each.reference),
            *_named(visit, lambda each: each.titles, _TITLES),
            ("kind", _("Kind"), lambda each: _word(agreement_words.KINDS, each.kind, locale)),
            ("state", _("State"), lambda each: _word(agreement_words.STATES, each.state, locale)),
            ("parties", _("Parties"), lambda each: _joined(said(one.names, locale).text for one in each.parties)),
            ("effective_on", _("In force from"), lambda each: each.effective_on),
            ("current_end", _("Current end"), lambda each: each.dates.current_end),
            ("notice_by", _("Notice by"), lambda each: each.dates.notice_by),
            ("officer", _("Responsible officer"), lambda each: officers.get(each.officer or 0, "")),
            _themes(visit),
            ("confidential", _("Confidential"), lambda each: each.confidential),
            _made_up(),
            ("address", _("Web page"), lambda each: visit.urls.absolute(agreement_words.address(visit.urls, each))),
        ],
    )


async def interactions(visit: Visit, cards: Sequence[InteractionCard]) -> Sheet:
    """Interactions with organisations and what is still owed, without the people."""
    locale = visit.locale
    officers = await accounts.officers(visit.viewer, {each.officer for each in cards if each.officer})
    return await _sheet(
        visit,
        _("Interactions"),
        cards,
        [
            *_named(visit, lambda each: each.titles, _TITLES),
            ("kind", _("Kind"), lambda each: _word(interaction_words.KINDS, each.kind, locale)),
            ("happened_on", _("Day"), lambda each: each.happened_on),
            ("until_on", _("Last day"), lambda each: each.until_on),
            ("place", _("Place"), lambda each: each.place),
            ("organisations", _("Organisations"), lambda each: _joined(said(one.names, locale).text for one in each.organisations)),
            ("officer", _("Officer"), lambda each: officers.get(each.officer or 0, "")),
            ("open_follow_ups", _("Open follow-ups"), lambda each: each.open_follow_ups),
            _themes(visit),
            ("confidential", _("Confidential"), lambda each: each.confidential),
            _made_up(),
            ("address", _("Web page"), lambda each: visit.urls.absolute(interaction_words.address(visit.urls, each))),
        ],
    )


async def due(visit: Visit, found: Sequence[Due]) -> Sheet:
    """What somebody must look at soon: the day, why, and the agreement."""
    locale = visit.locale
    return await _sheet(
        visit,
        _("What is due"),
        found,
        [
            ("by", _("Day"), lambda each: each.by),
            ("why", _("What is due"), lambda each: _word(agreement_words.DUE, each.why, locale)),
            ("reference", _("Reference"), lambda each: each.card.reference),
            ("title", _("Title"), lambda each: said(each.card.titles, locale).text),
            ("kind", _("Kind"), lambda each: _word(agreement_words.KINDS, each.card.kind, locale)),
            ("parties", _("Parties"), lambda each: _joined(said(one.names, locale).text for one in each.card.parties)),
            ("address", _("Web page"), lambda each: visit.urls.absolute(agreement_words.address(visit.urls, each.card))),
        ],
    )


async def follow_ups(visit: Visit, found: Sequence[FollowUp]) -> Sheet:
    """What is still owed: by whom, until when, and after which interaction."""
    return await _sheet(
        visit,
        _("Follow-ups"),
        found,
        [
            ("number", _("Record number"), lambda each: each.id),
            ("text", _("What is to be done"), lambda each: each.text),
            ("due_on", _("Due on"), lambda each: each.due_on),
            ("assignee", _("Given to"), lambda each: each.assignee_name),
            ("interaction", _("Interaction"), lambda each: said(each.titles, visit.locale).text),
            ("address", _("Web page"), lambda each: visit.urls.absolute(visit.urls.page(f"{interaction_words.LIST}/{each.interaction}"))),
        ],
    )


async def contacts(visit: Visit, cards: Sequence[ContactCard]) -> Sheet:
    """Contacts with the posts they hold, as far as the reader may know of them."""
    shown = await contact_words.shown(visit.viewer, cards, visit.urls)
    posts = {each.id: _joined(_post(post) for post in each.posts if post.is_held) for each in shown}
    return await _sheet(
        visit,
        _("Contacts"),
        cards,
        [
            ("number", _("Record number"), lambda each: each.id),
            ("name", _("Name"), lambda each: each.name),
            ("posts", _("Posts"), lambda each: posts.get(each.id, "")),
            ("email", _("E-mail"), lambda each: each.email),
            ("phone", _("Telephone"), lambda each: each.phone),
            ("languages", _("Languages"), lambda each: ", ".join(each.languages)),
            ("retain_until", _("Keep until"), lambda each: each.retain_until),
            ("illustrative", _("Made up for demonstration"), lambda each: each.is_illustrative),
            ("address", _("Web page"), lambda each: visit.urls.absolute(contact_words.address(visit.urls, each.id, each.name))),
        ],
    )


async def _sheet(visit: Visit, title: Message, items: Sequence[Any], columns: Sequence[Column]) -> Sheet:
    """The sheet, its rows read in a thread: a long list takes a second of it."""
    locale = visit.locale

    def rows() -> list[list[Value]]:
        return [[read(each) for _key, _heading, read in columns] for each in items]

    return Sheet(
        i18n.translate(title, locale),
        [key for key, _heading, _read in columns],
        [i18n.translate(heading, locale) for _key, heading, _read in columns],
        await asyncio.to_thread(rows),
        is_right_to_left=i18n.locales()[locale].direction == "rtl",
    )


def _named(
    visit: Visit,
    names_of: Callable[[Any], Multilingual],
    headings: tuple[Message, Message, Message] = _NAMES,
) -> list[Column]:
    """The number of a record, then what it is called: for the reader, in English where it is known, and at home."""
    return [
        ("number", _("Record number"), lambda each: each.id),
        ("name", headings[0], lambda each: said(names_of(each), visit.locale).text),
        ("name_en", headings[1], lambda each: names_of(each).text("en")),
        ("name_original", headings[2], lambda each: names_of(each).text(names_of(each).source)),
    ]


def _country(visit: Visit, country_of: Callable[[Any], str] = lambda each: each.country) -> list[Column]:
    return [
        ("country", _("Country or area"), lambda each: places.country(country_of(each), visit.locale) if country_of(each) else ""),
        ("country_code", _("Country code"), country_of),
    ]


def _themes(visit: Visit) -> Column:
    return "themes", _("Themes"), lambda each: _joined(said(themes.theme(one).name, visit.locale).text for one in each.themes)


def _made_up() -> Column:
    return "illustrative", _("Made up for demonstration"), lambda each: each.illustrative


def _word(words: Mapping[Any, Message], code: str, locale: str) -> str:
    return i18n.translate(words[code], locale)


def _joined(words: Iterable[str]) -> str:
    return " · ".join(word for word in words if word)


def _post(post: ShownPost) -> str:
    organisation = post.organisation if isinstance(post.organisation, str) else post.organisation.text
    return ", ".join(word for word in (organisation, post.role, post.title) if word)
