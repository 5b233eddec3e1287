"""The desk of conferences: write, edit, trash and bring back; two who save at once settle it field by field."""

from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import zones
from coop.asked import numbers_in
from coop.conferences import queries, rules, scheduling
from coop.conferences.facts import NewConference
from coop.conferences.reading import TEXTS, facts_of
from coop.conferences.states import Answer, HostRole, Part, Visibility
from coop.conferences.views import ConferenceView
from coop.errors import Invalid, Stale
from coop.i18n.message import _
from coop.partners import queries as partners
from coop.web import conference_conflict as conflict
from coop.web import conference_form as forms
from coop.web import conference_words as words
from coop.web.conference_choices import choices
from coop.web.desk_conference_moves import editable
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.visit import Visit, visit_of

EDITOR = {"access": "editor"}
SECTION = "desk"
_INTENTS = {"draft": Visibility.DRAFT, "review": Visibility.REVIEW, "publish": Visibility.PUBLISHED}
_FOUND = 8


@get("/desk/conferences", opt=EDITOR)
async def my_conferences(request: Request[Any, Any, Any]) -> Page:
    """What waits for the viewer, what they run, and their part of the trash."""
    visit = visit_of(request)
    viewer, urls = visit.viewer, visit.urls
    trashed = await queries.trashed(viewer)
    return page(
        request,
        "conferences/desk.html",
        section=SECTION,
        waiting=await words.shown(viewer, await queries.drafts(viewer), urls),
        own=await words.shown(viewer, await queries.own(viewer), urls),
        trashed=[(each, words.choose(each.names, visit.locale)) for each in trashed],
        may_propose=rules.may_propose(viewer),
        may_publish=rules.may_schedule(viewer),
    )


@get("/desk/conferences/new", opt=EDITOR)
async def new_conference(request: Request[Any, Any, Any]) -> Page:
    """The empty form; a member of one organisation finds it named as the host already."""
    visit = visit_of(request)
    source = request.query_params.get("source", visit.locale)
    tag = source if source in visit.site.locales else visit.locale
    fields = [(f"{name}.source", tag) for name in TEXTS]
    zone = visit.zone if visit.zone and zones.is_known(visit.zone) else visit.site.settings.default_zone
    own = _own_organisations(visit)
    if len(own) == 1:
        fields += [("hosts.0.organisation", str(own[0])), ("hosts.0.role", HostRole.HOST), ("hosts.0.answer", Answer.ACCEPTED)]
    return await _form_page(request, Form([*fields, ("zone", zone), ("precision", "day"), ("format", "in_person")]))


@post("/desk/conferences/new", opt=EDITOR)
async def schedule(request: Request[Any, Any, Any]) -> Page:
    """Put the conference on record, or show the form again with what is wrong."""
    visit, form = visit_of(request), await read_form(request)
    if form.typed("find"):
        return await _form_page(request, form)
    wanted = forms.facts(form)
    try:
        form.answer()
        visibility = _INTENTS.get(form.typed("intent"), Visibility.DRAFT)
        made = await scheduling.schedule_conference(visit.viewer, wanted, visibility)
    except Invalid as invalid:
        return await _refused(request, form, wanted, invalid)
    said = {
        Visibility.DRAFT: _("Saved as a draft."),
        Visibility.REVIEW: _("Submitted for review."),
        Visibility.PUBLISHED: _("Published."),
    }
    return redirect(request, visit.urls.page(made.path), said[visibility])


@get("/desk/conferences/{conference_id:int}/edit", opt=EDITOR)
async def edit_form(request: Request[Any, Any, Any], conference_id: FromPath[int]) -> Page:
    """The form filled with what stands."""
    conference = await editable(visit_of(request), conference_id)
    return await _form_page(request, Form(forms.filled(facts_of(conference))), conference)


@post("/desk/conferences/{conference_id:int}/edit", opt=EDITOR)
async def save_conference(request: Request[Any, Any, Any], conference_id: FromPath[int]) -> Page:
    """Save over the version the form was filled from; a newer one leads to the conflict page."""
    visit, form = visit_of(request), await read_form(request)
    standing = await editable(visit, conference_id)
    before = facts_of(standing)
    if form.typed("find"):
        return await _form_page(request, form, standing)
    parts = rules.parts(visit.viewer, standing.standing)
    if parts is not None:
        form = forms.with_the_rest(form, before, parts)
    keep = {name.removeprefix("keep."): form.typed(name) for name in form.names if name.startswith("keep.")}
    version = form.version()
    if keep and version == standing.version:
        form = Form([*conflict.settled(forms.sent(form), forms.filled(before), {}, keep), ("version", str(version))])
    wanted = forms.facts(form, before)
    try:
        form.answer()
        saved = await scheduling.edit_conference(visit.viewer, conference_id, version, wanted)
    except Invalid as invalid:
        return await _refused(request, form, wanted, invalid, standing)
    except Stale:
        return await _conflict_page(request, form, await queries.get(visit.viewer, conference_id))
    return redirect(request, visit.urls.page(saved.path), _("Saved."))


@post("/desk/conferences/{conference_id:int}/trash", opt=EDITOR)
async def trash(request: Request[Any, Any, Any], conference_id: FromPath[int]) -> Page:
    """Put the conference into the trash; the next page offers to undo it."""
    visit, form = visit_of(request), await read_form(request)
    gone = await scheduling.trash(visit.viewer, conference_id, form.version())
    said = _("Moved to the trash: %(name)s. It stays there for 30 days.", name=gone.names)
    return redirect(
        request, visit.urls.page("desk/conferences"), said, undo_url=visit.urls.page(f"desk/conferences/{conference_id}/restore")
    )


