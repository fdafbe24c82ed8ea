"""The installation's settings, read from environment variables, typed, all mistakes told at once by name.

Two kinds of installation, told by MDM_MODE and nothing else:

* trial (the default): whatever is missing is provided - embedded servers, a secret key made for this installation and
  kept in its data folder. It answers on this machine only, unless ALLOWED_HOSTS says otherwise.
* production: every address and secret is stated; nothing is provided, and browsers are sent to HTTPS.

Any variable can be given as NAME_FILE, the path of a file that holds the value.
"""

from __future__ import annotations

import functools
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import EnvError, EnvValidationError, FileAwareEnv

from config import readings
from config.kept import keep

PROJECT = Path(__file__).resolve().parent.parent
PRODUCTION = "production"
REQUIRED = object()
AS_DEFAULT = object()
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
A_YEAR = 365 * 24 * 60 * 60


class SettingsError(ImproperlyConfigured):
    """Every wrong setting with its remedy, one a line. Values are not repeated: they may be secret."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("The settings are wrong, nothing was started.\n" + "\n".join(f"  {one}" for one in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable: how it is read (a method of environs or one of READINGS), what to give, what else counts."""

    name: str
    kind: str
    remedy: str
    default: Any = None
    in_production: Any = AS_DEFAULT

    def fallback(self, *, is_production: bool) -> Any:
        """What counts where the variable is not set; REQUIRED where it must be."""
        return self.in_production if is_production and self.in_production is not AS_DEFAULT else self.default


