"""The desk's page for the relations of one organisation: a form of rows, read from its side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Request, get, post
from litestar.params import FromPath

from coop import i18n
from coop.asked import numbers_in, read_number
from coop.errors import Invalid, Stale, require
from coop.i18n.message import _
from coop.multilingual import Said
from coop.partners import queries, relations, rules
from coop.partners.relations import NewRelation, Relation
from coop.web import partner_words
from coop.web import relation_words as words
from coop.web.form_choices import one_partner, options
from coop.web.kit.forms import Form, read_form
from coop.web.kit.pages import Page, page, redirect
from coop.web.kit.urls import read_id
from coop.web.kit.visit import visit_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coop.partners.views import Profile

LIAISON = {"access": "liaison"}
SECTION = "partners"
NEW = "new"
"""The place of the row for a relation that is being added."""
_MOST_ROWS = 400
_FIELDS = {"kind": "kind", "other": "other", "valid_from": "from", "valid_to": "to", "source": "source"}


@get("/desk/partners/{partner:str}/relations", opt=LIAISON)
async def show_relations(request: Request[Any, Any, Any], partner: FromPath[str]) -> Page:
    """The form of an organisation's relations."""
    visit = visit_of(request)
    profile = await _editable(request, partner)
    standing = await relations.of_partner(visit.viewer, profile.id, visit.locale)
    return await _form_page(request, _filled(each.facts for each in standing), profile)


@post("/desk/partners/{partner:str}/relations", opt=LIAISON, status_code=303)
async def save_relations(request: Request[Any, Any, Any], partner: FromPath[str]) -> Page:
    """Save an organisation's relations; who comes too late is shown what stands and keeps what they typed."""
    visit, form = visit_of(request), await read_form(request)
    profile = await _editable(request, partner)
    if form.typed("find"):
        return await _form_page(request, form, profile)
    wanted, places_of = _read(form)
    try:
        form.answer()
        await relations.save_relations(visit.viewer, profile.id, form.version(), wanted)
    except Invalid as invalid:
        form.take(invalid, places_of)
        return await _form_page(request, form, profile, 422)
    except Stale:
        form.error("", _("Somebody saved this meanwhile. What stands now is shown above; save again to put yours in its place."))
        return await _form_page(request, form, await _editable(request, partner), 409)
    return redirect(request, visit.urls.page(f"partners/{profile.id}"), _("The relations are saved."))


async def _editable(request: Request[Any, Any, Any], partner: str) -> Profile:
    visit = visit_of(request)
    profile = await queries.get(visit.viewer, read_id(partner)[0])
    require(rules.keeps_partners(visit.viewer))
    return profile


def _filled(standing: Iterable[NewRelation]) -> Form:
    fields: list[tuple[str, str]] = []
    for at, each in enumerate(standing):
        row = {"kind": words.key(each.kind, inverse=each.inverse), "other": str(each.other)}
        row |= {"from": each.valid_from, "to": each.valid_to, "source": each.source}
        fields += [(f"relations.{at}.{field}", value) for field, value in row.items()]
    return Form(fields)


def _rows(form: Form) -> list[str]:
    """The places of the relations that are shown as rows, without the one being added."""
    return [str(each) for each in form.rows("relations", _MOST_ROWS)]


def _read(form: Form) -> tuple[list[NewRelation], dict[str, str]]:
    """What was typed, and where the domain's fields stand in the form (its name -> the form's)."""
    kept = [row for row in [*_rows(form), NEW] if form.typed(f"relations.{row}.other") and not form.checked(f"relations.{row}.remove")]
    places_of: dict[str, str] = {}
    wanted = []
    for at, row in enumerate(kept):
        field = f"relations.{row}"
        places_of |= {f"relations.{at}.{name}": f"{field}.{own}" for name, own in _FIELDS.items()}
        kind, _dot, inverse = form.choice(f"{field}.kind", words.KINDS, Relation.PARTNER_OF.value).partition(".")
        wanted.append(
            NewRelation(
                kind=Relation(kind),
                other=form.integer(f"{field}.other", 1) or 0,
                inverse=bool(inverse),
                valid_from=form.typed(f"{field}.from").strip(),
                valid_to=form.typed(f"{field}.to").strip(),
                source=form.typed(f"{field}.source").strip(),
            )
        )
    return wanted, places_of


async def _form_page(request: Request[Any, Any, Any], form: Form, profile: Profile, status: int = 200) -> Page:
    visit = visit_of(request)
    rows = _rows(form)
    numbers = [form.typed(f"relations.{row}.other") for row in rows]
    named = await queries.named(visit.viewer, numbers_in(numbers), visit.locale)
    unknown = Said(i18n.translate(_("An organisation in the trash"), visit.locale), visit.locale)
    standing = await relations.of_partner(visit.viewer, profile.id, visit.locale) if status == 409 else []  # noqa: PLR2004 - a conflict
    return page(
        request,
        "partners/relations.html",
        status=status,
        section=SECTION,
        form=form,
        partner=profile,
        name=profile.name(visit.locale),
        here=partner_words.address(visit.urls, profile),
        version=profile.version if status == 409 else form.typed("version") or profile.version,  # noqa: PLR2004 - a conflict
        rows=[(row, named.get(read_number(each) or 0, unknown)) for row, each in zip(rows, numbers, strict=True)],
        standing=words.shown(standing, visit.urls),
        kinds=options(words.KINDS, visit.locale),
        found=await one_partner(visit, form, f"relations.{NEW}.other"),
    )


routes: list[Any] = [show_relations, save_relations]
