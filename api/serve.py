"""The service as a process: uvicorn with one worker, which is enough for the rate that one machine's readers have."""

from __future__ import annotations

import uvicorn

from api.app import create_app
from ingest.settings import Settings

#: Requests that are answered at once; more are refused with 503 instead of waiting without end.
_AT_ONCE = 64


def serve(settings: Settings) -> None:
    """Answer requests on the settings' host and port until interrupted."""
    uvicorn.run(
        create_app(settings),
        host=settings.bind_host,
        port=settings.api_port,
        log_level=settings.log_level.lower(),
        access_log=False,
        server_header=False,
        limit_concurrency=_AT_ONCE,
        timeout_keep_alive=5,
        h11_max_incomplete_event_size=16_384,
    )