MODE = Setting("MDM_MODE", "mode", "Give trial or production.", default="trial")
SETTINGS = (
    Setting("SECRET_KEY", "secret", "Give at least 50 random characters.", in_production=REQUIRED),
    Setting("SECRET_KEY_FALLBACKS", "secrets", "Give former keys, each as long as SECRET_KEY, separated by commas.",
            default=()),
    Setting("DATABASE_URL", "database", "Give postgres://user:password@host:5432/name.", in_production=REQUIRED),
    Setting("BROKER_URL", "broker", "Give redis://host:6379/0, rediss://… or amqp://user:password@host:5672/vhost.",
            in_production=REQUIRED),
    Setting("CACHE_URL", "cache", "Give redis://host:6379/1 or rediss://…"),
    Setting("MAIL_URL", "mail", "Give smtp://user:password@host:587 or smtps://…; ?tls=off for a server without TLS."),
    Setting("MAIL_FROM", "str", "Give the address that mail comes from, such as mdm@example.com.", default=""),
    Setting("ALLOWED_HOSTS", "hosts", "Give the host names of this service, separated by commas.",
            default=LOCAL_HOSTS, in_production=REQUIRED),
    Setting("CSRF_TRUSTED_ORIGINS", "origins", "Give origins such as https://customers.example.com, "
            "separated by commas.", default=()),
    Setting("DEBUG", "bool", "Give true or false.", default=False),
    Setting("TIME_ZONE", "zone", "Give a name of the time zone database, such as Europe/Amsterdam.", default="UTC"),
    Setting("LOG_LEVEL", "level", "Give DEBUG, INFO, WARNING or ERROR.", default="INFO"),
    Setting("LOG_FORMAT", "log_format", "Give console or json.", default="console", in_production="json"),
    Setting("MDM_DATA_DIR", "path", "Give a folder that this service may write to.", default=PROJECT / "var"),
    Setting("MDM_NIGHTLY_AT", "clock", "Give hours and minutes, such as 02:30.", default=time(2, 30)),
    Setting("MDM_HTTPS", "bool", "Give true or false.", default=False, in_production=True),
    Setting("MDM_HSTS_SECONDS", "seconds", "Give a number of seconds, 0 for none.", default=0, in_production=A_YEAR),
    Setting("MDM_BEHIND_PROXY", "bool", "Give true where a proxy in front sets X-Forwarded-Proto, else false.",
            default=False),
    Setting("MDM_DATABASE_POOL", "count", "Give the most connections that a web process may hold, such as 10.",
            default=10),
    Setting("MDM_JOB_KNOCKS", "count", "Give how many idle worker processes a job may wake at once, such as 16.",
            default=16),
    Setting("MDM_WEBHOOK_NETWORKS", "networks", "Give networks that webhooks may go to though they are not public, "
            "such as 10.1.0.0/16,127.0.0.1/32.", default=()),
    Setting("MDM_TOKEN_SECONDS", "seconds", "Give how long an access token holds, such as 600; 0 gives none out.",
            default=0),
    Setting("MDM_LARGEST_FILE_MB", "count", "Give the most megabytes of a file that a client may send, such as 1024.",
            default=1024),
    Setting("MDM_MODELS_UNSEEN", "bool", "Give true or false.", default=False),
    Setting("MDM_FILES_KEPT_DAYS", "count", "Give for how many days the jobs of sent files are kept, such as 90.",
            default=90),
    Setting("MDM_CHANGES_KEPT_DAYS", "seconds", "Give for how many days the change feed reaches back, such as 400; "
            "0 keeps everything.", default=400),
    Setting("MDM_CONTACT_TEXTS_KEPT_DAYS", "seconds", "Give after how many days what people wrote of a contact is "
            "forgotten, such as 1095; 0 keeps it.", default=0),
    Setting("MDM_ANSWERS_KEPT_HOURS", "count", "Give for how many hours a repeated POST is answered as before, such as "
            "24.", default=24),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings as read. `database`, `broker_url` and `cache_url` are None where embedded servers stand in."""

    mode: str
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    database: Mapping[str, Any] | None
    broker_url: str | None
    cache_url: str | None
    mail: Mapping[str, Any] | None
    mail_from: str
    allowed_hosts: tuple[str, ...]
    csrf_trusted_origins: tuple[str, ...]
    debug: bool
    time_zone: str
    log_level: str
    log_format: str
    data_dir: Path
    nightly_at: time
    https: bool
    hsts_seconds: int
    behind_proxy: bool
    database_pool: int
    job_knocks: int
    webhook_networks: tuple[str, ...]
    token_seconds: int
    largest_file_mb: int
    models_unseen: bool
    files_kept_days: int
    changes_kept_days: int
    contact_texts_kept_days: int
    answers_kept_hours: int

    @property
    def is_production(self) -> bool:
        """Whether everything must be stated."""
        return self.mode == PRODUCTION

    @property
    def needs_no_server(self) -> bool:
        """Whether no embedded server stands in for anything."""
        return self.database is not None and self.broker_url is not None


@functools.cache
def environment() -> Environment:
    """This process's settings, read once."""
    return read_environment()


def read_environment() -> Environment:
    """Read and check every setting; raises SettingsError that names each wrong one."""
    reader = _Reader()
    mode = reader.read(MODE, MODE.default)
    is_production = mode == PRODUCTION
    values = {one.name: reader.read(one, one.fallback(is_production=is_production)) for one in SETTINGS}
    problems = reader.problems or list(_contradictions(values, is_production=is_production))
    if problems:
        raise SettingsError(problems)
    return _typed(mode, values)


def _contradictions(values: Mapping[str, Any], *, is_production: bool) -> list[str]:
    """Settings that are right alone but wrong together."""
    problems = []
    if is_production and values["DEBUG"]:
        problems.append("DEBUG: shows customer values in error pages. Leave it out in production.")
    if values["MAIL_URL"] and not values["MAIL_FROM"]:
        problems.append("MAIL_FROM: is not set, but MAIL_URL is. Give the address that mail comes from.")
    if values["MDM_HSTS_SECONDS"] and not values["MDM_HTTPS"] and not is_production:
        problems.append("MDM_HSTS_SECONDS: is sent over HTTPS only. Set MDM_HTTPS=true too, or leave it out.")
    return problems


def _typed(mode: str, values: Mapping[str, Any]) -> Environment:
    data_dir: Path = values["MDM_DATA_DIR"].expanduser().absolute()
    return Environment(
        mode=mode,
        secret_key=values["SECRET_KEY"] or _own_secret_key(data_dir),
        secret_key_fallbacks=tuple(values["SECRET_KEY_FALLBACKS"]),
        database=values["DATABASE_URL"],
        broker_url=values["BROKER_URL"],
        cache_url=values["CACHE_URL"],
        mail=values["MAIL_URL"],
        mail_from=values["MAIL_FROM"] if values["MAIL_URL"] else "",
        allowed_hosts=tuple(values["ALLOWED_HOSTS"]),
        csrf_trusted_origins=tuple(values["CSRF_TRUSTED_ORIGINS"]),
        debug=values["DEBUG"],
        time_zone=values["TIME_ZONE"],
        log_level=values["LOG_LEVEL"],
        log_format=values["LOG_FORMAT"],
        data_dir=data_dir,
        nightly_at=values["MDM_NIGHTLY_AT"],
        https=values["MDM_HTTPS"],
        hsts_seconds=values["MDM_HSTS_SECONDS"] if values["MDM_HTTPS"] else 0,
        behind_proxy=values["MDM_BEHIND_PROXY"],
        database_pool=values["MDM_DATABASE_POOL"],
        job_knocks=values["MDM_JOB_KNOCKS"],
        webhook_networks=tuple(values["MDM_WEBHOOK_NETWORKS"]),
        token_seconds=values["MDM_TOKEN_SECONDS"],
        largest_file_mb=values["MDM_LARGEST_FILE_MB"],
        models_unseen=values["MDM_MODELS_UNSEEN"],
        files_kept_days=values["MDM_FILES_KEPT_DAYS"],
        changes_kept_days=values["MDM_CHANGES_KEPT_DAYS"],
        contact_texts_kept_days=values["MDM_CONTACT_TEXTS_KEPT_DAYS"],
        answers_kept_hours=values["MDM_ANSWERS_KEPT_HOURS"],
    )


def _own_secret_key(data_dir: Path) -> str:
    try:
        return keep(data_dir / "secret-key", lambda: secrets.token_urlsafe(64))
    except OSError as error:
        raise SettingsError(
            [f"MDM_DATA_DIR: can't be written to ({error.strerror}). Give a folder that this service may write to."]
        ) from error


class _Reader:
    """Reads settings with environs and gathers what is wrong with them."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._env = FileAwareEnv(strip_whitespace=True)
        for name, reading in readings.READINGS.items():
            self._env.add_parser(name, reading)

    def read(self, setting: Setting, default: Any) -> Any:
        """The typed value; None, and a problem noted, where it is missing or wrong."""
        try:
            # Compose files and unit files pass empty texts for what is not set.
            if not self._env.str(setting.name, ""):
                return self._note(setting, "is not set.") if default is REQUIRED else default
            return getattr(self._env, setting.kind)(setting.name)
        except EnvValidationError as error:
            return self._note(setting, " ".join(map(str, error.error_messages)))
        except (EnvError, ValueError):
            return self._note(setting, f"{setting.name}_FILE names no readable file.")

    def _note(self, setting: Setting, what: str) -> None:
        self.problems.append(f"{setting.name}: {what} {setting.remedy}")
