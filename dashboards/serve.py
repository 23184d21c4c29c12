"""The dashboard as a web application: app.py's pages for allowed hosts and frames. Run by `streamlit run`.

A page of another site that is open in the same browser can reach this machine's ports. A foreign Host header (a name
that its owner lets point here) or Origin ends the websocket, through which all data goes. No other site may frame a
page and steer clicks, unless the address asks for the embedded form (`?embed=true`).
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders, QueryParams
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.starlette import App

from ingest.settings import Settings, allowed_hosts


class FramesRefused:
    """Adds `frame-ancestors 'self'` to every response but those of the embedded form."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http" or QueryParams(scope.get("query_string", b"")).get("embed") == "true":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Content-Security-Policy", "frame-ancestors 'self'")
            await send(message)

        await self._app(scope, receive, send_guarded)


settings = Settings.from_environment()
config.set_option("server.allowedHosts", allowed_hosts(settings.bind_host, settings.dashboard_hosts))
app = App("app.py", middleware=[Middleware(FramesRefused)])
