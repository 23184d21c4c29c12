"""A visitor without a browser: speaks Streamlit's websocket protocol, as the page's JavaScript does, and times runs.

What comes back is protocol buffers, so a run's elements can be read without drawing them. Used by the test of many
concurrent sessions and by benchmarks/dashboard.py.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

#: Type of a widget → where the protocol holds its value.
_VALUES = {
    "text_input": "string_value",
    "text_area": "string_value",
    "number_input": "int_value",
    "checkbox": "bool_value",
    "button": "trigger_value",
}


@dataclass
class Run:
    """One script run as the server answered it: seconds from the request to its end, bytes sent, elements by type."""

    seconds: float
    n_bytes: int
    elements: list[Any] = field(repr=False)
    finished: str = "FINISHED_SUCCESSFULLY"

    def of_type(self, name: str) -> list[Any]:
        return [getattr(element, name) for element in self.elements if element.WhichOneof("type") == name]

    @property
    def metrics(self) -> dict[str, str]:
        return {metric.label: metric.body for metric in self.of_type("metric")}

    @property
    def texts(self) -> list[str]:
        return [markdown.body for markdown in self.of_type("markdown")]

    @property
    def errors(self) -> list[str]:
        """Exceptions that the page shows."""
        return [f"{error.type}: {error.message}" for error in self.of_type("exception")]


class Session:
    """One visitor of the dashboard at `address` (http://host:port); a context manager."""

    def __init__(self, address: str, timeout: float = 120) -> None:
        self._timeout = timeout
        self._widgets: dict[str, tuple[str, str]] = {}
        url = address.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = connect(url, subprotocols=["streamlit"], origin=address, max_size=None, open_timeout=timeout)  # type: ignore[arg-type, list-item]

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def open(self, page: str = "", query: str = "", values: Mapping[str, str | int | bool] | None = None) -> Run:
        """Open a page by its address, `query` without the question mark; a later call is a click or a filter.

        `values` are what the visitor enters, by the label of a box, number, switch or button (True: pressed) of the
        page that was opened last; KeyError where there is none of that label.
        """
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = page
        message.rerun_script.widget_states.SetInParent()
        for label, value in (values or {}).items():
            widget_id, kind = self._widgets[label]
            setattr(message.rerun_script.widget_states.widgets.add(id=widget_id), _VALUES[kind], value)
        began = time.perf_counter()
        self._socket.send(message.SerializeToString())
        elements: dict[tuple[int, ...], Any] = {}
        n_bytes = 0
        while True:
            data = self._socket.recv(timeout=self._timeout)
            n_bytes += len(data)
            answer = ForwardMsg()
            answer.ParseFromString(data if isinstance(data, bytes) else data.encode())
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                elements.clear()
            elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                elements[tuple(answer.metadata.delta_path)] = answer.delta.new_element
            elif kind == "script_finished":
                state = ForwardMsg.ScriptFinishedStatus.Name(answer.script_finished)
                if state != "FINISHED_EARLY_FOR_RERUN":
                    self._widgets = {
                        getattr(element, kind).label: (getattr(element, kind).id, kind)
                        for element in elements.values()
                        if (kind := element.WhichOneof("type")) in _VALUES
                    }
                    return Run(time.perf_counter() - began, n_bytes, list(elements.values()), state)
