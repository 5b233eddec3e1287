"""Settings from the environment: typed, documented in docs/settings.md, failing at start in a clear sentence."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

if TYPE_CHECKING:
    from collections.abc import Mapping

SECRET_BYTES = 32
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off", ""})
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_OFFERED = ("en", "zh-Hans", "th", "ar")


class SettingsError(Exception):
    """A setting that cannot be used; the text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the installation decides. ``secret`` signs form tokens; ``trusted_proxies`` is how many proxies stand in front.

    ``smtp_url`` is empty where no mail is sent; ``works`` says whether the server does the jobs behind the pages too.
    """

    database_url: str
    base_url: str
    secret: bytes
    locales: tuple[str, ...] = _OFFERED
    default_zone: str = "Asia/Shanghai"
    development: bool = False
    allowed_hosts: frozenset[str] = frozenset()
    trusted_proxies: int = 0
    log_format: Literal["json", "text"] = "json"
    site_name: str = "coop"
    contact: str = ""
    smtp_url: str = ""
    mail_from: str = ""
    works: bool = True

    @property
    def sends_mail(self) -> bool:
        """Whether mails leave the outbox."""
        return bool(self.smtp_url)

    @property
    def is_https(self) -> bool:
        """Whether people reach the site through TLS; cookies are Secure then."""
        return self.base_url.startswith("https://")


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read COOP_* from ``environment`` (the process's own when None). Raises SettingsError."""
    env = os.environ if environment is None else environment
    development = _switch(env, "COOP_DEVELOPMENT")
    base_url = _base_url(env.get("COOP_BASE_URL", "http://127.0.0.1:8000"))
    host = urlsplit(base_url).hostname or ""
    extra = {each.strip().lower() for each in env.get("COOP_ALLOWED_HOSTS", "").split(",") if each.strip()}
    return Settings(
        database_url=_database_url(env.get("COOP_DATABASE_URL", "sqlite:///var/coop.sqlite")),
        base_url=base_url,
        secret=_secret(env.get("COOP_SECRET_FILE", "")),
        locales=_locales(env.get("COOP_LOCALES", ",".join(_OFFERED))),
        default_zone=_zone(env.get("COOP_DEFAULT_ZONE", "Asia/Shanghai")),
        development=development,
        allowed_hosts=frozenset({host.lower(), *extra, *(("127.0.0.1", "localhost") if is_local(host) else ())}),
        trusted_proxies=_count(env, "COOP_TRUSTED_PROXIES"),
        log_format=_log_format(env.get("COOP_LOG_FORMAT", "text" if development else "json")),
        site_name=env.get("COOP_SITE_NAME", "coop").strip() or "coop",
        contact=env.get("COOP_CONTACT", "").strip(),
        smtp_url=_smtp_url(env.get("COOP_SMTP_URL", "").strip()),
        mail_from=_mail_from(env.get("COOP_MAIL_FROM", "").strip(), env.get("COOP_SMTP_URL", "").strip()),
        works=_switch(env, "COOP_WORKER", "yes"),
    )


def make_secret(path: Path) -> None:
    """Write a fresh random secret to ``path`` for its owner alone, unless one is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(SECRET_BYTES))


def is_local(host: str) -> bool:
    """Whether ``host`` names this very machine."""
    return host in {"127.0.0.1", "localhost", "::1"}


def _switch(env: Mapping[str, str], name: str, otherwise: str = "") -> bool:
    value = env.get(name, otherwise).strip().lower()
    if value in _YES:
        return True
    if value in _NO:
        return False
    raise SettingsError(f"{name} must be yes or no, not {value!r}.")


def _count(env: Mapping[str, str], name: str) -> int:
    value = env.get(name, "0").strip() or "0"
    if not value.isascii() or not value.isdigit():
        raise SettingsError(f"{name} must be a whole number from 0, not {value!r}.")
    return int(value)


def _database_url(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise SettingsError("COOP_DATABASE_URL must look like sqlite:///var/coop.sqlite or postgresql://user:password@host/name.")
    return value


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise SettingsError(f"COOP_BASE_URL must be the site's own address, such as https://coop.example.org, not {value!r}.")
    return f"{parts.scheme}://{parts.netloc}"


def _smtp_url(value: str) -> str:
    """Never said in full: it may hold a password."""
    if not value:
        return ""
    parts = urlsplit(value)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path not in {"", "/"} or port == 0:
        raise SettingsError("COOP_SMTP_URL must look like smtp://user:password@mail.example.org:587 or smtps://mail.example.org:465.")
    return value


def _mail_from(value: str, smtp_url: str) -> str:
    if smtp_url and not _ADDRESS.fullmatch(value):
        raise SettingsError(
            "COOP_MAIL_FROM must be the address that mails come from, such as coop@example.org, where COOP_SMTP_URL is set."
        )
    return value


def _secret(file: str) -> bytes:
    if not file:
        raise SettingsError("COOP_SECRET_FILE must name a file with at least 32 random bytes: make one with `coop secret PATH`.")
    try:
        secret = Path(file).read_bytes().strip()
    except OSError as error:
        raise SettingsError(f"COOP_SECRET_FILE {file} cannot be read: {error.strerror}.") from error
    if len(secret) < SECRET_BYTES:
        raise SettingsError(f"COOP_SECRET_FILE {file} holds {len(secret)} bytes; at least {SECRET_BYTES} are needed.")
    return secret


def _locales(value: str) -> tuple[str, ...]:
    tags = tuple(dict.fromkeys(each.strip() for each in value.split(",") if each.strip()))
    unknown = [tag for tag in tags if tag not in _OFFERED]
    if not tags or unknown:
        raise SettingsError(f"COOP_LOCALES must list some of {', '.join(_OFFERED)}, not {value!r}.")
    return tags


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise SettingsError(f"COOP_DEFAULT_ZONE must be an IANA zone such as Asia/Shanghai, not {value!r}.")
    return value


def _log_format(value: str) -> Literal["json", "text"]:
    match value:
        case "json" | "text":
            return value
        case _:
            raise SettingsError(f"COOP_LOG_FORMAT must be json or text, not {value!r}.")
