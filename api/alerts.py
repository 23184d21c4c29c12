"""Alerts: what is new among the facts of a filter since it was last told, as messages. `alerts.yml` lists them.

Nothing is sent here: the command line hands the messages to the notifier, and says with `told` which went out.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.feeds import Entry, entries
from api.filters import FILTERS, BadFilter, FactFilters
from api.lists import PLURALS
from api.published import Snapshot
from dashboards import words
from dashboards.links import api_url
from dashboards.queries import KINDS
from ingest.settings import Settings

#: Facts that one message names; the feed of the same filter has the others.
_MOST = 20

Channel = Literal["mail", "webhook"]


class AlertError(ValueError):
    """A file of alerts that cannot be used; the message has one line for each mistake."""


class _Block(BaseModel):
    """One block of the file."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")
    kind: Literal["strikes", "interceptions", "aid", "meetings"]
    filter: dict[str, Any] = Field(default_factory=dict)
    to: list[Channel] = Field(min_length=1)


@dataclass(frozen=True)
class Alert:
    """A filter of one kind of facts, and the channels that are told what is new in it."""

    name: str
    plural: str
    filters: FactFilters
    to: tuple[Channel, ...]


@dataclass(frozen=True)
class Message:
    """What is new, for one alert: `subject` in one line, `text` for people, `items` for programs."""

    name: str
    subject: str
    text: str
    items: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """What a webhook gets; `text` is what chat services show."""
        return {"text": f"{self.subject}\n{self.text}", "alert": self.name, "items": self.items}


def read_alerts(path: Path) -> list[Alert]:
    """The alerts of a file; raises AlertError with every mistake in it."""
    try:
        blocks = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise AlertError(f"{path}: cannot be read: {' '.join(str(error).split())}") from error
    if not isinstance(blocks, list):
        raise AlertError(f"{path}: must be a list of alerts, each beginning with `- name:`")
    found: dict[str, Alert] = {}
    mistakes: list[str] = []
    for number, block in enumerate(blocks, start=1):
        try:
            stated = _Block.model_validate(block)
            given = {name: _listed(name, value, stated.kind) for name, value in stated.filter.items()}
            alert = Alert(stated.name, stated.kind, _filters_of(stated.kind).model_validate(given), tuple(stated.to))
        except ValidationError as error:
            mistakes += [f"alert {number}: {_where(problem)}: {problem['msg']}" for problem in error.errors()]
            continue
        if alert.name in found:
            mistakes.append(f"alert {number}: there is another one called {alert.name!r}")
        found[alert.name] = alert
    if mistakes:
        raise AlertError("\n".join(f"{path}: {mistake}" for mistake in mistakes))
    return list(found.values())


def _filters_of(plural: str) -> type[FactFilters]:
    return FILTERS[PLURALS[plural]]


def _listed(name: str, value: Any, plural: str) -> Any:
    """One value of a filter that takes several, as a list."""
    fields = {item.alias or key: item for key, item in _filters_of(plural).model_fields.items()}
    takes_many = name in fields and "list" in str(fields[name].annotation)
    return [value] if takes_many and not isinstance(value, list) else value


def _where(problem: Any) -> str:
    return ".".join(map(str, problem["loc"])) or "the block"


def messages(settings: Settings, snapshot: Snapshot, alerts: list[Alert]) -> list[tuple[Alert, Message | None]]:
    """Each alert with its message; None for nothing new since it was last told, and for an alert seen the first time.

    Raises AlertError for a filter whose value the published warehouse does not know.
    """
    published = snapshot.publication["published_at"]
    last = _last_told(settings)
    found: list[tuple[Alert, Message | None]] = []
    for alert in alerts:
        kind = KINDS[PLURALS[alert.plural]]
        try:
            scope = alert.filters.chosen(kind, snapshot)
        except BadFilter as error:
            raise AlertError(f"alert {alert.name}: {error}; allowed: {', '.join(error.allowed[:20])}") from error
        since = last.get(alert.name, published)
        news = entries(snapshot, kind, scope, (since, published)) if since < published else []
        found.append((alert, _message(alert, news, api_url(settings)) if news else None))
    return found


def _message(alert: Alert, news: list[Entry], base_url: str) -> Message:
    lines = [f"{entry.title}{'' if entry.is_new else f' ({entry.text})'}\n{base_url}/f/{entry.fact_id}"
             for entry in news[:_MOST]]  # fmt: skip
    if len(news) > _MOST:
        lines.append(f"and {len(news) - _MOST} more")
    subject = f"Warledger, {alert.name}: {words.amount_of(len(news), 'new or changed fact')}"
    items = [
        {"fact_id": entry.fact_id, "url": f"{base_url}/f/{entry.fact_id}", "title": entry.title,
         "is_new": entry.is_new, "changes": entry.changes}
        for entry in news[:_MOST]
    ]  # fmt: skip
    return Message(alert.name, subject, "\n\n".join(lines) + "\n", json.loads(json.dumps(items, default=str)))


def _state_file(settings: Settings) -> Path:
    return settings.data_dir / "alerts.json"


def _last_told(settings: Settings) -> dict[str, dt.datetime]:
    """Alert → the publication that it was last told of."""
    path = _state_file(settings)
    if not path.exists():
        return {}
    stated = json.loads(path.read_text(encoding="utf-8"))
    return {name: dt.datetime.fromisoformat(moment) for name, moment in stated.items()}


def told(settings: Settings, snapshot: Snapshot, names: list[str]) -> None:
    """Keep that these alerts know of this publication; alerts that are not named are asked again next time."""
    state = {**_last_told(settings), **dict.fromkeys(names, snapshot.publication["published_at"])}
    path = _state_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.partial")
    partial.write_text(json.dumps({name: moment.isoformat() for name, moment in state.items()}), encoding="utf-8")
    partial.replace(path)
