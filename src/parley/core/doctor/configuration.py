"""Checks of what the operator has set."""

import ipaddress
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.mail import get_connection

from parley.core.doctor.finding import Finding, note, ok, problem
from parley.settings.config import Config

SHORTEST_KEY = 32
OUTBOX = "parley.core.mail.OutboxBackend"
# Read by something other than Config.
OTHER_VARIABLES = {"PARLEY_CONFIG", "PARLEY_CHROMIUM", "PARLEY_TEST_DATABASE"}
# Left to the operator's own choice or to the proxy in front: HSTS for subdomains, the preload
# list, the redirect to https. The key and debug mode have checks of their own.
CHOICES = {f"security.W{number}" for number in ("005", "008", "009", "018", "021")}
ONLY_HTTPS = {"security.W004", "security.W012", "security.W016"}


def is_loopback(host: str) -> bool:
    """Whether only this machine can mean itself by `host`."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _others() -> list[str]:
    """The host names under which others may reach this server."""
    hosts = [urlsplit(settings.BASE_URL).hostname or "", *settings.ALLOWED_HOSTS]
    return sorted({host for host in hosts if host not in {"", "*"} and not is_loopback(host)})


def variables() -> Iterator[Finding]:
    known = {f"PARLEY_{name.upper()}" for name in Config.model_fields} | OTHER_VARIABLES
    given = {name for name in os.environ if name.startswith("PARLEY_")}
    unknown = sorted(given - known)
    for name in unknown:
        yield problem(
            "settings",
            f"{name} is set, but there is no such setting.",
            "Correct its name (docs/reference/settings.md lists them) or unset it.",
        )
    file = os.environ.get("PARLEY_CONFIG")
    is_lost = bool(file) and not Path(str(file)).exists()
    if is_lost:
        yield problem(
            "settings",
            f"PARLEY_CONFIG names {file}, which is not there, so nothing of it is set.",
            "Correct the name, or unset PARLEY_CONFIG.",
        )
    if not unknown and not is_lost:
        yield ok("settings", "All PARLEY_ variables are known.")


def address() -> Iterator[Finding]:
    parts, others = urlsplit(settings.BASE_URL), _others()
    host = parts.hostname or ""
    if "*" in settings.ALLOWED_HOSTS:
        yield problem(
            "address",
            "allowed_hosts holds *, so forged host names are taken at their word.",
            "List the names that people type, or leave allowed_hosts unset.",
        )
    if parts.path or parts.query:
        yield problem(
            "address",
            f"base_url is {settings.BASE_URL}; Parley needs a host of its own, without a path.",
            "Set base_url to something like https://parley.example.org",
        )
    if others and is_loopback(host):
        yield problem(
            "address",
            f"Others reach this server as {', '.join(others)}, but links in mails name {host}.",
            "Set base_url to the address that people type.",
        )
    if not is_loopback(host) and parts.scheme != "https":
        yield problem(
            "address",
            f"{settings.BASE_URL} is not encrypted: sign-ins can be read on the way.",
            "Put a proxy with a certificate in front, and begin base_url with https://",
        )
    yield ok("address", f"People reach Parley at {settings.BASE_URL}.")


def modes() -> Iterator[Finding]:
    others = _others()
    for name, is_on, risk in (
        ("demo", settings.DEMO, "anyone may sign in as anybody"),
        ("debug", settings.DEBUG, "errors show the settings and the data"),
    ):
        if is_on and others:
            yield problem(
                f"{name} mode",
                f"It is on, so {risk}, and others reach this server as {', '.join(others)}.",
                f"Set {name} to false, or unset PARLEY_{name.upper()}.",
            )
        else:
            where = "on, for this machine only" if is_on else "off"
            yield ok(f"{name} mode", f"It is {where}.")


def secret_key() -> Iterator[Finding]:
    kept = Path(settings.CONFIG.data) / "secret-key"
    if len(settings.SECRET_KEY) < SHORTEST_KEY:
        yield problem(
            "secret key",
            f"It has {len(settings.SECRET_KEY)} characters, which can be guessed.",
            "Unset secret_key, and Parley makes a good one.",
        )
    elif settings.CONFIG.secret_key:
        yield ok("secret key", "It is set.")
    elif kept.exists() and stat.S_IMODE(kept.stat().st_mode) & 0o077:
        yield problem(
            "secret key",
            f"Other users of this machine may read {kept}.",
            f"chmod 600 {kept}",
        )
    else:
        yield ok("secret key", f"It is kept in {kept}.")


def mail() -> Iterator[Finding]:
    if settings.EMAIL_BACKEND == OUTBOX:
        if _others() and not settings.DEMO:
            yield note(
                "mail",
                "No mail server is set: mails stay in the outbox, and nobody gets them.",
                "Set smtp_url.",
            )
        else:
            yield ok("mail", "Mails are kept in the outbox.")
        return
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        yield problem(
            "mail",
            f"Mails would come from {settings.DEFAULT_FROM_EMAIL}, which most servers refuse.",
            "Set mail_from to an address of your own.",
        )
    yield _smtp()


def _smtp() -> Finding:
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    connected = get_connection(timeout=5)
    try:
        connected.open()
    except OSError as error:  # smtplib's errors are OSErrors
        return problem(
            "mail", f"The mail server {where} does not take mails: {error}.", "Correct smtp_url."
        )
    connected.close()
    return ok("mail", f"The mail server {where} answers.")


def providers() -> Iterator[Finding]:
    """Whoever stands between us and a provider could say that anybody is anybody."""
    for provider in settings.CONFIG.oidc:
        parts = urlsplit(provider.server)
        if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            yield problem(
                "sign-in",
                f"{provider.name} is asked over {provider.server}, which is not encrypted: "
                "anyone on the way can sign in as anybody.",
                "Begin its server with https://",
            )
        elif not provider.secret:
            yield note(
                "sign-in",
                f"{provider.name} has no secret, so anyone may claim to be this site.",
                "Set its secret, unless it was registered as a public client.",
            )
        else:
            yield ok("sign-in", f"People may sign in with {provider.name}.")


def proxies() -> Iterator[Finding]:
    """Tries are counted by the address they come from."""
    count, is_https = settings.TRUSTED_PROXIES, settings.CONFIG.is_https
    if count and not is_https:
        yield problem(
            "proxies",
            f"trusted_proxies is {count}, but people reach {settings.BASE_URL}, which no proxy "
            "seems to stand before: then anyone can claim to be anywhere.",
            "Set trusted_proxies to 0, or base_url to the proxy's address.",
        )
    elif is_https and not count:
        yield note(
            "proxies",
            "Everybody seems to come from the proxy's address, so that everybody is slowed down "
            "together when somebody guesses codes.",
            "Let the proxy set X-Forwarded-For, and set trusted_proxies to 1.",
        )
    else:
        yield ok("proxies", f"{count} are trusted.")


def online_rooms() -> Iterator[Finding]:
    """Of the servers that sessions meet on; they are not asked."""
    found = [*_jitsi(), *_bigbluebutton()]
    yield from found
    if not found and (settings.JITSI_DOMAIN or settings.BBB_SERVER):
        hosts = [settings.JITSI_DOMAIN, urlsplit(settings.BBB_SERVER).netloc]
        yield ok("online rooms", f"Sessions can meet on {' and '.join(filter(None, hosts))}.")


def _jitsi() -> Iterator[Finding]:
    given = (settings.JITSI_DOMAIN, settings.JITSI_APP_ID, settings.JITSI_SECRET)
    if any(given) and not all(given):
        yield problem(
            "online rooms",
            "Jitsi Meet is set up in part, so nobody gets in.",
            "Set jitsi_domain, jitsi_app_id and jitsi_secret, or none of them.",
        )
    elif settings.JITSI_SECRET and len(settings.JITSI_SECRET) < SHORTEST_KEY:
        yield problem(
            "online rooms",
            f"jitsi_secret has {len(settings.JITSI_SECRET)} characters, which can be guessed.",
            f"Use one of at least {SHORTEST_KEY}, here and in Jitsi's own configuration.",
        )


def _bigbluebutton() -> Iterator[Finding]:
    if bool(settings.BBB_SERVER) != bool(settings.BBB_SECRET):
        yield problem(
            "online rooms",
            "BigBlueButton is set up in part, so nobody gets in.",
            "Set bbb_server and bbb_secret, as `bbb-conf --secret` says them, or neither.",
        )
    parts = urlsplit(settings.BBB_SERVER)
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        yield problem(
            "online rooms",
            f"{settings.BBB_SERVER} is not encrypted: names and ways in can be read on the way.",
            "Begin bbb_server with https://",
        )


def django() -> Iterator[Finding]:
    left = CHOICES if settings.CONFIG.is_https else CHOICES | ONLY_HTTPS
    found = [
        message
        for message in checks.run_checks(include_deployment_checks=True)
        if message.id not in left and message.level >= checks.WARNING
    ]
    for message in found:
        yield problem("django", f"{message.msg} ({message.id})", message.hint or "See its message.")
    if not found:
        yield ok("django", "Its own checks pass.")


CHECKS = (variables, address, modes, secret_key, mail, providers, proxies, online_rooms, django)
