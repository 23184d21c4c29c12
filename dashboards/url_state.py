"""Choices kept in the URL by their code, so that a link shows the same view whatever the wording of a label.

Streamlit's own `bind="query-params"` writes an option's label, which breaks links when a label changes and mixes up two
options of the same label. It serves for dates, numbers, switches and text, which have no label.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st


def _seed(name: str, key: str, options: Sequence[str], default: Sequence[str]) -> None:
    """Set the widget's state before it is made: from the URL if that changed since the last run, else as it was."""
    in_url = st.query_params.get_all(name)
    if in_url and in_url != st.session_state.get(f"{key}-in-url"):
        chosen = [code for code in in_url if code in options]
    else:
        held = st.session_state.get(key, list(default))
        chosen = [code for code in ([held] if isinstance(held, str) else held or []) if code in options]
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
    _seed(name, key, options, ())
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
    placeholder: str = "Choose",
    buttons: bool = False,
    help_text: str | None = None,
) -> str | None:
    """A select box (or a row of buttons) whose code stands in the URL as `name`; None only without a default."""
    start = [default] if default is not None else []
    _seed(name, key, options, start)
    st.session_state[key] = next(iter(st.session_state[key]), default)
    if buttons:
        chosen = st.segmented_control(
            label, options, format_func=format_func, key=key, required=True, persist_state="session", help=help_text
        )
    else:
        chosen = st.selectbox(
            label,
            options,
            index=None if default is None else 0,
            format_func=format_func,
            key=key,
            placeholder=placeholder,
            persist_state="session",
            help=help_text,
        )
    _publish(name, key, [chosen] if chosen is not None else [], start)
    return chosen


def distinct(labels: Sequence[str], codes: Sequence[str]) -> dict[str, str]:
    """Code → label, labels made different where they are the same: Streamlit takes options of one label for one."""
    seen: dict[str, int] = {}
    named = {}
    for code, label in zip(codes, labels, strict=True):
        seen[label] = seen.get(label, 0) + 1
        named[code] = label if seen[label] == 1 else f"{label} ({seen[label]})"
    return named
