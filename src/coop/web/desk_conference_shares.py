"""The desk of conferences: what the members of co-organising organisations may edit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import i18n
from coop.asked import numbers_in
from coop.conferences import queries, rules, sharing
from coop.conferences.states import Part
from coop.conferences.views import ConferenceView
from coop.errors import Invalid, Stale, require
from coop.i18n.message import _
from coop.multilingual import Said
from coop.partners import queries as partners
from coop.web import conference_words as words
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.visit import Visit, visit_of

EDITOR = {"access": "editor"}


@dataclass(frozen=True, slots=True)
class ShareRow:
    """An organisation that may be given parts: its name, its roles in words, the parts it has."""

    organisation: int
    name: Said
    role: str
    chosen: tuple[str, ...]


@get("/desk/conferences/{conference_id:int}/shares", opt=EDITOR)
async def shares_form(request: Request[Any, Any, Any], conference_id: FromPath[int]) -> Page:
    """For each host that accepted, the parts its members may edit."""
    conference = await _shareable(visit_of(request), conference_id)
    chosen = {each: tuple(part for organisation, part in conference.shared if organisation == each) for each, _part in conference.shared}
    return await _shares_page(request, conference, chosen)


@post("/desk/conferences/{conference_id:int}/shares", opt=EDITOR)
async def save_shares(request: Request[Any, Any, Any], conference_id: FromPath[int]) -> Page:
    """Give and take back parts."""
    visit, form = visit_of(request), await read_form(request)
    conference = await _shareable(visit, conference_id)
    wanted = {each: [Part(part) for part in form.choices(f"parts.{each}", list(Part))] for each in _named(form)}
    try:
        form.answer()
        await sharing.share(visit.viewer, conference_id, form.version(), wanted)
    except Invalid as invalid:
        form.take(invalid)
        return await _shares_page(request, conference, wanted, form, 422)
    except Stale:
        form.error("", _("Somebody changed this conference meanwhile. Your ticks are below; look at the conference, then save again."))
        return await _shares_page(request, conference, wanted, form, 409)
    return redirect(request, visit.urls.page(conference.path), _("Saved."))


async def _shareable(visit: Visit, conference_id: int) -> ConferenceView:
    found = await queries.get(visit.viewer, conference_id)
    require(rules.may_share(visit.viewer, found.standing))
    return found


def _named(form: Form) -> list[int]:
    """The organisations that the form names."""
    return numbers_in(name.removeprefix("parts.") for name in form.names if name.startswith("parts."))


async def _shares_page(
    request: Request[Any, Any, Any],
    conference: ConferenceView,
    chosen: Mapping[int, tuple[Part, ...] | list[Part]],
    form: Form | None = None,
    status: int = 200,
) -> Page:
    visit = visit_of(request)
    holding = sharing.co_organisers(conference.parties)
    named = await partners.named(visit.viewer, holding, visit.locale)
    roles: dict[int, list[str]] = {}
    for each in conference.parties:
        roles.setdefault(each.organisation, []).append(i18n.translate(words.ROLES[each.role], visit.locale))
    return page(
        request,
        "conferences/shares.html",
        status=status,
        section="desk",
        conference=conference,
        title=words.choose(conference.names, visit.locale),
        rows=[
            ShareRow(each, named[each], " · ".join(roles[each]), tuple(part.value for part in chosen.get(each, ())))
            for each in holding
            if each in named
        ],
        parts=[(each.value, i18n.translate(said, visit.locale)) for each, said in words.PARTS.items()],
        errors=form.errors if form else {},
    )


routes: list[Any] = [shares_form, save_shares]
