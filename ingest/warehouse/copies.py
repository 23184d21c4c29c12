"""Copies: articles that print one report, word for word or nearly, become known as one source. None is dropped.

Two texts are copies of each other when, within a few days, the shorter one's wording is found in the longer one
almost whole (so that an excerpt of an agency's report is a copy of it), and its figures too: bulletins written after
one pattern share their wording and differ in their figures. Only texts that agree in a band of their MinHash
signatures and lie close in time are compared, so that a check costs what the days around it hold, not the archive.

Copies of copies belong together: the connected parts of that relation are the clusters. A cluster is named by its
smallest text_id, and its oldest, longest article is the one that the others copy; neither depends on loading order.
(One bound might: of the texts that share one band within the window, MAX_CARRIERS are compared with a new one. Where
more do, they follow one pattern, and each is linked through those.)
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator

import duckdb
import numpy as np
import pyarrow as pa

from ingest.core.fingerprint import Fingerprint, containment, fingerprint

#: Days of publication between two copies, at most.
WINDOW_DAYS = 3
#: Share of the shorter text's runs of words that the longer has too. Measured: pages of one report with other
#: boilerplate, respelled names and dropped paragraphs 0.85 to 1, its first half 1, unrelated texts below 0.05.
MIN_CONTAINMENT = 0.8
#: Share of all runs, below which the estimate of containment is too rough to go by.
MIN_RESEMBLANCE = 0.35
#: Share of the smaller set of figures that the larger has too.
MIN_NUMBERS = 0.8
#: Runs that a text needs to be compared in part (some 35 words); shorter ones must be equal.
MIN_RUNS = 30
#: Runs that a text needs to be compared at all: "Explosions are heard in Kyiv" is nobody's report.
MIN_RUNS_EQUAL = 8
#: Texts compared with a new one for each band that it shares with them.
MAX_CARRIERS = 50
#: Days that are looked at together; more would read more of the index at a time.
_SPAN_DAYS = 28


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """A temporary table for fingerprints that the landing zone has; those of other articles are made here."""
    connection.execute(
        "create temp table if not exists landed_prints"
        " (article_id text, n_shingles integer, numbers uinteger[], signature blob)"
    )


def add_texts(connection: duckdb.DuckDBPyConnection, article_ids: list[str], chunk: int) -> set[int]:
    """Give these articles their texts, storing those that are new and joining them to the clusters of their copies.

    Returns the ids of their texts.
    """
    linked: set[int] = set()
    new: dict[int, dt.date] = {}
    for start in range(0, len(article_ids), chunk):
        stored, added = _store_texts(connection, article_ids[start : start + chunk])
        linked |= stored | added.keys()
        new |= added
    _join(connection, new)
    return linked


def drop_unused(connection: duckdb.DuckDBPyConnection, text_ids: set[int]) -> set[int]:
    """Of texts that articles had before they were read again, take out those that none has any more.

    What such a text held together is joined anew. Returns the ids of the texts that were in a cluster with one.
    """
    if not text_ids:
        return set()
    _give(connection, "abandoned", text_ids)
    _give(
        connection,
        "unused",
        _column(connection, "select text_id from abandoned anti join raw.articles using (text_id)"),
    )
    rows = connection.execute(
        """
        select text_id, day from raw.article_texts anti join unused using (text_id)
        where cluster_id in (select cluster_id from raw.article_texts semi join unused using (text_id))
        """
    ).fetchall()
    for table in ("raw.article_texts", "raw.text_bands"):
        connection.execute(f"delete from {table} where text_id in (select text_id from unused)")
    _give(connection, "parted", {row[0] for row in rows})
    connection.execute(
        "update raw.article_texts set cluster_id = parted.text_id from parted"
        " where article_texts.text_id = parted.text_id"
    )
    _join(connection, dict(rows))
    return {row[0] for row in rows}


def _join(connection: duckdb.DuckDBPyConnection, texts: dict[int, dt.date]) -> None:
    for days in _spans(sorted(set(texts.values()))):
        _join_clusters(connection, [text_id for text_id, day in texts.items() if day in days], days)


def _give(connection: duckdb.DuckDBPyConnection, name: str, text_ids: Iterable[int]) -> None:
    """Make these ids a table of one column, `text_id`, for the queries that follow."""
    connection.register(name, pa.table({"text_id": pa.array(sorted(text_ids), pa.int64())}))


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> set[int]:
    return {row[0] for row in connection.execute(query).fetchall()}


def text_id(body_hash: str, day: dt.date) -> int:
    """The id of a text on a day: the first 63 bits of a SHA-256 (DuckDB's filters on Arrow stop at signed numbers)."""
    return int.from_bytes(hashlib.sha256(f"{body_hash} {day.isoformat()}".encode()).digest()[:8], "big") >> 1


def _store_texts(connection: duckdb.DuckDBPyConnection, article_ids: list[str]) -> tuple[set[int], dict[int, dt.date]]:
    """Texts of these articles that were stored already, and those that were not, with their days."""
    connection.register("wanted_articles", pa.table({"article_id": article_ids}))
    rows = connection.execute(
        """
        select
            article_id, body_hash,
            coalesce(published_at, fetched_at::date, ingested_at::date, date '1970-01-01'),
            prints.n_shingles, prints.numbers, prints.signature,
            case when prints.article_id is null then body end
        from raw.articles
        semi join wanted_articles using (article_id)
        left join landed_prints as prints using (article_id)
        """
    ).fetchall()
    ids = [text_id(body_hash, day) for _, body_hash, day, *_ in rows]
    links = pa.table({"article_id": [row[0] for row in rows], "text_id": pa.array(ids, pa.int64())})
    connection.register("links", links)
    connection.execute(
        "update raw.articles set text_id = links.text_id from links where articles.article_id = links.article_id"
    )
    days = [row[2] for row in rows]
    found = connection.execute(
        "select text_id from raw.article_texts semi join links using (text_id) where day between ? and ?",
        [min(days), max(days)],
    ).fetchall()
    stored = {row[0] for row in found}
    texts: dict[int, tuple[str, dt.date, Fingerprint]] = {}
    for number, (_, body_hash, day, *landed) in zip(ids, rows, strict=True):
        if number not in stored and number not in texts:
            texts[number] = (body_hash, day, _fingerprint(*landed))
    if texts:
        _insert_texts(connection, texts)
    return stored, {number: day for number, (_, day, _) in texts.items()}


def _fingerprint(
    n_shingles: int | None, numbers: list[int] | None, signature: bytes | None, body: str | None
) -> Fingerprint:
    if n_shingles is None:
        return fingerprint(body or "")
    values = None if signature is None else np.frombuffer(signature, np.uint32)
    return Fingerprint(n_shingles, np.array(numbers or [], np.uint32), values)


def _insert_texts(connection: duckdb.DuckDBPyConnection, texts: dict[int, tuple[str, dt.date, Fingerprint]]) -> None:
    prints = [item[2] for item in texts.values()]
    numbers = pa.array(list(texts), pa.int64())
    days = pa.array([item[1] for item in texts.values()], pa.date32())
    new_texts = pa.table(
        {
            "text_id": numbers,
            "body_hash": [item[0] for item in texts.values()],
            "day": days,
            "n_shingles": pa.array([item.n_shingles for item in prints], pa.int32()),
            "numbers": pa.array([item.numbers for item in prints], pa.list_(pa.uint32())),
            "signature": pa.array(
                [None if item.signature is None else item.signature.tobytes() for item in prints], pa.binary()
            ),
            "cluster_id": numbers,
        }
    )
    connection.register("new_texts", new_texts)
    connection.execute("insert into raw.article_texts by name select * from new_texts")
    bands = [item.bands() if item.n_shingles >= MIN_RUNS_EQUAL else np.empty(0, np.int64) for item in prints]
    counts = [len(item) for item in bands]
    new_bands = pa.table(
        {
            "day": pa.array(np.repeat(np.array([item[1] for item in texts.values()], "datetime64[D]"), counts)),
            "band": pa.array(np.concatenate(bands), pa.int64()),
            "text_id": pa.array(np.repeat(np.array(list(texts), np.int64), counts), pa.int64()),
        }
    )
    connection.register("new_bands", new_bands)
    connection.execute("insert into raw.text_bands by name select * from new_bands")


def _spans(days: list[dt.date]) -> Iterator[set[dt.date]]:
    """The days in portions that lie close together."""
    portion: list[dt.date] = []
    for day in days:
        if portion and (day - portion[0]).days >= _SPAN_DAYS:
            yield set(portion)
            portion = []
        portion.append(day)
    if portion:
        yield set(portion)


def _join_clusters(connection: duckdb.DuckDBPyConnection, text_ids: list[int], days: set[dt.date]) -> None:
    """Compare new texts of these days with all of the days around them, and make one cluster of those that agree."""
    _give(connection, "fresh", text_ids)
    bounds = {
        "first": _moved(min(days), -WINDOW_DAYS),
        "last": _moved(max(days), WINDOW_DAYS),
        "window": WINDOW_DAYS,
    }
    pairs = connection.execute(
        f"""
        with near as materialized (
            select day, band, text_id from raw.text_bands where day between $first and $last
        ),
        own as (select near.* from near semi join fresh using (text_id)),
        carriers as (
            select own.band, own.day as own_day, near.text_id
            from (select distinct band, day from own) as own
            join near on near.band = own.band and near.day between own.day - $window and own.day + $window
            qualify row_number() over (partition by own.band, own.day order by near.text_id) <= {MAX_CARRIERS}
        )
        select distinct least(own.text_id, carriers.text_id), greatest(own.text_id, carriers.text_id)
        from own
        join carriers on carriers.band = own.band and carriers.own_day = own.day
        where own.text_id <> carriers.text_id
        """,
        bounds,
    ).to_arrow_table()
    if pairs.num_rows == 0:
        return
    left, right = (column.to_numpy() for column in pairs.columns)
    _give(connection, "wanted", np.unique(np.concatenate([left, right])).tolist())
    del bounds["window"]
    texts = connection.execute(
        "select text_id, n_shingles, numbers, signature, cluster_id from raw.article_texts semi join wanted"
        " using (text_id) where day between $first and $last order by text_id",
        bounds,
    ).to_arrow_table()
    _merge(connection, _edges(texts, left, right), texts)


def _moved(day: dt.date, days: int) -> dt.date:
    """The day so many days on, or the last (first) that there is."""
    return dt.date.fromordinal(min(max(day.toordinal() + days, 1), dt.date.max.toordinal()))


def _edges(texts: pa.Table, left: np.ndarray, right: np.ndarray) -> list[tuple[int, int]]:
    """Positions in `texts` of those pairs that are copies."""
    ids = texts["text_id"].to_numpy()
    runs = texts["n_shingles"].to_numpy()
    signatures = np.frombuffer(b"".join(texts["signature"].to_pylist()), np.uint32).reshape(len(ids), -1)
    numbers = [frozenset(item) for item in texts["numbers"].to_pylist()]
    first, second = np.searchsorted(ids, left), np.searchsorted(ids, right)
    found = []
    for start in range(0, len(first), 10_000):
        ours, theirs = first[start : start + 10_000], second[start : start + 10_000]
        shared = (signatures[ours] == signatures[theirs]).mean(axis=1)
        for one, other, share in zip(ours.tolist(), theirs.tolist(), shared.tolist(), strict=True):
            if are_copies(share, int(runs[one]), int(runs[other]), numbers[one], numbers[other]):
                found.append((one, other))
    return found


def are_copies(
    shared: float, ours: int, theirs: int, our_numbers: frozenset[str], their_numbers: frozenset[str]
) -> bool:
    """The rule, for two texts of close days: `shared` is their resemblance, then their runs and their figures."""
    if min(ours, theirs) < MIN_RUNS:
        if shared < 1.0 or ours != theirs:
            return False
    elif shared < MIN_RESEMBLANCE or containment(shared, ours, theirs) < MIN_CONTAINMENT:
        return False
    fewer = min(len(our_numbers), len(their_numbers))
    return not fewer or len(our_numbers & their_numbers) >= MIN_NUMBERS * fewer


def _merge(connection: duckdb.DuckDBPyConnection, edges: Iterable[tuple[int, int]], texts: pa.Table) -> None:
    clusters = texts["cluster_id"].to_pylist()
    parent: dict[int, int] = {}

    def root(cluster: int) -> int:
        while (above := parent.get(cluster, cluster)) != cluster:
            parent[cluster] = parent.get(above, above)
            cluster = above
        return cluster

    for one, other in edges:
        smaller, larger = sorted((root(clusters[one]), root(clusters[other])))
        if smaller != larger:
            parent[larger] = smaller
    moves = {cluster: root(cluster) for cluster in parent}
    if moves:
        moved = pa.table({"old": pa.array(list(moves), pa.int64()), "new": pa.array(list(moves.values()), pa.int64())})
        connection.register("moved", moved)
        connection.execute(
            "update raw.article_texts set cluster_id = moved.new from moved where article_texts.cluster_id = moved.old"
        )


def settle(connection: duckdb.DuckDBPyConnection, text_ids: set[int], changed: list[str], gone: list[str]) -> list[str]:
    """Set `copy_of` in the clusters of these texts, and in those of articles that became or ceased to be current.

    `gone` are articles that were taken out: what copied them is looked at again. Returns the ids that changed.
    """
    if changed or gone:
        rows = connection.execute(
            "select distinct text_id from raw.articles"
            " where article_id in (select unnest($changed)) or copy_of in (select unnest($gone))",
            {"changed": changed, "gone": gone},
        ).fetchall()
        text_ids = text_ids | {row[0] for row in rows}
    if not text_ids:
        return []
    _give(connection, "touched", text_ids)
    clusters = _column(connection, "select cluster_id from raw.article_texts semi join touched using (text_id)")
    connection.register("clusters", pa.table({"cluster_id": pa.array(sorted(clusters), pa.int64())}))
    # A short text is nobody's report, but whoever prints it under another's name (`agency`) says whose it is.
    members = connection.execute(
        "select text_id, cluster_id, n_shingles from raw.article_texts semi join clusters using (cluster_id)"
        f" where n_shingles >= {MIN_RUNS_EQUAL}"
        " or text_id in (select text_id from raw.articles where agency is not null)"
    ).to_arrow_table()
    connection.register("members", members)
    rows = connection.execute(
        """
        with settled as (
            select
                article.article_id,
                article.copy_of,
                first_value(article.article_id) over (
                    partition by members.cluster_id, article.is_current
                    order by
                        article.published_at nulls last,
                        coalesce(article.agency <> article.publisher, false),
                        members.n_shingles desc,
                        article.article_id
                ) as original,
                case
                    when
                        article.is_current
                        and original <> article.article_id
                        and (members.n_shingles >= $least or article.agency is not null)
                        then original
                end as new_copy_of
            from raw.articles as article
            join members using (text_id)
        )
        select article_id, new_copy_of from settled
        where copy_of is distinct from new_copy_of
        order by article_id
        """,
        {"least": MIN_RUNS_EQUAL},
    ).fetchall()
    if rows:
        connection.execute(
            "update raw.articles set copy_of = changed.original"
            " from (select unnest($ids) as article_id, unnest($originals) as original) as changed"
            " where articles.article_id = changed.article_id",
            {"ids": [row[0] for row in rows], "originals": [row[1] for row in rows]},
        )
    return [row[0] for row in rows]
