"""`sources.yml`: where documents come from. Every mistake in it is told with its line and field.

The default file lies beside this module; a user's own is named by the setting WARLEDGER_SOURCES.
"""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from ingest.core.stated_dates import find_zone
from ingest.core.urls import BadUrl, check_url
from ingest.sources.limits import FetchLimits
from ingest.sources.tables import MapError, parse_mapping

DEFAULT_FILE = Path(__file__).with_name("sources.yml")
#: Kinds that are fetched need `url`, kinds that lie on a disk need `path`; a list of addresses lies on a disk, and what
#: it names is fetched.
WEB_KINDS, LIST_KINDS, FILE_KINDS = ("feed", "sitemap", "page", "channel"), ("urls",), ("folder", "archive")
KINDS = WEB_KINDS + LIST_KINDS + FILE_KINDS
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class ConfigError(ValueError):
    """A sources file that cannot be used; the message has one line for each mistake."""


@dataclass(frozen=True)
class Source:
    """One block of the file. `url` is set for what is fetched, `path` (absolute) for what lies on a disk."""

    name: str
    kind: str
    url: str | None = None
    path: Path | None = None
    #: For folders: which columns of tables hold what ("title=headline,published=date").
    columns: str = ""
    publisher: str | None = None
    language: str | None = None
    #: IANA name of the zone in which the publisher's times have their day; None: the offset that each time states.
    time_zone: str | None = None
    enabled: bool = False
    #: What may be done with the texts, in words, and where that is written.
    licence: str = ""
    terms: str | None = None
    #: For feeds: `page` fetches what an entry links to, `entry` takes the entry's own text.
    content: str = "page"
    #: Only addresses in which one of these regular expressions is found; empty: all.
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    #: Pages fetched in one run, at most.
    max_items: int = 100
    #: A page is asked for again, conditionally, after so many hours, then after ever longer times, for so many days.
    recheck_hours: float = 6.0
    recheck_days: float = 7.0
    delay_seconds: float = FetchLimits.delay_seconds
    concurrency: int = FetchLimits.concurrency
    timeout_seconds: float = FetchLimits.timeout_seconds
    total_seconds: float = FetchLimits.total_seconds
    max_bytes: int = FetchLimits.max_bytes
    #: Whether addresses that are not on the public internet may be fetched for this source, or the networks that may.
    allow_private: bool | tuple[str, ...] = False

    @property
    def limits(self) -> FetchLimits:
        """The limits of one fetch from this source."""
        return FetchLimits(
            timeout_seconds=self.timeout_seconds,
            total_seconds=self.total_seconds,
            max_bytes=self.max_bytes,
            delay_seconds=self.delay_seconds,
            concurrency=self.concurrency,
        )

    def wants(self, url: str) -> bool:
        """Whether an address passes `include` and `exclude`."""
        found = not self.include or any(re.search(pattern, url) for pattern in self.include)
        return found and not any(re.search(pattern, url) for pattern in self.exclude)


#: Fields that may stand in a block: how each is checked, and its bounds.
_TEXT, _BOOL, _NUMBER, _WHOLE, _LIST, _NETWORKS = "text", "bool", "number", "whole", "list", "networks"
_FIELDS: dict[str, tuple[str, float, float]] = {
    "name": (_TEXT, 1, 63),
    "kind": (_TEXT, 1, 20),
    "url": (_TEXT, 1, 4000),
    "path": (_TEXT, 1, 4000),
    "columns": (_TEXT, 1, 2000),
    "publisher": (_TEXT, 1, 200),
    "language": (_TEXT, 2, 20),
    "time_zone": (_TEXT, 3, 60),
    "enabled": (_BOOL, 0, 0),
    "licence": (_TEXT, 1, 2000),
    "terms": (_TEXT, 1, 2000),
    "content": (_TEXT, 1, 20),
    "include": (_LIST, 0, 100),
    "exclude": (_LIST, 0, 100),
    "max_items": (_WHOLE, 1, 50_000),
    "recheck_hours": (_NUMBER, 0, 8760),
    "recheck_days": (_NUMBER, 0, 3650),
    "delay_seconds": (_NUMBER, 0, 3600),
    "concurrency": (_WHOLE, 1, 16),
    "timeout_seconds": (_NUMBER, 0.1, 600),
    "total_seconds": (_NUMBER, 0.1, 3600),
    "max_bytes": (_WHOLE, 1, 1_000_000_000),
    "allow_private": (_NETWORKS, 0, 100),
}
_WEB_ONLY = (
    *("url", "content", "include", "exclude", "max_items", "recheck_hours", "recheck_days", "delay_seconds"),
    *("concurrency", "timeout_seconds", "total_seconds", "allow_private"),
)


