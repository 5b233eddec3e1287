"""Joint projects in the reader's words: stages, roles, periods, cards and lines for any page that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coop import i18n, themes
from coop.i18n import dates
from coop.i18n.message import Message, _
from coop.multilingual import Said
from coop.projects.periods import first_day
from coop.projects.states import Honesty, Role, Stage, Visibility
from coop.text import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coop.multilingual import Multilingual
    from coop.projects.views import PartnerView, ProjectCard
    from coop.web.kit.urls import Urls

STAGES: Mapping[Stage, Message] = {
    Stage.IDEA: _("Idea"),
    Stage.PROPOSED: _("Proposed"),
    Stage.APPROVED: _("Approved"),
    Stage.ACTIVE: _("Under way"),
    Stage.SUSPENDED: _("Suspended"),
    Stage.COMPLETED: _("Completed"),
    Stage.CANCELLED: _("Cancelled"),
}
ROLES: Mapping[Role, Message] = {
    Role.COORDINATOR: _("Coordinator"),
    Role.PARTICIPANT: _("Participant"),
    Role.ASSOCIATED: _("Associated partner"),
    Role.THIRD_PARTY: _("Third party"),
    Role.FUNDER: _("Funder"),
    Role.IN_KIND: _("Contributor in kind"),
}
VISIBILITIES: Mapping[Visibility, Message] = {
    Visibility.PUBLIC: _("Everyone"),
    Visibility.PARTNERS: _("Partners of the project and staff"),
    Visibility.STAFF: _("Staff only"),
}
HONESTY: Mapping[Honesty, Message] = {
    Honesty.FOSSIL_HYDROGEN: _("Not green hydrogen: made from a fossil fuel"),
    Honesty.NOT_RENEWABLE: _("Low-carbon, not renewable"),
}


@dataclass(frozen=True, slots=True)
class ShownPartner:
    """Who takes part, as a page shows it. ``url`` is empty for a body that is not in the register."""

    name: Said
    url: str
    role: str
    country: str
    joined: str
    left: str


@dataclass(frozen=True, slots=True)
class ShownProject:
    """A project in a list, finished. ``themes`` are (slug, words, address); ``marks`` codes of tags beside the stage.

    ``acronym`` is empty where the title begins with it.
    """

    url: str
    title: Said
    acronym: str
    period: str
    stage: str
    themes: tuple[tuple[str, str, str], ...]
    partners: tuple[ShownPartner, ...]
    honesty: str
    marks: tuple[str, ...]


def address(urls: Urls, project: ProjectCard) -> str:
    """The page of a project: its number, then its acronym or its name at home."""
    return urls.page(f"projects/{project.id}-{slug(project.acronym or project.home_name)}")


def shown(projects: Iterable[ProjectCard], urls: Urls) -> list[ShownProject]:
    """Projects as lists, partners' pages and conferences' pages show them (templates/projects/_card.html), in the language of ``urls``."""
    return [_shown(each, urls) for each in projects]


def _shown(project: ProjectCard, urls: Urls) -> ShownProject:
    locale = urls.locale
    title = choose(project.names, locale)
    marks = [] if project.visibility is Visibility.PUBLIC else ["closed"]
    return ShownProject(
        url=address(urls, project),
        title=title,
        acronym="" if title.text.startswith(project.acronym) else project.acronym,
        period=period(project.begins, project.finishes, locale),
        stage=project.stage.value,
        themes=theme_chips(project.themes, urls),
        partners=partners(project.partners, urls),
        honesty=honesty(project.honesty, locale),
        marks=(*marks, *(["illustrative"] if project.illustrative else [])),
    )


def theme_chips(slugs: Iterable[str], urls: Urls, path: str = "projects") -> tuple[tuple[str, str, str], ...]:
    """Themes as chips that lead to the list at ``path``, narrowed to each."""
    return tuple((each, choose(themes.theme(each).name, urls.locale).text, urls.page(path, theme=each)) for each in slugs)


def partners(given: Iterable[PartnerView], urls: Urls) -> tuple[ShownPartner, ...]:
    """Who takes part, in the order in which they were named."""
    locale = urls.locale
    return tuple(
        ShownPartner(
            name=choose(each.names, locale),
            url=urls.page(f"partners/{each.organisation}-{slug(each.names.text(each.names.source))}") if each.organisation else "",
            role=i18n.translate(ROLES[each.role], locale),
            country=each.country,
            joined=known(each.joined, locale),
            left=known(each.left, locale),
        )
        for each in given
    )


def honesty(flag: Honesty, locale: str) -> str:
    """What must be said beside the theme, or nothing."""
    return i18n.translate(HONESTY[flag], locale) if flag is not Honesty.NONE else ""


def known(value: str, locale: str) -> str:
    """A year, month or day in ISO 8601 in words, as exact as it is known: ``Nov 2026``; empty stays empty."""
    day = first_day(value)
    if day is None:
        return ""
    match len(value):
        case 4:
            return dates.year(day, locale)
        case 7:
            return dates.month_short(day, locale)
        case _:
            return dates.day(day, locale)


def period(starts: str, ends: str, locale: str) -> str:
    """From when to when in words; empty where neither is known."""
    first, last = known(starts, locale), known(ends, locale)
    if first and last:
        said = first if first == last else i18n.translate(_("%(first)s to %(last)s", first=first, last=last), locale)
    elif first:
        said = i18n.translate(_("from %(first)s", first=first), locale)
    else:
        said = i18n.translate(_("until %(last)s", last=last), locale) if last else ""
    return said


def choose(value: Multilingual, locale: str) -> Said:
    """A text for a reader of ``locale``: their language, what they can read instead, then the original."""
    return value.say(locale, i18n.locales().chain(locale))
