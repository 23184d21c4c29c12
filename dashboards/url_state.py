"""Choices kept in the URL by their code, so that a link shows the same view whatever the wording of a label.

Streamlit's own `bind="query-params"` writes an option's label, which breaks links when a label changes and mixes up two
options of the same label. It serves for dates, numbers, switches and text, which have no label.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboards.language import tr


@dataclass(frozen=True)
class Unknown:
    """A value of an address that its filter does not have, and the (code, label) of those nearest to it."""

    label: str
    name: str
    code: str
    nearest: tuple[tuple[str, str], ...]


def nearest(code: str, options: Sequence[str], format_func: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """Up to three options whose code or label is spelt most like `code`."""
    spelt = {text.casefold(): option for option in reversed(options) for text in (format_func(option), option)}
    found = difflib.get_close_matches(code[:200].casefold(), spelt, n=3, cutoff=0.78)
    return tuple((option, format_func(option)) for option in dict.fromkeys(spelt[text] for text in found))


def unknown_choices() -> list[Unknown]:
    """What the address asked of the filters and they do not have, until the reader sets them; facts and articles, which
    pages look up themselves, left out."""
    asked = st.session_state.get("_unknown", {})
    return [one for name, found in asked.items() if name not in ("fact", "article") for one in found]


def forget_unknown(but: Sequence[str] = ()) -> None:
    """Begin a page: what another page's address asked is no concern of it, `but` what this one's asked just now."""
    asked = st.session_state.get("_unknown", {})
    st.session_state["_unknown"] = {name: asked[name] for name in but if name in asked}


def _seed(
    name: str, key: str, options: Sequence[str], default: Sequence[str], label: str, format_func: Callable[[str], str]
) -> None:
    """Set the widget's state before it is made: from the URL if that changed since the last run, else as it was."""
    in_url = st.query_params.get_all(name)
    if in_url and in_url != st.session_state.get(f"{key}-in-url"):
        chosen = [code for code in in_url if code in options]
        st.session_state.setdefault("_unknown", {})[name] = [
            Unknown(label, name, code, nearest(code, options, format_func)) for code in in_url if code not in options
        ]
    else:
        held = st.session_state.get(key, list(default))
        chosen = [code for code in ([held] if isinstance(held, str) else held or []) if code in options]
        if chosen != st.session_state.get(f"{key}-in-url", chosen):
            st.session_state.get("_unknown", {}).pop(name, None)
    st.session_state[key] = list(dict.fromkeys(chosen))


def _publish(name: str, key: str, chosen: Sequence[str], default: Sequence[str]) -> None:
    """Write the choice to the URL; the default leaves it clean."""
    st.session_state[f"{key}-in-url"] = list(chosen)
    if list(chosen) != list(default):
        st.query_params[name] = list(chosen)
    elif name in st.query_params:
        del st.query_params[name]


def choose_many(
    label: str, options: Sequence[str], *, name: str, key: str, format_func: Callable[[str], str], placeholder: str
) -> tuple[str, ...]:
    """A multiselect whose codes stand in the URL as repeated `name`; nothing chosen means everything."""
    _seed(name, key, options, (), label, format_func)
    chosen = st.multiselect(
        label, options, format_func=format_func, key=key, placeholder=placeholder, persist_state="session"
    )
    _publish(name, key, chosen, ())
    return tuple(chosen)


def choose_one(
    label: str,
    options: Sequence[str],
    *,
    name: str,
    key: str,
    format_func: Callable[[str], str],
    default: str | None = None,
    placeholder: str = "",
    buttons: bool = False,
    slider: bool = False,
    help_text: str | None = None,
    clean: bool = True,
) -> str | None:
    """A select box (or buttons, or a slider) whose code stands in the URL as `name`; None only without a default.

    The default stands there too if the URL is not to be kept `clean` of it.
    """
    start = [default] if default is not None else []
    _seed(name, key, options, start, label, format_func)
    st.session_state[key] = next(iter(st.session_state[key]), default)
    if buttons:
        chosen = st.segmented_control(
            label, options, format_func=format_func, key=key, required=True, persist_state="session", help=help_text
        )
    elif slider:
        chosen = st.select_slider(label, options, format_func=format_func, key=key, help=help_text)
    else:
        chosen = st.selectbox(
            label,
            options,
            index=None if default is None else 0,
            format_func=format_func,
            key=key,
            placeholder=placeholder or tr("Choose"),
            persist_state="session",
            help=help_text,
        )
    _publish(name, key, [chosen] if chosen is not None else [], start if clean else [])
    return chosen


def distinct(labels: Sequence[str], codes: Sequence[str]) -> dict[str, str]:
    """Code → label, labels made different where they are the same: Streamlit takes options of one label for one."""
    seen: dict[str, int] = {}
    named = {}
    for code, label in zip(codes, labels, strict=True):
        seen[label] = seen.get(label, 0) + 1
        named[code] = label if seen[label] == 1 else f"{label} ({seen[label]})"
    return named
