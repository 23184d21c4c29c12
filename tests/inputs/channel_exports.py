"""Exports of a Telegram channel as Telegram Desktop writes them, made up for tests: JSON, HTML, preview pages."""

from __future__ import annotations

import datetime as dt
import html
import json
from typing import Any

PLACES = ("Kharkiv", "Odesa", "Sumy", "Nikopol", "Kherson", "Chernihiv", "Poltava", "Dnipro", "Izmail", "Pavlohrad")
START = dt.datetime(2026, 5, 1, 6, 0, tzinfo=dt.UTC)
KYIV = dt.timezone(dt.timedelta(hours=3))


def report(number: int) -> str:
    """A message that tells of one strike, another one for every number."""
    place = PLACES[number % len(PLACES)]
    return (
        f"A Russian drone hit a warehouse in the city of {place} at night, the regional governor said. "
        f"{number + 2} people were killed and {number + 9} were wounded. Message {number} of our morning review."
    )


def message(number: int, text: Any = None, *, minutes: int | None = None, **fields: Any) -> dict[str, Any]:
    """A message of a JSON export, posted `minutes` after START (default: ten for each number)."""
    moment = START + dt.timedelta(minutes=10 * number if minutes is None else minutes)
    return {
        "id": number,
        "type": "message",
        "date": moment.astimezone(KYIV).replace(tzinfo=None).isoformat(),
        "date_unixtime": str(int(moment.timestamp())),
        "from": "Night Review",
        "from_id": "channel1500000001",
        "text": report(number) if text is None else text,
        "text_entities": [],
        **fields,
    }


def service(number: int) -> dict[str, Any]:
    return {**message(number, ""), "type": "service", "action": "pin_message", "actor": "Night Review"}


def export(messages: list[dict[str, Any]], name: str = "Night Review", number: int = 1500000001) -> bytes:
    """A result.json of one channel."""
    value = {"name": name, "type": "public_channel", "id": number, "messages": messages}
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def html_message(
    number: int, text: str, *, forwarded: str | None = None, media: bool = False, joined: bool = False
) -> str:
    moment = (START + dt.timedelta(minutes=10 * number)).astimezone(KYIV)
    stamp = f"{moment:%d.%m.%Y %H:%M:%S} UTC+03:00"
    inner = '<div class="media_wrap clearfix"><a class="photo_wrap" href="photos/1.jpg"></a></div>' if media else ""
    inner += f'<div class="text">\n{html.escape(text).replace(chr(10), "<br>")}\n</div>' if text else ""
    if forwarded:
        inner = (
            f'<div class="forwarded body"><div class="from_name">\n{html.escape(forwarded)} '
            f'<span class="date details" title="{stamp}"> {stamp}</span></div>{inner}</div>'
        )
    name = "" if joined else '<div class="from_name">\nNight Review\n</div>'
    return (
        f'<div class="message default clearfix{" joined" if joined else ""}" id="message{number}"><div class="body">'
        f'<div class="pull_right date details" title="{stamp}">\n{moment:%H:%M}\n</div>{name}{inner}</div></div>'
    )


def html_export(messages: list[str]) -> bytes:
    """A messages.html."""
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head><body>'
        '<div class="page_wrap"><div class="page_header"><div class="content"><div class="text bold">\nNight Review\n'
        '</div></div></div><div class="page_body chat_page"><div class="history">'
        '<div class="message service" id="message-1"><div class="body details">\n1 May 2026\n</div></div>'
        f"{''.join(messages)}</div></div></div></body></html>"
    ).encode()


def preview(
    handle: str, posts: list[tuple[int, str]], before: int | None = None, forwarded: str | None = None
) -> bytes:
    """A page of t.me/s/HANDLE with (number, text) of its posts."""
    more = ""
    if before:
        more = f'<a href="/s/{handle}?before={before}" class="tme_messages_more js-messages_more" data-before="1"></a>'
    return (
        f"<!DOCTYPE html><html><head><title>Night Review - Telegram</title></head><body>"
        f'<div class="tgme_channel_info_header_title"><span dir="auto">Night Review</span></div>'
        f'<section class="tgme_channel_history js-message_history">{more}'
        f"{''.join(_preview_post(handle, number, text, forwarded) for number, text in posts)}</section></body></html>"
    ).encode()


def _preview_post(handle: str, number: int, text: str, forwarded: str | None) -> str:
    source = ""
    if forwarded:
        name = f'<a class="tgme_widget_message_forwarded_from_name" href="#"><span>{forwarded}</span></a>'
        source = f'<div class="tgme_widget_message_forwarded_from">Forwarded from {name}</div>'
    stamp = f'<time datetime="2026-05-01T0{number % 10}:05:11+00:00" class="time">0{number % 10}:05</time>'
    return (
        f'<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        f'<div class="tgme_widget_message js-widget_message" data-post="{handle}/{number}">'
        f'<div class="tgme_widget_message_bubble">{source}'
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{html.escape(text)}</div>'
        f'<div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">1.2K</span>'
        f'<a class="tgme_widget_message_date" href="https://t.me/{handle}/{number}">{stamp}</a></div></div></div></div>'
    )
