"""What one running application knows: its settings, its languages, its files, its templates, its kept pages, its feeds."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from jinja2 import Environment

from coop.i18n import Locales
from coop.settings import Settings
from coop.web.kit.cache import Kept
from coop.web.kit.conditional import Header
from coop.web.kit.feeds import Feeds
from coop.web.kit.static import Assets


@dataclass(frozen=True, slots=True)
class Site:
    """Made once at start and handed along with every visit."""

    settings: Settings
    locales: Locales
    assets: Assets
    templates: Environment
    kept: Kept
    feeds: Feeds
    security: list[Header]
    error_templates: frozenset[str]

    @property
    def origin(self) -> str:
        """The configured scheme and host, as browsers write it in ``Origin``."""
        parts = urlsplit(self.settings.base_url)
        return f"{parts.scheme}://{parts.netloc.lower()}"
