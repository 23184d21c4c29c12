"""The service: routes, errors, and what every answer carries. `create_app` makes it, `warledger api` runs it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlencode

import msgspec
from fastapi import Depends, FastAPI, HTTPException, Query, Request
from fastapi import Path as InPath
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict, Field
from starlette.middleware.trustedhost import TrustedHostMiddleware

import dashboards
from api import changes, charts, facts, feeds, formats, lists, pages, series
from api.citing import citations
from api.filters import FILTERS, ArticleFilters, BadFilter, ClaimFilters, ListOfFacts
from api.guard import Guard
from api.held import Held
from api.published import Published, Snapshot, TooSlow
from dashboards import words
from dashboards.queries import KINDS, Kind
from ingest import __version__
from ingest.settings import Settings, allowed_hosts
from ingest.warehouse.connect import DamagedSnapshot, NoWarehouse, SnapshotInUse

_ASSETS = Path(__file__).parent / "assets"
_SHARED_ASSETS = Path(dashboards.__file__).parent / "assets"
_ABOUT = (
    "Facts about the Russia-Ukraine war, each with the claims and sentences that it rests on. Read-only. Answers are of"
    " the newest published snapshot: `ETag` changes with it. Filters have the names that the dashboard's links use;"
    " one that is repeated allows each of its values."
)
#: Of 9, which takes five times as long for a twelfth less.
_GZIP_LEVEL = 5
_Id = Annotated[str, InPath(min_length=1, max_length=100)]
_Format = Literal["json", "csv", "parquet", "arrow", "xlsx", "geojson"]
_Flat = Literal["json", "csv", "parquet", "arrow", "xlsx"]
#: The formats of a list without places.
_FLAT: tuple[str, ...] = get_args(_Flat)


class NotModified(Exception):
    """The client has the answer of this snapshot already."""


class SeriesFilters(BaseModel):
    """The periods of a series."""

    model_config = ConfigDict(extra="forbid")

    grain: Annotated[series.Grain, Field(description="Length of a period; of series over time only.")] = "month"


class ChartFilters(BaseModel):
    """How a chart is drawn."""

    model_config = ConfigDict(extra="forbid")

    width: Annotated[int, Field(ge=charts.NARROWEST, le=charts.WIDEST, description="Pixels of the picture.")] = 800


class ChartOverTime(ChartFilters):
    """How a chart over time is drawn."""

    grain: Annotated[series.Grain | None, Field(description="Length of a period; what fits, if left out.")] = None


def create_app(settings: Settings) -> FastAPI:
    """The service on the published warehouse of these settings."""
    snapshots = Published(settings)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        snapshots.close()

    app = FastAPI(
        lifespan=life,
        title="Warledger", version=__version__, description=_ABOUT, docs_url=None, redoc_url=None,
        license_info={"name": "see the project"}, openapi_url="/openapi.json",
    )  # fmt: skip
    app.state.published = snapshots
    app.state.settings = settings
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=_GZIP_LEVEL)
    app.add_middleware(Held, snapshot=snapshots.newest_name)
    origins = [origin.strip() for origin in settings.api_cors_origins.split(",") if origin.strip()]
    if origins:
        app.add_middleware(CORSMiddleware, allow_origins=origins, allow_methods=["GET"])
    app.add_middleware(Guard, requests_per_minute=settings.api_requests_per_minute)
    app.add_middleware(
        TrustedHostMiddleware, allowed_hosts=allowed_hosts(settings.bind_host, settings.api_hosts), www_redirect=False
    )
    _add_errors(app)
    for plural, name in lists.PLURALS.items():
        _add_kind(app, plural, KINDS[name])
    for name, one in series.SERIES.items():
        _add_series(app, name, one)
        _add_chart(app, name, one)
    _add_lists(app)
    _add_pages(app)
    app.mount("/assets/dashboard", StaticFiles(directory=_SHARED_ASSETS), name="shared-assets")
    app.mount("/assets", StaticFiles(directory=_ASSETS), name="assets")
    return app


# What every answer carries.


def _etag(snapshot: Snapshot) -> str:
    return f'W/"{snapshot.name}-{__version__}"'


def published(request: Request) -> Snapshot:
    """The snapshot that this request is answered from; raises NotModified for a client that has its answer."""
    snapshot: Snapshot = request.app.state.published.newest()
    held = request.headers.get("if-none-match", "")
    if _etag(snapshot) in [tag.strip() for tag in held.split(",")]:
        raise NotModified(_etag(snapshot))
    return snapshot


Newest = Annotated[Snapshot, Depends(published)]


def base_url(request: Request) -> str:
    """The address of the service for links in answers: the setting, else the one that was asked."""
    stated: str = request.app.state.settings.api_url
    return (stated or str(request.base_url)).rstrip("/")


def answer(snapshot: Snapshot, content: bytes | str, media_type: str, **headers: str) -> Response:
    """A response of this snapshot, to be asked for again when another one is published."""
    fixed = {"ETag": _etag(snapshot), "Cache-Control": "no-cache", "Vary": "Accept, Accept-Encoding"}
    return Response(content, media_type=media_type, headers={**fixed, **headers})


def as_json(snapshot: Snapshot, content: Any, **headers: str) -> Response:
    """`answer` with JSON: days and instants in ISO 8601, null for what is no number."""
    return answer(snapshot, msgspec.json.encode(content), formats.MEDIA_TYPES["json"], **headers)


def _about(snapshot: Snapshot) -> dict[str, Any]:
    row = snapshot.publication
    return {"name": snapshot.name, "published_at": row.get("published_at")}


# Lists.


def _chosen_format(request: Request, suffix: str | None, possible: tuple[str, ...]) -> str:
    """By the ending of the address, else by the Accept header; JSON where neither says; 406 for what is not there."""
    if suffix:
        return suffix
    accepted = [part.split(";")[0].strip() for part in request.headers.get("accept", "*/*").split(",")]
    types = {media.split(";")[0]: name for name, media in formats.MEDIA_TYPES.items() if name in possible}
    for media in accepted:
        if media in types:
            return types[media]
    if any(media in ("*/*", "application/*", "text/html", "") for media in accepted):
        return "json"
    raise HTTPException(406, f"this is to be had as {', '.join(types)}")


def _listed(request: Request, snapshot: Snapshot, page: lists.Page, chosen: str, name: str) -> Response:
    """A page of a list in the chosen format; the address of the next page in the Link header and in JSON."""
    address = None
    if page.next_cursor:
        path = request.url.include_query_params(cursor=page.next_cursor)
        address = f"{base_url(request)}{path.path}?{path.query}"
    link = {"Link": f'<{address}>; rel="next"'} if address else {}
    if chosen == "json":
        content = {
            "snapshot": _about(snapshot),
            "n_total": page.n_total,
            "next": address,
            "items": page.rows,
        }
        return as_json(snapshot, content, **link)
    link["Content-Disposition"] = f'attachment; filename="warledger-{name}.{chosen}"'
    return answer(snapshot, formats.WRITERS[chosen](page.rows), formats.MEDIA_TYPES[chosen], **link)


def _query_of(filters: type[BaseModel], paging: type[BaseModel]) -> type[BaseModel]:
    """One model of all parameters of a list."""
    return type(f"{filters.__name__}Page", (filters, paging), {"__doc__": filters.__doc__})


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    304: {"description": "The client has the answer of this snapshot (If-None-Match)."},
    400: {"description": "The Host header names another machine."},
    406: {"description": "Not to be had in the media type that was asked for."},
    414: {"description": "The address is too long."},
    429: {"description": "Too many requests: wait as long as Retry-After says."},
    503: {"description": "Nothing is published yet, or the question took too long."},
}
_MISSING: dict[int | str, dict[str, Any]] = {
    **_PROBLEMS,
    404: {"description": "No fact has this id."},
    308: {"description": "The fact became another one."},
    410: {"description": "The fact is no more: its claim has gone."},
}


def _media(*types: str) -> dict[int | str, dict[str, Any]]:
    """The answers of a route that gives these media types."""
    return {**_PROBLEMS, 200: {"description": "The rows.", "content": {media.split(";")[0]: {} for media in types}}}


_FLAT_MEDIA = [formats.MEDIA_TYPES[name] for name in _FLAT]


def _add_kind(app: FastAPI, plural: str, kind: Kind) -> None:
    suffixes: Any = _Format if kind.name in ("strike", "meeting") else _Flat
    possible: tuple[str, ...] = get_args(suffixes)
    filters = FILTERS[kind.name]
    parameters = _query_of(filters, ListOfFacts)
    media = _media(*(formats.MEDIA_TYPES[name] for name in possible))

    def page(request: Request, snapshot: Snapshot, asked: Any, suffix: str | None) -> Response:
        if asked.as_of is not None and asked.source:
            raise BadFilter(
                "source", asked.source[0], ["nothing beside as_of: which outlets reported it then is not kept"]
            )
        chosen = _chosen_format(request, suffix, possible)
        part = lists.Part(asked.limit, asked.cursor, as_table=chosen != "json")
        rows = lists.facts(snapshot, kind, asked.chosen(kind, snapshot), part, asked.as_of)
        return _listed(request, snapshot, rows, chosen, plural)

    @app.get(f"/v1/{plural}", summary=f"List {plural}", tags=["facts"], responses=media, name=f"list_{plural}")
    def as_accepted(request: Request, snapshot: Newest, asked: Annotated[parameters, Query()]) -> Response:  # type: ignore[valid-type]
        return page(request, snapshot, asked, None)

    @app.get(
        f"/v1/{plural}.{{suffix}}", summary=f"List {plural} as a file", tags=["facts"], responses=media,
        name=f"file_{plural}",
    )  # fmt: skip
    def as_file(
        request: Request,
        snapshot: Newest,
        suffix: suffixes,
        asked: Annotated[parameters, Query()],  # type: ignore[valid-type]
    ) -> Response:
        return page(request, snapshot, asked, suffix)

    @app.get(
        f"/v1/{plural}/{{fact_id}}", summary="One fact with claims, quotes, history, relations", tags=["facts"],
        responses=_MISSING, name=f"one_of_{plural}",
    )  # fmt: skip
    def one(request: Request, snapshot: Newest, fact_id: _Id) -> Response:
        found = facts.fact(snapshot, fact_id, kind)
        base = base_url(request)
        content = {**facts.as_json(found, base), "cite": citations(found, snapshot, base)}
        return as_json(snapshot, {"snapshot": _about(snapshot), **content})

    @app.get(
        f"/feeds/{plural}.{{suffix}}", summary=f"What is new among {plural}", tags=["feeds"],
        responses=_media(*feeds.MEDIA_TYPES.values()),
        name=f"feed_{plural}",
    )  # fmt: skip
    def feed(
        request: Request, snapshot: Newest, suffix: Literal["atom", "json"],
        asked: Annotated[filters, Query()],  # type: ignore[valid-type]
    ) -> Response:  # fmt: skip
        entries = feeds.entries(snapshot, kind, asked.chosen(kind, snapshot))  # type: ignore[attr-defined]
        own = f"{base_url(request)}{request.url.path}" + (f"?{request.url.query}" if request.url.query else "")
        written = feeds.WRITERS[suffix](entries, kind, own, base_url(request), snapshot)
        return answer(snapshot, written, feeds.MEDIA_TYPES[suffix])


def _add_series(app: FastAPI, name: str, one: series.Series) -> None:
    kind = KINDS[one.kind]
    parameters = _query_of(FILTERS[one.kind], SeriesFilters if one.grains else BaseModel)

    @app.get(f"/v1/series/{name}", summary=f"Series: {one.about}", tags=["series"], responses=_PROBLEMS, name=name)
    def numbers(snapshot: Newest, asked: Annotated[parameters, Query()]) -> Response:  # type: ignore[valid-type]
        grain = getattr(asked, "grain", "month")
        if one.grains and grain not in one.grains:
            raise BadFilter("grain", grain, list(one.grains))
        scope = asked.chosen(kind, snapshot)  # type: ignore[attr-defined]
        found = one.query(snapshot.rows, scope, grain)
        rows = [formats.from_frame(row) for row in found.to_dict("records")]
        return as_json(snapshot, {"snapshot": _about(snapshot), "name": name, "about": one.about, "items": rows})


def _add_chart(app: FastAPI, name: str, one: series.Series) -> None:
    kind = KINDS[one.kind]
    own = ChartOverTime if one.grains else ChartFilters
    parameters = _query_of(FILTERS[one.kind], own)

    def shown(snapshot: Snapshot, asked: Any) -> charts.Drawn:
        grain = getattr(asked, "grain", None)
        if grain is not None and grain not in one.grains:
            raise BadFilter("grain", grain, list(one.grains))
        return charts.drawn(snapshot, name, asked.chosen(kind, snapshot), grain)

    def described(request: Request) -> list[tuple[str, str]]:
        return [(key, value) for key, value in request.query_params.multi_items() if key != "width"]

    @app.get(f"/c/{name}.{{suffix}}", include_in_schema=False)
    def picture(
        request: Request,
        snapshot: Newest,
        suffix: Literal["svg", "png"],
        asked: Annotated[parameters, Query()],  # type: ignore[valid-type]
    ) -> Response:
        page = f"{base_url(request)}/c/{name}?{urlencode(described(request))}".rstrip("?")
        day = words.day(snapshot.day) if snapshot.day else "an unknown day"
        found = charts.picture(shown(snapshot, asked), day, page, asked.width, suffix)  # type: ignore[attr-defined]
        media = {"svg": "image/svg+xml", "png": "image/png"}[suffix]
        return answer(snapshot, found, media, **pages.PICTURE_HEADERS)

    @app.get(f"/c/{name}", include_in_schema=False)
    def page(request: Request, snapshot: Newest, asked: Annotated[parameters, Query()]) -> Response:  # type: ignore[valid-type]
        text = pages.chart(shown(snapshot, asked), snapshot, base_url(request), described(request))
        return answer(snapshot, text, "text/html; charset=utf-8", **pages.EMBED_HEADERS)


def _add_lists(app: FastAPI) -> None:
    @app.get("/v1/claims", summary="List claims", tags=["claims"], responses=_media(*_FLAT_MEDIA))
    def claims(request: Request, snapshot: Newest, asked: Annotated[ClaimFilters, Query()]) -> Response:
        kinds = [str(name) for name in asked.kind or KINDS]
        chosen = _chosen_format(request, None, _FLAT)
        part = lists.Part(asked.limit, asked.cursor, as_table=chosen != "json")
        page = lists.claims(snapshot, kinds, asked.fact, asked.article, part)
        return _listed(request, snapshot, page, chosen, "claims")

    @app.get("/v1/articles", summary="List articles", tags=["claims"], responses=_media(*_FLAT_MEDIA))
    def articles(request: Request, snapshot: Newest, asked: Annotated[ArticleFilters, Query()]) -> Response:
        chosen = _chosen_format(request, None, _FLAT)
        part = lists.Part(asked.limit, asked.cursor, as_table=chosen != "json")
        page = lists.articles(snapshot, asked.source, asked.with_claims, part)
        return _listed(request, snapshot, page, chosen, "articles")

    @app.get("/v1/series", summary="Names of the series", tags=["series"], responses=_PROBLEMS)
    def names(snapshot: Newest) -> Response:
        listed = [{"name": name, "about": one.about, "grains": one.grains} for name, one in series.SERIES.items()]
        return as_json(snapshot, {"items": listed})

    @app.get("/v1/publications", summary="Publications and what each changed", tags=["feeds"], responses=_PROBLEMS)
    def publications(snapshot: Newest) -> Response:
        return as_json(snapshot, {"snapshot": _about(snapshot), "items": changes.publications(snapshot)})

    @app.get("/health", summary="Whether a snapshot is published", tags=["service"], responses={503: _PROBLEMS[503]})
    def health(request: Request) -> dict[str, Any]:
        return {"status": "ok", "snapshot": _about(request.app.state.published.newest())}


# Pages for people.


def _add_pages(app: FastAPI) -> None:
    html = "text/html; charset=utf-8"

    @app.get("/", include_in_schema=False)
    def start(request: Request, snapshot: Newest) -> Response:
        return answer(snapshot, pages.start(snapshot, base_url(request)), html, **pages.HEADERS)

    @app.get("/docs", include_in_schema=False)
    def docs(request: Request) -> Response:
        return Response(pages.docs(app.openapi(), base_url(request)), media_type=html, headers=pages.HEADERS)

    @app.get("/changes", include_in_schema=False)
    def all_changes(request: Request, snapshot: Newest) -> Response:
        text = pages.publications(changes.publications(snapshot), base_url(request))
        return answer(snapshot, text, html, **pages.HEADERS)

    @app.get("/changes/{run_id}", include_in_schema=False)
    def one_publication(request: Request, snapshot: Newest, run_id: _Id) -> Response:
        found = changes.of_publication(snapshot, run_id)
        return answer(snapshot, pages.publication(*found, base_url(request)), html, **pages.HEADERS)

    @app.get("/f/{fact_id}.png", include_in_schema=False)
    def picture(request: Request, snapshot: Newest, fact_id: _Id) -> Response:
        return answer(snapshot, pages.picture(facts.fact(snapshot, fact_id), snapshot), "image/png")

    @app.get("/f/{fact_id}", include_in_schema=False)
    def fact_page(request: Request, snapshot: Newest, fact_id: _Id) -> Response:
        found = facts.fact(snapshot, fact_id)
        return answer(snapshot, pages.fact(found, snapshot, base_url(request)), html, **pages.HEADERS)


# Errors: one sentence each, in the form of FastAPI's own.


def _problem(status: int, message: str, **more: Any) -> JSONResponse:
    return JSONResponse({"detail": message, **more}, status)


def _add_errors(app: FastAPI) -> None:
    app.add_exception_handler(NotModified, lambda _, error: Response(status_code=304, headers={"ETag": str(error)}))
    app.add_exception_handler(BadFilter, _bad_filter)  # type: ignore[arg-type]
    app.add_exception_handler(facts.Unknown, _unknown)  # type: ignore[arg-type]
    app.add_exception_handler(changes.NoPublication, _unknown)  # type: ignore[arg-type]
    app.add_exception_handler(facts.Gone, _gone)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _invalid)  # type: ignore[arg-type]
    app.add_exception_handler(charts.TooManyPoints, lambda _, error: _problem(422, str(error)))
    for kind in (NoWarehouse, TooSlow, SnapshotInUse, DamagedSnapshot):
        app.add_exception_handler(kind, lambda _, error: _problem(503, str(error)))


def _invalid(request: Request, error: RequestValidationError) -> Response:
    """FastAPI's own form; for a parameter that is not there, with those that are."""
    problems = jsonable_encoder(error.errors(), exclude={"ctx", "url"})
    dependant = request.scope["route"].dependant
    known = [name for field in dependant.query_params for name in _names(field.field_info.annotation)]
    for problem in problems:
        if problem.get("type") == "extra_forbidden":
            problem["allowed"] = known
    return JSONResponse({"detail": problems}, 422)


