"""What an operator can set: defaults, then parley.toml, then PARLEY_* variables."""

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class Provider(BaseModel):
    """Somebody else's sign-in (OpenID Connect) that this site takes at its word."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=40)
    server: str
    client_id: str = Field(min_length=1)
    secret: str = ""
    # Stands in the address that the provider sends people back to; made from the name if unset.
    key: str = Field("", pattern=r"^[a-z0-9-]*$")
    # Of these, addresses count as proven even where the provider does not say so.
    domains: list[str] = []

    @field_validator("server")
    @classmethod
    def _absolute(cls, value: str) -> str:
        if urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname:
            raise ValueError("expected the provider's address, https://…")
        return value.rstrip("/")

    @property
    def slug(self) -> str:
        return self.key or re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-") or "oidc"


class Config(BaseSettings):
    """The whole configuration, one frozen value."""

    model_config = SettingsConfigDict(env_prefix="PARLEY_", frozen=True, extra="forbid")

    data: Path = Field(Path("data"), description="Folder of the database, files and outbox.")
    base_url: str = Field("http://127.0.0.1:8000", description="The address people type.")
    allowed_hosts: list[str] = Field(
        default=["localhost", "127.0.0.1", "[::1]"],
        description="Host names this server answers to; the one in base_url is added.",
    )
    site_name: str = Field("Parley", description="Name in the header and in mails.")
    secret_key: str = Field("", description="Signing key; kept in data/secret-key when unset.")
    database_url: str = Field("", description="postgres://… ; unset: SQLite in the data folder.")
    smtp_url: str = Field("", description="smtp://user:password@host:587 ; unset: the outbox.")
    largest_material: int = Field(
        25,
        ge=1,
        le=500,
        description="How large a file may be that is put beside a dialogue, in MB.",
    )
    mail_from: str = Field("parley@localhost", description="Sender of mails.")
    demo: bool = Field(False, description="Demonstration: sign-in by persona, open outbox.")
    debug: bool = Field(False, description="Django's debug pages. Never on a public server.")
    require_second_factor: bool = Field(
        False, description="Conveners and operators need a passkey or an authenticator app."
    )
    trusted_proxies: int = Field(
        0, ge=0, le=9, description="How many proxies of yours stand before Parley in a row."
    )
    oidc: list[Provider] = Field(
        default=[], description="Sign-in by other services: see how-to/sign-in."
    )
    jitsi_domain: str = Field("", description="Host of your Jitsi Meet: see how-to/meet-online.")
    jitsi_app_id: str = Field("", description="The application that its tokens are for.")
    jitsi_secret: str = Field("", description="What its tokens are signed with: 32 characters.")
    bbb_server: str = Field("", description="Your BigBlueButton: https://…/bigbluebutton")
    bbb_secret: str = Field("", description="What calls to it are signed with.")

    @field_validator("jitsi_domain")
    @classmethod
    def _host(cls, value: str) -> str:
        if value and not re.fullmatch(r"[a-z0-9.-]+(:[0-9]{1,5})?", value.lower()):
            raise ValueError(f"expected a host such as meet.example.org, got {value!r}")
        return value.lower()

    @field_validator("bbb_server")
    @classmethod
    def _server(cls, value: str) -> str:
        if value and (
            urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname
        ):
            raise ValueError(f"expected https://host/bigbluebutton, got {value!r}")
        return value.rstrip("/").removesuffix("/api")

    @field_validator("oidc")
    @classmethod
    def _told_apart(cls, value: list[Provider]) -> list[Provider]:
        if len({provider.slug for provider in value}) < len(value):
            raise ValueError("expected providers of different names, or with a key for each")
        return value

    @field_validator("database_url")
    @classmethod
    def _of_postgresql(cls, value: str) -> str:
        if value and not _is_postgres(value):
            raise ValueError("expected postgres://user:password@host/name, or unset for SQLite")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _of_a_mail_server(cls, value: str) -> str:
        if value and not _is_smtp(value):
            raise ValueError("expected smtp://user:password@host:587, or smtps://")
        return value

    @field_validator("base_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        if urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname:
            raise ValueError(f"expected http://host or https://host, got {value!r}")
        return value.rstrip("/")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        path = os.environ.get("PARLEY_CONFIG", "parley.toml")
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, path)

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        return sorted({*self.allowed_hosts, urlsplit(self.base_url).hostname or ""})

    def signing_key(self) -> str:
        """The configured key, or one made at the first start and kept beside the database."""
        return self.secret_key or _kept_key(self.data / "secret-key")

    def database(self) -> dict[str, Any]:
        """Django's DATABASES["default"]."""
        return _postgres(self.database_url) if self.database_url else _sqlite(self.data)


def _is_postgres(url: str) -> bool:
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        conninfo_to_dict(url)
    except ProgrammingError:
        return False
    return True


def _is_smtp(url: str) -> bool:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:  # its own message would hold a part of a password with a slash in it
        return False
    return parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and port != 0


def _kept_key(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


def _sqlite(data: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": data / "parley.sqlite3",
        # A connection remembers how it answered a query: worth a tenth of a page.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            # Writers queue instead of failing: a read that turns into a write under the
            # default deferred transaction fails at once when another writer was first.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # What is deleted is overwritten in the file too: names must not lie in free space.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            " PRAGMA secure_delete=ON;",
        },
    }


# Of each process: PostgreSQL itself takes a hundred connections unless it is told otherwise, and ten
# keep two processors busy. Who comes while all are in use waits for one; when hundreds register in
# the same minute, longer than psycopg's own thirty seconds.
POOL = {"min_size": 1, "max_size": 10, "timeout": 60.0}


def _postgres(url: str) -> dict[str, Any]:
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(url)
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    named = {django: parts.pop(ours, "") or "" for ours, django in known.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "PORT": parts.pop("port", "") or "",
        "OPTIONS": {**parts, "pool": dict(POOL)},
    }