@post("/desk/conferences/{conference_id:int}/restore", opt=EDITOR)
async def restore(request: Request[Any, Any, Any], conference_id: FromPath[int]) -> Page:
    """Bring the conference back from the trash."""
    visit = visit_of(request)
    back = await scheduling.restore(visit.viewer, conference_id)
    return redirect(request, visit.urls.page(back.path), _("Brought back from the trash."))


async def _form_page(
    request: Request[Any, Any, Any],
    form: Form,
    conference: ConferenceView | None = None,
    status: int = 200,
) -> Page:
    """The form as it was typed, with what is wrong."""
    visit = visit_of(request)
    before = facts_of(conference) if conference is not None else None
    began = {name.removeprefix("began."): form.typed(name) for name in form.names if name.startswith("began.")}
    if before is not None and not began:
        began = conflict.marks(forms.filled(before))
    texts = {name: forms.text_of(form, name, getattr(before, name) if before else None) for name in TEXTS}
    return page(
        request,
        "conferences/form.html",
        status=status,
        section=SECTION,
        form=form,
        parts=_parts(visit, conference),
        errors=dict(sorted(form.errors.items(), key=lambda each: forms.place_of(each[0]))),
        conference=conference,
        texts=texts,
        source=form.typed("names.source", visit.locale),
        languages=_languages(visit, texts),
        version=form.typed("version") or (conference.version if conference else ""),
        began=began,
        choices=await choices(visit.locale, form.all_typed("languages")),
        hosts=forms.host_rows(form, await _named(visit, form)),
        found=await _find(visit, form, [] if conference else _own_organisations(visit)),
        deadlines=forms.deadline_rows(form, visit.locale),
        days={name: forms.understood(form, name, visit.locale) for name in ("starts_on", "ends_on")},
        may_publish=rules.may_schedule(visit.viewer),
        is_staff=visit.viewer.is_staff,
    )


def _parts(visit: Visit, conference: ConferenceView | None) -> frozenset[str]:
    """The parts of the form that the viewer may fill in; ``rest`` is what nobody but those who answer for the conference changes."""
    found = rules.parts(visit.viewer, conference.standing) if conference is not None else None
    return frozenset({*Part, "rest"} if found is None else found)


async def _refused(
    request: Request[Any, Any, Any], form: Form, wanted: NewConference, invalid: Invalid, conference: ConferenceView | None = None
) -> Page:
    """The form again with everything that is wrong, whether the form or the domain found it."""
    form.take(invalid)
    try:
        wanted.check()
    except Invalid as more:
        form.take(more)
    return await _form_page(request, form, conference, status=422)


async def _conflict_page(request: Request[Any, Any, Any], form: Form, conference: ConferenceView) -> Page:
    """Mine and theirs, group by group; what I never touched is already theirs."""
    visit = visit_of(request)
    theirs = forms.filled(facts_of(conference))
    began = {name.removeprefix("began."): form.typed(name) for name in form.names if name.startswith("began.")}
    mine = conflict.settled(forms.sent(form), theirs, began, {})
    named = await _named(visit, Form([*mine, *theirs]), Form(theirs))
    return page(
        request,
        "conferences/conflict.html",
        status=409,
        section=SECTION,
        conference=conference,
        title=words.choose(conference.names, visit.locale),
        rows=conflict.rows(mine, theirs, named, visit.locale),
        fields=mine,
        began=conflict.marks(theirs),
    )


async def _named(visit: Visit, *typed: Form) -> dict[int, Any]:
    """The names of the hosts in a form."""
    typed_ids = (row.organisation for form in typed for row in forms.host_rows(form, {}))
    return await partners.named(visit.viewer, numbers_in(typed_ids), visit.locale)


def _own_organisations(visit: Visit) -> list[int]:
    """The organisations on whose behalf the viewer proposes; those who schedule do it for anybody."""
    return [] if rules.may_schedule(visit.viewer) else sorted(visit.viewer.organisation_ids)


async def _find(visit: Visit, form: Form, own: list[int]) -> list[tuple[str, Any]]:
    """Partners to choose from: those ticked already, the viewer's own where there are several, and those that the words typed find."""
    ticked = form.integers("add_host")
    ticked += [each for each in own if len(own) > 1 and each not in ticked]
    found = [(str(each.id), each.name) for each in await partners.by_ids(visit.viewer, ticked, visit.locale)]
    sought = form.typed("add_host-find").strip()
    if sought:
        suggested = await partners.suggest(visit.viewer, sought, visit.locale, _FOUND)
        found += [(str(each.id), each.name) for each in suggested if each.id not in ticked]
    return found


def _languages(visit: Visit, texts: dict[str, Any]) -> list[Any]:
    """The languages of the site, and any other that something is already written in."""
    offered = list(visit.site.locales)
    known = {each.tag for each in offered}
    more = dict.fromkeys(tag for text in texts.values() for tag in text.texts if tag not in known)
    return [*offered, *(forms.OtherLanguage(tag) for tag in more)]


routes: list[Any] = [my_conferences, new_conference, schedule, edit_form, save_conference, trash, restore]
