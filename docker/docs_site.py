"""The service `docs`: dbt's documentation and Great Expectations' Data Docs as a read-only site.

Run by uvicorn. Like the dashboard, it answers only to this machine's names and those of WARLEDGER_DASHBOARD_HOSTS.
"""

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ingest.settings import Settings
from ingest.warehouse.audit import data_docs_index

#: Made when the image is built.
DBT_DOCS = Path("/opt/site/dbt")
INDEX = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Warledger: documentation</title>
<h1>Warledger: documentation</h1>
<ul><li><a href="dbt/">dbt docs</a>: models, columns, tests, lineage</li>
<li><a href="checks/">Data Docs</a>: the checks of each build</li></ul></html>
"""


class Pages(StaticFiles):
    """A folder that may come later."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory, html=True, check_dir=False)

    async def check_config(self) -> None:
        """Without the folder, every page of it is missing."""


def index(_: Request) -> Response:
    """The start page."""
    return HTMLResponse(INDEX)


def missing(request: Request, error: Exception) -> Response:
    """Data Docs are made by the first build."""
    assert isinstance(error, HTTPException)
    why = (
        "there are none before the first build\n"
        if request.url.path.startswith("/checks")
        else "there is no such page\n"
    )
    return PlainTextResponse(why, error.status_code)


def site(settings: Settings, dbt_docs: Path = DBT_DOCS) -> Starlette:
    """The site over the data folder of `settings`."""
    names = [name.strip() for name in settings.dashboard_hosts.split(",") if name.strip()]
    return Starlette(
        routes=[
            Route("/", index),
            Mount("/dbt", Pages(dbt_docs)),
            Mount("/checks", Pages(data_docs_index(settings).parent)),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["localhost", "127.0.0.1", *names])],
        exception_handlers={404: missing},
    )


def app() -> Starlette:
    """For `uvicorn --factory`."""
    return site(Settings.from_environment())
