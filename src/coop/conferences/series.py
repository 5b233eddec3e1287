"""Series: the recurring brands whose editions are conferences. Everybody reads them; organisers keep them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coop import history, search, themes
from coop.conferences import rules
from coop.conferences.facts import NewSeries
from coop.conferences.tables import Series, SeriesTopic
from coop.conferences.views import SeriesView, read, slug_of
from coop.conferences.writing import stored
from coop.db import made_by, run, save, transaction
from coop.errors import Gone, Invalid, NotFound, require
from coop.i18n import locales
from coop.i18n.collation import sort_key
from coop.i18n.message import _
from coop.multilingual import decode
from coop.partners import queries as partners

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from coop.multilingual import Said
    from coop.viewer import Viewer

KIND = "series"
_COLUMNS = "s.id, s.uuid, s.version, s.names, s.acronym, s.home_organisation, s.cadence, s.website, s.created_by, s.revised_at"
_FACTS = ("names", "acronym", "home_organisation", "cadence", "website", "topics")


async def get(series_id: int) -> SeriesView:
    """One series. Raises NotFound, or Gone when it was deleted. Two statements."""
    rows = await run(f"SELECT {_COLUMNS}, s.trashed_at FROM series s WHERE s.id = {{}}", series_id) if 0 < series_id < 2**31 else []
    if not rows:
        raise NotFound
    if rows[0].pop("trashed_at") is not None:
        raise Gone
    topics = await run("SELECT topic FROM series_topic WHERE series = {}", series_id)
    return SeriesView(**read(rows[0]), topics=themes.in_order(row["topic"] for row in topics))


async def every(locale: str) -> list[SeriesView]:
    """All series by name in the order of the reader's language. Two statements."""
    topics: dict[int, list[str]] = {}
    for row in await run("SELECT series, topic FROM series_topic"):
        topics.setdefault(row["series"], []).append(row["topic"])
    rows = await run(f"SELECT {_COLUMNS} FROM series s WHERE s.trashed_at IS NULL")
    found = [SeriesView(**read(row), topics=themes.in_order(topics.get(row["id"], ()))) for row in rows]
    return sorted(found, key=lambda each: (sort_key(each.names.say(locale, locales()[locale].chain).text, locale), each.id))


async def named(ids: Collection[int], locale: str) -> dict[int, Said]:
    """The names of those of ``ids`` that stand on record. One statement; none for no ids."""
    if not ids:
        return {}
    listed = ", ".join(str(int(each)) for each in ids)
    rows = await run(f"SELECT {_COLUMNS} FROM series s WHERE s.id IN ({listed}) AND s.trashed_at IS NULL")
    return {row["id"]: SeriesView(**read(row)).names.say(locale, locales()[locale].chain) for row in rows}


async def public_count() -> int:
    """How many series there are. One statement."""
    rows = await run("SELECT count(*) AS n FROM series WHERE trashed_at IS NULL")
    return int(rows[0]["n"])


async def public_pages(offset: int, limit: int) -> list[tuple[str, datetime]]:
    """The pages of the series, by number, and when each last changed. One statement."""
    rows = await run("SELECT id, names, revised_at FROM series WHERE trashed_at IS NULL ORDER BY id LIMIT {} OFFSET {}", limit, offset)
    return [(f"series/{row['id']}-{slug_of(decode(row['names']))}", row["revised_at"]) for row in rows]


async def add_series(viewer: Viewer, wanted: NewSeries) -> SeriesView:
    """Put a series on record. Raises Forbidden, or Invalid with every field that is wrong."""
    require(rules.may_schedule(viewer))
    facts = wanted.check()
    async with transaction():
        await _check_home(viewer, facts, None)
        values: dict[Any, Any] = {name: stored(getattr(facts, name)) for name in _FACTS if name != "topics"}
        values |= {"version": 1, **made_by(viewer)}
        rows = await Series.insert(Series(values)).returning(Series.id)
        series_id = rows[0]["id"]
        await _write_topics(series_id, facts)
        return await _recorded(viewer, "added", series_id, {}, facts)


async def edit_series(viewer: Viewer, series_id: int, version: int, wanted: NewSeries) -> SeriesView:
    """Save new facts over a series still at ``version``; nothing is written when nothing differs.

    Raises NotFound, Forbidden, Invalid or Stale.
    """
    async with transaction():
        before = await get(series_id)
        require(rules.may_schedule(viewer))
        facts = wanted.check()
        if facts == facts_of(before) and version == before.version:
            return before
        await _check_home(viewer, facts, before.home_organisation)
        values: dict[Any, Any] = {name: stored(getattr(facts, name)) for name in _FACTS if name != "topics"}
        await save(Series, series_id, version, values, viewer)
        await run("DELETE FROM series_topic WHERE series = {}", series_id)
        await _write_topics(series_id, facts)
        return await _recorded(viewer, "edited", series_id, {name: getattr(before, name) for name in _FACTS}, facts)


def facts_of(series: SeriesView) -> NewSeries:
    """The facts that would make this series again."""
    values: dict[str, Any] = {name: getattr(series, name) for name in _FACTS}
    return NewSeries(**values)


async def _recorded(viewer: Viewer, act: str, series_id: int, before: dict[str, object], facts: NewSeries) -> SeriesView:
    await history.record(viewer, act, KIND, series_id, before=before, after={name: getattr(facts, name) for name in _FACTS})
    topics = [themes.topic(code).name for code in facts.topics]
    texts = {
        tag: (facts.names.text(tag), " ".join(filter(None, (facts.cadence.text(tag), *(topic.text(tag) for topic in topics)))))
        for tag in dict.fromkeys((*facts.names.texts, *locales().tags))
    }
    names = (facts.acronym,) if facts.acronym else ()
    await search.put(search.Document(kind=KIND, object_id=series_id, audiences=frozenset({"public"}), texts=texts, names=names))
    return await get(series_id)


async def _write_topics(series_id: int, facts: NewSeries) -> None:
    await SeriesTopic.insert(*(SeriesTopic(series=series_id, topic=code) for code in facts.topics))


async def _check_home(viewer: Viewer, facts: NewSeries, standing: int | None) -> None:
    home = facts.home_organisation
    if home is not None and home != standing and not await partners.named(viewer, (home,), viewer.locale):
        raise Invalid({"home_organisation": _("This organisation is not on record. Choose one from the list.")})
