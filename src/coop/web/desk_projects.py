"""The desk's pages for joint projects: log, edit, write an entry, trash and undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import clock
from coop.errors import IllegalMove, Invalid, Stale
from coop.i18n import names as places
from coop.i18n.message import _
from coop.partners import queries as partners
from coop.projects import logbook, queries, rules
from coop.projects.facts import NewEntry, NewProject
from coop.projects.states import NEXT, Stage
from coop.web import conflicts
from coop.web import project_form as forms
from coop.web import project_told as telling
from coop.web import project_words as words
from coop.web.conference_choices import grouped_topics
from coop.web.desk_project_history import editable, related_to
from coop.web.form_choices import agreement_options, found_conferences, found_partners, one_conference, options
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_id, read_query
from coop.web.kit.visit import visit_of
from coop.web.partner_form import languages

if TYPE_CHECKING:
    from coop.projects.views import ProjectView
    from coop.web.kit.visit import Visit

LIAISON = {"access": "liaison"}
EDITOR = {"access": "editor"}
SECTION = "projects"
CONFERENCE_FIELDS = ("agreed_at", "signed_at", "conference")
"""The fields of forms for which conferences are looked for."""
_WRITTEN_IN = ("en", "zh-Hans", "th", "ar", "fr", "es", "pt", "ru", "de", "it", "ja", "ko", "id", "ms", "vi", "hi")


@get("/desk/projects/new", opt=LIAISON)
async def show_new(request: Request[Any, Any, Any]) -> Page:
    """The form to log a joint project with."""
    return await _form_page(request, forms.blank(visit_of(request).locale), None)


@post("/desk/projects/new", opt=LIAISON, status_code=303)
async def create_project(request: Request[Any, Any, Any]) -> Page:
    """Log a joint project."""
    visit, form = visit_of(request), await read_form(request)
    if form.typed("find"):
        return await _form_page(request, form, None)
    wanted, places_of = forms.read(form, None, keeps=True)
    try:
        form.answer_with(wanted.check, places_of)
        number = await logbook.log_project(visit.viewer, wanted)
    except Invalid as invalid:
        form.take(invalid, places_of)
        return await _form_page(request, form, None, 422)
    return redirect(request, visit.urls.page(f"projects/{number}"), _("The project is logged."))


@get("/desk/projects/{project:str}/edit", opt=EDITOR)
async def show_edit(request: Request[Any, Any, Any], project: FromPath[str]) -> Page:
    """The form of one project."""
    standing = await editable(request, project)
    return await _form_page(request, forms.filled(standing.facts), standing)


@post("/desk/projects/{project:str}/edit", opt=EDITOR, status_code=303)
async def save_project(request: Request[Any, Any, Any], project: FromPath[str]) -> Page:
    """Save a project; a stale save shows both versions side by side."""
    visit, form = visit_of(request), await read_form(request)
    standing = await editable(request, project)
    if form.typed("find"):
        return await _form_page(request, form, standing)
    typed, places_of = forms.read(form, standing.facts, keeps=rules.keeps_projects(visit.viewer))
    wanted = conflicts.kept(form, typed, standing.facts)
    try:
        form.answer_with(wanted.check, places_of)
        await logbook.edit_project(visit.viewer, standing.id, form.version(), wanted, form.line("reason"))
    except Invalid as invalid:
        form.take(invalid, places_of)
        return await _form_page(request, form, standing, 422)
    except IllegalMove as illegal:
        form.error("stage", illegal.message)
        return await _form_page(request, form, standing, 409)
    except Stale:
        return await _conflict_page(request, form, typed, standing.id)
    return redirect(request, visit.urls.page(f"projects/{standing.id}"), _("The project is saved."))


@get("/desk/projects/{project:str}/entries/new", opt=EDITOR)
async def show_new_entry(request: Request[Any, Any, Any], project: FromPath[str]) -> Page:
    """The form to write a line into the logbook with."""
    standing = await editable(request, project)
    form = Form([("on", clock.today().isoformat()), ("language", visit_of(request).locale)])
    return _entry_page(request, form, standing)


@post("/desk/projects/{project:str}/entries/new", opt=EDITOR, status_code=303)
async def write_entry(request: Request[Any, Any, Any], project: FromPath[str]) -> Page:
    """Write a line into the logbook."""
    visit, form = visit_of(request), await read_form(request)
    standing = await editable(request, project)
    wanted = NewEntry(form.date("on"), form.typed("text"), form.typed("language"))
    try:
        if form.errors:
            wanted.check()
        form.answer()
        await logbook.log_entry(visit.viewer, standing.id, wanted)
    except Invalid as invalid:
        form.take(invalid)
        return _entry_page(request, form, standing, 422)
    return redirect(request, words.address(visit.urls, standing), _("The entry is in the logbook."))


@post("/desk/projects/{project:str}/trash", opt=LIAISON, status_code=303)
async def trash_project(request: Request[Any, Any, Any], project: FromPath[str]) -> Page:
    """Move a project to the trash; the next page offers to undo it."""
    visit, form = visit_of(request), await read_form(request)
    number, _slug = read_id(project)
    try:
        await logbook.trash(visit.viewer, number, form.version())
    except Stale:
        notice = _("Somebody changed this project after you opened it. Look at it again before you move it to the trash.")
        return redirect(request, visit.urls.page(f"projects/{number}"), notice, kind="warning")
    undo = visit.urls.page(f"desk/projects/{number}/restore")
    return redirect(request, visit.urls.page("projects"), _("The project is in the trash. It is kept there for 30 days."), undo_url=undo)


@post("/desk/projects/{project:str}/restore", opt=LIAISON, status_code=303)
async def restore_project(request: Request[Any, Any, Any], project: FromPath[str]) -> Page:
    """Take a project out of the trash."""
    visit = visit_of(request)
    number, _slug = read_id(project)
    await logbook.restore(visit.viewer, number)
    return redirect(request, visit.urls.page(f"projects/{number}"), _("The project is back."))


@get(["/desk/projects/{project:str}/trash", "/desk/projects/{project:str}/restore"], opt=LIAISON)
async def back_to_project(request: Request[Any, Any, Any], project: FromPath[str]) -> Page:
    """The addresses its forms are sent to, followed as links, lead back to the project."""
    return redirect(request, visit_of(request).urls.page(f"projects/{read_id(project)[0]}"))


@get("/desk/projects/conferences", opt=LIAISON)
async def show_conferences(request: Request[Any, Any, Any]) -> Page:
    """Conferences found for the field that says where a project was agreed, or an agreement signed, as choices to tick."""
    visit = visit_of(request)
    typed = dict(read_query(visit.query))
    field = next((each for each in CONFERENCE_FIELDS if f"{each}-find" in typed), CONFERENCE_FIELDS[0])
    return page(request, "projects/_conferences.html", field=field, options=await found_conferences(visit, typed.get(f"{field}-find", "")))


@get("/desk/projects/partners", opt=LIAISON)
async def show_partners(request: Request[Any, Any, Any]) -> Page:
    """Partners found for those to be added, after the ones ticked already, as choices to tick."""
    visit = visit_of(request)
    asked = read_query(visit.query)
    ticked = [value for name, value in asked if name == "add"]
    return page(request, "projects/_partners.html", found=await found_partners(visit, ticked, dict(asked).get("add-find", "")))


async def _form_page(request: Request[Any, Any, Any], form: Form, standing: ProjectView | None, status: int = 200) -> Page:
    visit = visit_of(request)
    locale = visit.locale
    keeps = rules.keeps_projects(visit.viewer)
    texts = {name: forms.text_of(form, name) for name in telling.TEXTS}
    named = await partners.named(visit.viewer, forms.numbers_typed(form), locale) if keeps else {}
    stage = standing.stage if standing else None
    open_stages = [each for each in Stage if stage is None or each is stage or each in NEXT[stage]]
    return page(
        request,
        "projects/form.html",
        status=status,
        section=SECTION,
        form=form,
        errors=dict(sorted(form.errors.items(), key=lambda each: forms.place_of(each[0]))),
        project=standing,
        name=words.choose(standing.names, locale) if standing else None,
        here=words.address(visit.urls, standing) if standing else visit.urls.page("projects"),
        version=form.typed("version") or (str(standing.version) if standing else ""),
        keeps=keeps,
        texts=texts,
        languages={name: languages(value) for name, value in texts.items()},
        topics=grouped_topics(locale),
        stages=options({each: words.STAGES[each] for each in open_stages}, locale),
        honesty=options(words.HONESTY, locale),
        roles=options(words.ROLES, locale),
        visibilities=options(words.VISIBILITIES, locale),
        rows=forms.partner_rows(form, named) if keeps else [],
        found=await found_partners(visit, form.all_typed("add"), form.typed("add-find") if form.typed("find") == "add" else "")
        if keeps
        else [],
        agreed=await one_conference(visit, form, "agreed_at") if keeps else [],
        parents=await _parent_choices(visit, standing) if keeps else [],
        agreements=await agreement_options(visit) if keeps else [],
    )


async def _parent_choices(visit: Visit, standing: ProjectView | None) -> list[tuple[str, str]]:
    own = standing.id if standing else 0
    return [
        (str(number), words.choose(names, visit.locale).text)
        for number, names in await queries.choices_for_parent(visit.viewer)
        if number != own
    ]


def _entry_page(request: Request[Any, Any, Any], form: Form, standing: ProjectView, status: int = 200) -> Page:
    visit = visit_of(request)
    tags = dict.fromkeys((visit.locale, *visit.site.locales.tags, *_WRITTEN_IN))
    return page(
        request,
        "projects/entry.html",
        status=status,
        section=SECTION,
        form=form,
        project=standing,
        name=words.choose(standing.names, visit.locale),
        here=words.address(visit.urls, standing),
        languages=[(tag, places.language(tag, visit.locale)) for tag in tags],
    )


async def _conflict_page(request: Request[Any, Any, Any], form: Form, mine: NewProject, number: int) -> Page:
    visit = visit_of(request)
    standing = await queries.get(visit.viewer, number)
    theirs = standing.facts
    taking_part = {each.organisation for facts in (mine, theirs) for each in facts.participations if each.organisation}
    related = await related_to(
        visit,
        taking_part,
        {each.agreed_at for each in (mine, theirs)},
        {each.parent for each in (mine, theirs)},
        {each.agreement for each in (mine, theirs)},
    )
    typed, saved = telling.told(mine, related, visit.locale), telling.told(theirs, related, visit.locale)
    return page(
        request,
        "projects/conflict.html",
        status=409,
        section=SECTION,
        project=standing,
        **conflicts.sides(form, mine, (typed, saved), telling.FIELDS, visit.locale),
    )


routes: list[Any] = [
    show_new,
    create_project,
    show_conferences,
    show_partners,
    show_edit,
    save_project,
    show_new_entry,
    write_entry,
    trash_project,
    restore_project,
    back_to_project,
]
