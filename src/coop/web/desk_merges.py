"""The desk's pages for merging two organisations that are one: choose, compare, merge, the list of merges, and undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import i18n
from coop.asked import read_number, read_page
from coop.errors import IllegalMove, Invalid, Stale, require
from coop.i18n import dates
from coop.i18n.message import _
from coop.merging import merging, queries
from coop.merging.facts import GROUPS, differing, filled
from coop.partners import queries as partners
from coop.partners import rules
from coop.partners.facts import Visibility
from coop.partners.views import said
from coop.web import merge_words, partner_words
from coop.web.form_choices import one_partner
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_id, read_query
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from coop.merging.queries import Merge
    from coop.partners.views import Profile
    from coop.web.kit.visit import Visit

LIAISON = {"access": "liaison"}
SECTION = "partners"
_LIST = "desk/merges"


@get("/desk/partners/{kept:str}/merge", opt=LIAISON)
async def choose_other(request: Request[Any, Any, Any], kept: FromPath[str]) -> Page:
    """Find the organisation that is the same as this one."""
    visit = visit_of(request)
    profile = await _keepable(visit, kept)
    form = Form(read_query(visit.query))
    other = read_number(form.typed("other"))
    if other == profile.id:
        form.error("other", _("Choose two organisations."))
    elif other is not None and not form.typed("find"):
        return redirect(request, visit.urls.page(f"desk/partners/{profile.id}/merge/{other}"))
    elif form.typed("show"):
        form.error("other", _("Choose an organisation from the list."))
    return page(
        request,
        "merges/choose.html",
        status=422 if form.errors else 200,
        section=SECTION,
        form=form,
        name=profile.name(visit.locale),
        here=partner_words.address(visit.urls, profile),
        address=visit.urls.page(f"desk/partners/{profile.id}/merge"),
        found=[each for each in await one_partner(visit, form, "other") if each[0] != str(profile.id)],
    )


@get("/desk/partners/{kept:str}/merge/{other:str}", opt=LIAISON)
async def compare(request: Request[Any, Any, Any], kept: FromPath[str], other: FromPath[str]) -> Page:
    """Both side by side: what differs to be chosen, and how much will move."""
    visit = visit_of(request)
    return await _compare_page(request, await _keepable(visit, kept), await _keepable(visit, other), Form())


@post("/desk/partners/{kept:str}/merge/{other:str}", opt=LIAISON, status_code=303)
async def merge(request: Request[Any, Any, Any], kept: FromPath[str], other: FromPath[str]) -> Page:
    """Merge the other one into this one; whoever saved one of the two meanwhile is shown first."""
    visit, form = visit_of(request), await read_form(request)
    profile, second = await _keepable(visit, kept), await _keepable(visit, other)
    taken = [group for group in GROUPS if form.typed(f"keep.{group}") == "theirs"]
    versions = (form.version(), form.integer("other_version", 1) or 0)
    try:
        number = await merging.merge(visit.viewer, profile.id, second.id, versions, taken)
    except Invalid as invalid:
        for message in invalid.fields.values():
            form.error("", message)
        return await _compare_page(request, profile, second, form, 422)
    except Stale:
        form.error("", _("Somebody changed one of the two after you opened this page. This is how they stand now."))
        return await _compare_page(request, await _keepable(visit, kept), await _keepable(visit, other), Form(), 409, form)
    except IllegalMove as illegal:
        form.error("", illegal.message)
        return await _compare_page(request, profile, second, form, 409)
    undo_url = visit.urls.page(f"{_LIST}/{number}/undo")
    return redirect(request, visit.urls.page(f"partners/{profile.id}"), _("The two are one organisation now."), undo_url=undo_url)


@get("/desk/merges", opt=LIAISON)
async def list_merges(request: Request[Any, Any, Any]) -> Page:
    """The merges, the latest first, each with its undoing."""
    visit = visit_of(request)
    found = await queries.page(visit.viewer, read_page(dict(read_query(visit.query)).get("page", "1")))
    return page(
        request,
        "merges/list.html",
        section=SECTION,
        found=found,
        merges=[_shown(visit, each) for each in found.cards],
        address=lambda each: visit.urls.here(page=each if each > 1 else None),
    )


@post("/desk/merges/{number:str}/undo", opt=LIAISON, status_code=303)
async def undo(request: Request[Any, Any, Any], number: FromPath[str]) -> Page:
    """Undo a merge; what was changed since and stays is named."""
    visit = visit_of(request)
    found = await queries.get(visit.viewer, read_id(number)[0])
    try:
        stay = await merging.undo(visit.viewer, found.id)
    except IllegalMove as illegal:
        return redirect(request, visit.urls.page(_LIST), illegal.message, kind="warning")
    back = visit.urls.page(f"partners/{found.merged}")
    if not stay:
        return redirect(request, back, _("The merge is undone: both stand as they stood."))
    counted: dict[str, int] = {}
    for kind, _number in stay:
        counted[kind] = counted.get(kind, 0) + 1
    left = ", ".join(merge_words.counts(counted, visit.locale))
    return redirect(
        request, back, _("The merge is undone. What was changed since stays with the other one: %(left)s.", left=left), kind="warning"
    )


@get("/desk/merges/{number:str}/undo", opt=LIAISON)
async def back_to_merges(request: Request[Any, Any, Any], number: FromPath[str]) -> Page:  # noqa: ARG001 - part of the address
    """The address its form is sent to, followed as a link, leads back to the merges."""
    return redirect(request, visit_of(request).urls.page(_LIST))


async def _keepable(visit: Visit, reference: str) -> Profile:
    profile = await partners.get(visit.viewer, read_id(reference)[0])
    require(rules.keeps_partners(visit.viewer))
    return profile


async def _compare_page(
    request: Request[Any, Any, Any], kept: Profile, other: Profile, form: Form, status: int = 200, told: Form | None = None
) -> Page:
    visit = visit_of(request)
    locale = visit.locale
    relatives = {each.facts.parent for each in (kept, other)} | {each.facts.successor for each in (kept, other)}
    related = await partners.named(visit.viewer, [each for each in relatives if each], locale)
    mine, theirs = (partner_words.told(each.facts, related, locale) for each in (kept, other))
    differs, from_other = differing(kept.facts, other.facts), filled(kept.facts, other.facts)
    chosen = {group: form.typed(f"keep.{group}") or ("theirs" if group in from_other else "mine") for group in GROUPS}
    moving = await queries.preview(visit.viewer, other.id)
    return page(
        request,
        "merges/compare.html",
        status=status,
        section=SECTION,
        errors=(told or form).errors,
        kept=kept,
        other=other,
        sides=[
            {
                "name": each.name(locale),
                "url": partner_words.address(visit.urls, each),
                "names": told_of["names"],
                "ids": told_of["identifiers"],
            }
            for each, told_of in ((kept, mine), (other, theirs))
        ],
        here=partner_words.address(visit.urls, kept),
        action=visit.urls.page(f"desk/partners/{kept.id}/merge/{other.id}"),
        swapped=visit.urls.page(f"desk/partners/{other.id}/merge/{kept.id}"),
        moving=merge_words.counts(moving, locale),
        both=await queries.shared(visit.viewer, kept.id, other.id),
        shows_hidden=other.facts.visibility is Visibility.HIDDEN and kept.facts.visibility is Visibility.PUBLIC,
        rows=[
            {
                "name": group,
                "label": i18n.translate(merge_words.GROUPS[group], locale),
                "mine": _words(mine, names),
                "theirs": _words(theirs, names),
                "differs": group in differs,
                "chosen": chosen[group],
            }
            for group, names in GROUPS.items()
        ],
    )


def _words(told: dict[str, str], names: tuple[str, ...]) -> str:
    return "\n".join(told[each] for each in names if told[each])


def _shown(visit: Visit, merge: Merge) -> dict[str, Any]:
    zone = visit.zone or visit.site.settings.default_zone
    return {
        "kept": said(merge.kept_names, visit.locale),
        "kept_url": visit.urls.page(f"partners/{merge.kept}"),
        "merged": said(merge.merged_names, visit.locale),
        "merged_url": visit.urls.page(f"desk/partners/{merge.merged}/history"),
        "when": dates.instant(merge.merged_at, zone, visit.locale),
        "iso": merge.merged_at.isoformat(),
        "who": merge.merged_by,
        "undone": dates.instant(merge.undone_at, zone, visit.locale) if merge.undone_at else "",
        "undo_url": visit.urls.page(f"{_LIST}/{merge.id}/undo"),
    }


routes: list[Any] = [choose_other, compare, merge, list_merges, undo, back_to_merges]