def _names(model: Any) -> list[str]:
    """The names of a model's parameters in addresses."""
    fields = getattr(model, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


def _bad_filter(_: Request, error: BadFilter) -> Response:
    place = {"loc": ["query", error.name], "msg": str(error), "type": "not_allowed", "allowed": error.allowed}
    return JSONResponse({"detail": [place]}, 422)


def _for_people(request: Request) -> bool:
    return request.url.path.startswith(("/f/", "/changes/"))


def _unknown(request: Request, error: facts.Unknown | changes.NoPublication) -> Response:
    if _for_people(request):
        return Response(
            pages.unknown(str(error), base_url(request)),
            404,
            media_type="text/html; charset=utf-8",
            headers=pages.HEADERS,
        )
    return _problem(404, str(error))


def _gone(request: Request, error: facts.Gone) -> Response:
    plural = next(plural for plural, name in lists.PLURALS.items() if name == error.kind)
    if error.current_id is not None:
        path = f"/f/{error.current_id}" if _for_people(request) else f"/v1/{plural}/{error.current_id}"
        return RedirectResponse(f"{base_url(request)}{path}", 308)
    message = str(error)
    if _for_people(request):
        return Response(
            pages.unknown(message, base_url(request)), 410, media_type="text/html; charset=utf-8", headers=pages.HEADERS
        )
    return _problem(410, message)
