"""Failures are told: a line in a file always, a webhook and a mail by settings; no secret appears anywhere."""

from __future__ import annotations

import email
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import policy

import pytest
from outlets import OutletServer, Request

from ingest.pipeline.notifications import Failure, check, log_file, main, notify
from ingest.settings import Settings, SettingsError

FAILURE = Failure(
    "ingest_articles",
    "scheduled__2025-03-01",
    "partial",
    "2 of 9 sources failed:\ncourier (not there), Вісник (timeout)",
    "courier: failed\nother: success",
    "http://127.0.0.1:8080/dags/ingest_articles",
)
SECRET = "s3cret-Pässwort"


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail by SMTP without encryption; `mails` are the messages, `logins` what was sent to sign in."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _MailSession)
        self.mails: list[bytes] = []
        self.logins: list[str] = []


class _MailSession(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline():
            word = line.decode().strip().upper()
            if word.startswith("EHLO"):
                self.say("250-here\r\n250 AUTH PLAIN")
            elif word.startswith("AUTH"):
                self.server.logins.append(word)
                self.say("235 fine")
            elif word == "DATA":
                self.say("354 go on")
                lines = []
                while (line := self.rfile.readline()) != b".\r\n":
                    lines.append(line)
                self.server.mails.append(b"".join(lines))
                self.say("250 taken")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[socketserver.BaseServer]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with serving(server := MailServer()):
        yield server


class Hook(OutletServer):
    """A web server that keeps what is posted to /hook and answers with `status`."""

    def __init__(self) -> None:
        super().__init__()
        self.RequestHandlerClass = _HookRequest
        self.posted: list[dict] = []
        self.status = 204


class _HookRequest(Request):
    server: Hook

    def do_POST(self) -> None:  # noqa: N802 - the name that http.server calls
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append(json.loads(body))
        self.answer(self.server.status, headers={"Location": "/elsewhere"})


@pytest.fixture
def hook() -> Iterator[Hook]:
    with Hook() as server:
        yield server


def test_without_settings_a_failure_is_one_line_in_the_file(settings: Settings) -> None:
    assert notify(settings, FAILURE) == []
    assert notify(settings, replace(FAILURE, run_id="another")) == []
    first, second = log_file(settings).read_text(encoding="utf-8").splitlines()
    assert "2 of 9 sources failed: courier (not there), Вісник (timeout) [scheduled__2025-03-01] (log only)" in first
    assert "[another]" in second


def test_a_webhook_gets_json(settings: Settings, hook: Hook) -> None:
    told = notify(replace(settings, notify_webhook=hook.url(f"/hook?token={SECRET}")), FAILURE)
    assert told == ["webhook: sent (status 204)"]
    (body,) = hook.posted
    assert body["pipeline"] == "ingest_articles" and body["status"] == "partial"
    assert body["text"].startswith("Warledger: ingest_articles partial: 2 of 9 sources failed: courier")
    assert body["summary"] == FAILURE.summary and body["address"] == FAILURE.address
    assert SECRET not in log_file(settings).read_text(encoding="utf-8")


def test_a_webhook_that_refuses_or_leads_elsewhere_is_told(settings: Settings, hook: Hook) -> None:
    hook.status = 302
    told = notify(replace(settings, notify_webhook=hook.url("/hook")), FAILURE)
    assert told == ["webhook: not sent: the server answered with status 302"]
    assert len(hook.posted) == 1, "a redirect is not followed: the text may be confidential"


def test_a_mail_has_the_reason_as_its_subject(settings: Settings, mail: MailServer) -> None:
    server = f"smtp://127.0.0.1:{mail.server_address[1]}"
    mailing = replace(settings, notify_smtp=server, notify_to="a@desk.example, b@desk.example", notify_from="w@x")
    told = notify(mailing, FAILURE)
    assert told == ["mail: sent to 2"]
    message = email.message_from_bytes(mail.mails[0], policy=policy.default)
    assert message["Subject"].startswith("Warledger: ingest_articles partial: 2 of 9 sources failed: courier")
    assert message["To"] == "a@desk.example, b@desk.example" and message["From"] == "w@x"
    assert "courier: failed" in message.get_content() and FAILURE.address in message.get_content()


def test_a_password_is_never_sent_without_encryption_nor_told(settings: Settings, mail: MailServer) -> None:
    port = mail.server_address[1]
    setting = f"smtp://desk:{SECRET}@127.0.0.1:{port}"
    told = notify(replace(settings, notify_smtp=setting, notify_to="a@desk.example"), FAILURE)
    assert told == ["mail: not sent: the mail server offers no encryption, so the password was not sent"]
    assert mail.logins == [] and mail.mails == []


def test_one_channel_that_fails_does_not_keep_the_other_from_being_used(settings: Settings, hook: Hook) -> None:
    told = notify(
        replace(
            settings,
            notify_webhook=hook.url("/hook"),
            notify_smtp=f"smtps://desk:{SECRET}@127.0.0.1:1",
            notify_to="a@desk.example",
        ),
        FAILURE,
    )
    assert told[0] == "webhook: sent (status 204)"
    assert told[1].startswith("mail: not sent: ")
    text = log_file(settings).read_text(encoding="utf-8")
    assert told[1] in text and SECRET not in text and SECRET not in " ".join(told)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"notify_webhook": "hooks.example/x"}, "WARLEDGER_NOTIFY_WEBHOOK"),
        ({"notify_smtp": f"mail:{SECRET}"}, "WARLEDGER_NOTIFY_SMTP must look like"),
        ({"notify_smtp": f"smtp://u:{SECRET}@host:port", "notify_to": "a@b"}, "WARLEDGER_NOTIFY_SMTP must look like"),
        ({"notify_smtp": f"smtp://u:{SECRET}@host"}, "WARLEDGER_NOTIFY_TO names nobody"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_without_its_value(settings: Settings, values, message) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        check(replace(settings, **values))
    assert SECRET not in str(caught.value)


def test_secrets_are_not_in_the_settings_words(settings: Settings) -> None:
    told = repr(replace(settings, notify_webhook=f"https://x/{SECRET}", notify_smtp=f"smtp://u:{SECRET}@h"))
    assert SECRET not in told


def test_the_command_tries_the_channels(settings: Settings, hook: Hook, monkeypatch, capsys) -> None:
    monkeypatch.setenv("WARLEDGER_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("WARLEDGER_NOTIFY_WEBHOOK", hook.url("/hook"))
    assert main() == 0
    hook.status = 500
    assert main() == 1
    assert "webhook: not sent: the server answered with status 500" in capsys.readouterr().out