def read_sources(path: Path | None = None) -> list[Source]:
    """The sources of a file (the default one without a path), in its order, enabled or not.

    Raises ConfigError naming file, line and field for every mistake in it.
    """
    path = Path(path or DEFAULT_FILE)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise ConfigError(f"{path}: {reason or error}") from None
    return _Reader(path).read(text)


def select(sources: list[Source], names: list[str] | None = None) -> list[Source]:
    """The named sources (enabled or not), or all enabled ones. Raises ConfigError for a name that is not there."""
    if not names:
        return [source for source in sources if source.enabled]
    by_name = {source.name: source for source in sources}
    for name in names:
        if name not in by_name:
            raise ConfigError(f"there is no source {name!r}{_hint(name, by_name)}")
    return [by_name[name] for name in dict.fromkeys(names)]


def _hint(name: str, known: Any) -> str:
    close = difflib.get_close_matches(name, list(known), 1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(known)}"


class _Reader:
    """Reads one file, gathering mistakes instead of stopping at the first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mistakes: list[tuple[int, str]] = []

    def read(self, text: str) -> list[Source]:
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or str(error)
            raise ConfigError(f"{self.path}:{mark.line + 1 if mark else 1}: is not YAML: {problem}") from None
        sources = list(self._sources(root))
        if self.mistakes:
            raise ConfigError("\n".join(f"{self.path}:{line}: {message}" for line, message in sorted(self.mistakes)))
        return sources

    def complain(self, node: yaml.Node | None, message: str) -> None:
        self.mistakes.append((node.start_mark.line + 1 if node else 1, message))

    def _sources(self, root: yaml.Node | None) -> Iterator[Source]:
        fields = self._mapping(root, "the file", ("sources", "defaults"))
        block = fields.get("sources", (None, None))[1]
        if not isinstance(block, yaml.SequenceNode):
            self.complain(block or root, "sources: must be a list of blocks, each beginning with '- name:'")
            return
        defaults = self._values(fields["defaults"][1], "defaults") if "defaults" in fields else {}
        for name in ("name", "url", "path", "columns"):
            if name in defaults:
                self.complain(defaults[name][1], f"defaults: {name}: belongs to one source, not to all")
        seen: dict[str, int] = {}
        for number, node in enumerate(block.value, start=1):
            source = self._source(node, number, defaults)
            if source is None:
                continue
            if source.name in seen:
                self.complain(node, f"source {source.name!r}: name: stands at line {seen[source.name]} already")
            seen[source.name] = node.start_mark.line + 1
            yield source

    def _source(self, node: yaml.Node, number: int, defaults: dict[str, tuple[Any, yaml.Node]]) -> Source | None:
        before = len(self.mistakes)
        label = self._label(node, number)
        own = self._values(node, label)
        found = {name: value for name, (value, _) in own.items()}
        at = {name: place for name, (_, place) in own.items()}
        for name in ("name", "kind", "licence"):
            if name not in own and name not in defaults:
                self.complain(node, f"{label}: {name}: is missing")
        kind = found.get("kind", defaults.get("kind", (None, None))[0])
        if kind is not None and kind not in KINDS:
            self.complain(at.get("kind", node), f"{label}: kind: is {kind!r}; one of {', '.join(KINDS)}")
        elif kind is not None:
            needed, other = ("url", "path") if kind in WEB_KINDS else ("path", "url")
            if needed not in own:
                self.complain(node, f"{label}: {needed}: is missing (a {kind} needs it)")
            foreign = {FILE_KINDS: _WEB_ONLY, LIST_KINDS: (other, "content", "columns"), WEB_KINDS: (other, "columns")}
            for name in next(names for kinds, names in foreign.items() if kind in kinds):
                if name in own:
                    self.complain(at[name], f"{label}: {name}: means nothing for a {kind}")
        self._check_words(label, found, at)
        if len(self.mistakes) > before:
            return None
        applied = {
            name: value for name, (value, _) in defaults.items() if kind not in FILE_KINDS or name not in _WEB_ONLY
        }
        source = Source(**{**applied, **found})
        return replace(source, path=(self.path.parent / source.path).resolve()) if source.path else source

    def _check_words(self, label: str, found: dict[str, Any], at: dict[str, yaml.Node]) -> None:
        name, url, language = found.get("name"), found.get("url"), found.get("language")
        if found.get("columns") is not None:
            try:
                parse_mapping(found["columns"])
            except MapError as error:
                self.complain(at["columns"], f"{label}: columns: {error}")
        if name is not None and not _NAME.fullmatch(name):
            self.complain(at["name"], f"{label}: name: must be of a-z, 0-9, - and _, not {name!r}")
        if url is not None:
            try:
                check_url(url)
            except BadUrl as error:
                self.complain(at["url"], f"{label}: url: {error}")
        if language is not None and not _LANGUAGE.fullmatch(language):
            self.complain(at["language"], f"{label}: language: must be a code such as uk or en-GB, not {language!r}")
        zone = found.get("time_zone")
        if zone is not None and find_zone(zone) is None:
            self.complain(at["time_zone"], f"{label}: time_zone: must be a name such as Europe/Kyiv, not {zone!r}")
        if found.get("content") not in (None, "page", "entry"):
            self.complain(at["content"], f"{label}: content: is {found['content']!r}; page or entry")
        for field in ("include", "exclude"):
            for pattern in found.get(field) or ():
                try:
                    re.compile(pattern)
                except re.error as error:
                    self.complain(at[field], f"{label}: {field}: {pattern!r} is no regular expression: {error}")

    def _label(self, node: yaml.Node, number: int) -> str:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == "name" and isinstance(value, yaml.ScalarNode) and value.value:
                    return f"source {value.value[:63]!r}"
        return f"source {number}"

    def _mapping(
        self, node: yaml.Node | None, label: str, known: tuple[str, ...]
    ) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            self.complain(node, f"{label}: must have fields ({', '.join(known[:4])}...)" if known else label)
            return {}
        fields: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name not in known:
                self.complain(key, f"{label}: {name or 'this'}: is no field{_hint(str(name), known)}")
            elif name in fields:
                self.complain(key, f"{label}: {name}: stands twice")
            else:
                fields[name] = (key, value)
        return fields

    def _values(self, node: yaml.Node, label: str) -> dict[str, tuple[Any, yaml.Node]]:
        """Field values of the right type with their places; a wrong one is complained about and becomes None."""
        values: dict[str, tuple[Any, yaml.Node]] = {}
        for name, (key, value_node) in self._mapping(node, label, tuple(_FIELDS)).items():
            loader = yaml.SafeLoader("")
            try:
                value = loader.construct_object(value_node, deep=True)
            except (yaml.YAMLError, ValueError) as error:
                self.complain(key, f"{label}: {name}: {str(error).splitlines()[0]}")
                values[name] = (None, key)
                continue
            if value is None:
                continue
            kind, low, high = _FIELDS[name]
            wrong = _wrong(value, kind, low, high)
            if wrong:
                self.complain(key, f"{label}: {name}: {wrong}")
                value = None
            elif kind == _TEXT:
                value = value.strip()
            elif kind in (_LIST, _NETWORKS) and isinstance(value, list):
                value = tuple(value)
            values[name] = (value, key)
        return values


def _is_network(text: Any) -> bool:
    try:
        ipaddress.ip_network(text if isinstance(text, str) else "")
    except ValueError:
        return False
    return True


def _wrong(value: Any, kind: str, low: float, high: float) -> str | None:
    """What is wrong with a value, or None."""
    shown = repr(value)[:80]
    if kind == _BOOL:
        return None if isinstance(value, bool) else f"must be true or false, not {shown}"
    if kind == _NETWORKS and not isinstance(value, list):
        return None if isinstance(value, bool) else f"must be true, false or a list of networks, not {shown}"
    if kind in (_NUMBER, _WHOLE):
        types = int if kind == _WHOLE else (int, float)
        word = "a whole number" if kind == _WHOLE else "a number"
        fits = isinstance(value, types) and not isinstance(value, bool) and low <= value <= high
        return None if fits else f"must be {word} from {low:g} to {high:,g}, not {shown}"
    if kind == _NETWORKS:
        wrong = next((item for item in value if not _is_network(item)), None)
        return None if wrong is None else f"{wrong!r} is no network such as 10.1.0.0/16"
    if kind == _LIST:
        fits = isinstance(value, list) and len(value) <= high and all(isinstance(item, str) for item in value)
        return None if fits else f"must be a list of texts, not {shown}"
    fits = isinstance(value, str) and low <= len(value.strip()) <= high
    return None if fits else f"must be a text of {low:g} to {high:,g} characters, not {shown}"
