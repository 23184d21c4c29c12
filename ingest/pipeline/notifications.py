"""Telling people that a run did not end well: always a line in a log file, by settings a mail and a webhook.

Addresses and passwords of the channels are secrets: no message, log line or error here contains them.
"""

from __future__ import annotations

import datetime as dt
import json
import smtplib
import ssl
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import httpx

from ingest.settings import Settings, SettingsError

#: Longest wait for a mail server or a webhook, in seconds; the run is over by then, so nothing else waits.
TIMEOUT = 20.0
#: Submission with STARTTLS, and TLS from the first byte.
PORTS = {"smtp": 587, "smtps": 465}


class Message(Protocol):
    """What a channel can send: `subject` without line breaks, `text` for people, `as_json` for programs."""

    @property
    def subject(self) -> str: ...  # noqa: D102 - see the class

    @property
    def text(self) -> str: ...  # noqa: D102

    def as_json(self) -> dict[str, Any]: ...  # noqa: D102


@dataclass(frozen=True)
class Failure:
    """What a notification says: which run of what, since when it is over, why, and where to look."""

    pipeline: str
    run_id: str
    status: str
    reason: str
    summary: str = ""
    address: str | None = None

    @property
    def subject(self) -> str:
        """One line without line breaks: texts of the outside may stand in a reason."""
        return " ".join(f"Warledger: {self.pipeline} {self.status}: {self.reason}".split())[:200]

    @property
    def text(self) -> str:
        """The message's text: reason, summary, run and address."""
        parts = [self.reason, self.summary, f"Run: {self.run_id}", self.address or ""]
        return "\n\n".join(part for part in parts if part) + "\n"

    def as_json(self) -> dict[str, Any]:
        """What a webhook gets: `text` is what chat services show; the rest is for programs."""
        return {"text": f"{self.subject}\n{self.summary}".strip(), **asdict(self)}


def log_file(settings: Settings) -> Path:
    """One line for every failure, whatever other channels there are."""
    return settings.data_dir / "failures.log"


def check(settings: Settings) -> None:
    """Raise SettingsError, without the secret in it, when a channel's setting cannot be used."""
    if settings.notify_webhook:
        parts = urlsplit(settings.notify_webhook)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingsError("WARLEDGER_NOTIFY_WEBHOOK must be an address that begins with http:// or https://")
    if settings.notify_smtp:
        _server(settings)
        if not _recipients(settings):
            raise SettingsError("WARLEDGER_NOTIFY_SMTP is set, but WARLEDGER_NOTIFY_TO names nobody to mail to")


def notify(settings: Settings, failure: Failure) -> list[str]:
    """Tell a failure through every channel that is set; returns a sentence for each, and never raises.

    A channel that fails does not keep the others from being used; the log file says what became of each.
    """
    outcomes = [outcome for _, outcome in send(settings, failure)]
    moment = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    what = f"{failure.pipeline} {failure.status}: {failure.reason}"
    line = " ".join(f"{moment} {what} [{failure.run_id}] ({'; '.join(outcomes) or 'log only'})".split())
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        with log_file(settings).open("a", encoding="utf-8") as log:
            log.write(line + "\n")
    except OSError as error:
        outcomes.append(f"{log_file(settings).name} could not be written: {error.strerror}")
    return outcomes


def send(
    settings: Settings, message: Message, only: Collection[str] = ("webhook", "mail")
) -> Iterator[tuple[bool, str]]:
    """Send by every channel that is set and asked for; for each whether it went out, and a sentence. Never raises."""
    channels: list[tuple[str, str, Callable[[Settings, Message], str]]] = [
        ("webhook", settings.notify_webhook, _post),
        ("mail", settings.notify_smtp, _mail),
    ]
    for name, setting, deliver in channels:
        if not setting or name not in only:
            continue
        try:
            yield True, f"{name}: {deliver(settings, message)}"
        except SettingsError as error:
            yield False, f"{name}: not sent: {error}"
        except Exception as error:
            # The texts of these errors may hold the address with its password; their kind is enough to act on.
            yield False, f"{name}: not sent: {type(error).__name__}"


def _post(settings: Settings, message: Message) -> str:
    check(settings)
    answer = httpx.post(
        settings.notify_webhook,
        content=json.dumps(message.as_json(), ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8"},
        timeout=TIMEOUT,
        follow_redirects=False,
    )
    if answer.status_code >= 300:
        raise SettingsError(f"the server answered with status {answer.status_code}")
    return f"sent (status {answer.status_code})"


def _mail(settings: Settings, to_send: Message) -> str:
    check(settings)
    scheme, host, port, user, password = _server(settings)
    message = EmailMessage()
    message["Subject"] = to_send.subject
    message["From"] = settings.notify_from
    message["To"] = ", ".join(_recipients(settings))
    message.set_content(to_send.text)
    context = ssl.create_default_context()
    if scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(host, port, timeout=TIMEOUT)
    with connection as server:
        server.ehlo()
        if scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif scheme == "smtp" and user:
            raise SettingsError("the mail server offers no encryption, so the password was not sent")
        if user:
            server.login(user, password)
        server.send_message(message)
    return f"sent to {len(_recipients(settings))}"


def _recipients(settings: Settings) -> list[str]:
    return [name.strip() for name in settings.notify_to.split(",") if name.strip()]


def _server(settings: Settings) -> tuple[str, str, int, str, str]:
    """Scheme, host, port, user and password of the mail server."""
    parts = urlsplit(settings.notify_smtp)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in PORTS or not parts.hostname or port == -1:
        raise SettingsError("WARLEDGER_NOTIFY_SMTP must look like smtp://user:password@host:587 or smtps://...")
    return (
        parts.scheme,
        parts.hostname,
        port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


def main() -> int:
    """`python -m ingest.pipeline.notifications`: send a failure that is none, to see whether the channels work."""
    settings = Settings.from_environment()
    check(settings)
    outcomes = notify(
        settings, Failure("test", "by hand", "failed", "this is a test of the notifications; all is well")
    )
    for line in [*outcomes, f"{log_file(settings)}: written"]:
        print(line)
    return 1 if any("not sent" in line for line in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
