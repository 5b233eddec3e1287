"""The choices that the forms of conferences and series offer, in the order of the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coop import clock, themes
from coop.conferences import series
from coop.conferences.states import DEADLINE_WORDS, Status
from coop.i18n import names as places
from coop.web import conference_words as words
from coop.web.conference_form import WORKING_LANGUAGES
from coop.web.form_choices import Options, options

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Choices:
    """What each field of the form can be: pairs of value and words. ``topics`` are grouped: theme, and pairs."""

    topics: list[tuple[str, str, Options]]
    series: Options
    countries: Options
    zones: Options
    languages: Options
    formats: Options
    precisions: Options
    statuses: Options
    roles: Options
    answers: Options
    deadlines: Options


async def choices(locale: str, languages: Iterable[str] = ()) -> Choices:
    """The choices in ``locale``; ``languages`` are offered beside the usual ones. Two statements, for the series."""
    tags = dict.fromkeys((*WORKING_LANGUAGES, *languages))
    return Choices(
        topics=grouped_topics(locale),
        series=[(str(each.id), words.choose(each.names, locale).text) for each in await series.every(locale)],
        countries=[(each.value, each.label) for each in places.countries(locale)],
        zones=[(each.value, each.label) for each in places.zone_choices(locale, clock.today())],
        languages=[(tag, places.language(tag, locale)) for tag in tags],
        formats=options(words.FORMATS, locale),
        precisions=options(words.PRECISIONS, locale),
        statuses=options({each: words.STATUSES[each] for each in (Status.TENTATIVE, Status.CONFIRMED)}, locale),
        roles=options(words.ROLES, locale),
        answers=options(words.ANSWERS, locale),
        deadlines=options(DEADLINE_WORDS, locale),
    )


def grouped_topics(locale: str) -> list[tuple[str, str, Options]]:
    """The themes with their topics: slug, name, and pairs of which the first is the theme as a whole."""
    return [
        (
            theme.slug,
            words.choose(theme.name, locale).text,
            [(topic.code, words.choose(topic.name, locale).text) for topic in (theme.whole, *theme.topics)],
        )
        for theme in themes.THEMES
    ]
