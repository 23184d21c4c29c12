"""Publishing: a snapshot of the marts, an atomic pointer, readers that never see a gap, the last three kept."""

import dataclasses
import datetime as dt
import threading

import duckdb
import pytest

from ingest.landing.raw import create_raw
from ingest.warehouse.connect import NoWarehouse, connect_published, published_path
from ingest.warehouse.load import open_build
from ingest.warehouse.publish import current_publication, git_commit, prune, publish
from ingest.warehouse.quality import QualityResult

MARTS = """
create table marts.dim_articles (article_id varchar not null, body varchar);
insert into marts.dim_articles values ('a', 'text');
create table marts.fct_strikes (strike_id varchar not null, event_date date);
insert into marts.fct_strikes values ('s', date '2025-02-12');
create table marts.fct_interceptions (event_date date);
create table marts.fct_aid_packages (amount double);
create table marts.fct_diplomatic_meetings (status varchar);
create table marts.strike_claims (claim_id varchar);
create table marts.interception_claims (claim_id varchar);
create table marts.aid_claims (claim_id varchar);
create table marts.meeting_claims (claim_id varchar);
comment on table marts.fct_strikes is 'One strike: the attacker''s doing';
comment on column marts.fct_strikes.event_date is 'The day';
"""
CHECK = QualityResult(origin="dbt", check_name="a", check_kind="test", status="pass", examples=["k"])


@pytest.fixture
def built(settings):
    with open_build(settings) as connection:
        create_raw(connection)
    make_marts(settings)
    return settings


def make_marts(settings):
    with duckdb.connect(str(settings.marts_db)) as connection:
        connection.execute(MARTS)


def test_no_warehouse_yet_is_said_so(settings):
    with pytest.raises(NoWarehouse, match="make demo"):
        connect_published(settings)
    assert current_publication(settings) is None


def test_a_snapshot_has_the_marts_their_comments_and_its_own_history(built):
    publish(built, "r1", [CHECK], "f1")
    publish(built, "r2", [CHECK, CHECK], "f2")
    with connect_published(built) as connection:
        tables = {row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()}
        assert {"fct_strikes", "dim_articles", "quality_results", "publications"} <= tables
        assert not any(name.startswith("raw") for name in tables)
        assert connection.execute("select run_id, n_strike_facts from publications order by 1").fetchall() == [
            ("r1", 1),
            ("r2", 1),
        ]
        assert connection.execute("select count(*), any_value(examples) from quality_results").fetchone() == (
            2,
            '["k"]',
        )
        comment = connection.execute("select comment from duckdb_tables() where table_name = 'fct_strikes'").fetchone()
        assert comment == ("One strike: the attacker's doing",)
        column = connection.execute(
            "select comment, is_nullable from duckdb_columns() where column_name = 'event_date' "
            "and table_name = 'fct_strikes'"
        ).fetchone()
        assert column == ("The day", True)
    assert current_publication(built)["first_event_date"] == dt.date(2025, 2, 12)


def test_not_null_constraints_travel_with_the_table(built):
    path = publish(built, "r1", [CHECK], "f").path
    with duckdb.connect(str(path)) as connection, pytest.raises(duckdb.ConstraintException):
        connection.execute("insert into fct_strikes values (null, null)")


def test_a_snapshot_has_indexes_and_the_builders_tables_have_none(built):
    path = publish(built, "r1", [CHECK], "f").path
    for file, number in ((path, 2), (built.marts_db, 0)):
        with duckdb.connect(str(file), read_only=True) as connection:
            assert connection.execute("select count(*) from duckdb_indexes()").fetchone() == (number,), file


def test_facts_lie_in_the_order_of_their_lists(built):
    with duckdb.connect(str(built.marts_db)) as connection:
        connection.execute(
            "insert into marts.fct_strikes values ('undated', null), ('z', date '2025-03-01'),"
            " ('old', date '2022-03-01'), ('a', date '2025-03-01')"
        )
    path = publish(built, "r1", [CHECK], "f").path
    with duckdb.connect(str(path), read_only=True) as connection:
        ids = [row[0] for row in connection.execute("select strike_id from fct_strikes order by rowid").fetchall()]
        sizes = "select estimated_size from duckdb_tables() where table_name = 'fct_strikes'"
        assert connection.execute(sizes).fetchone() == (5,), "rows of before they were put in order are not in the file"
    assert ids == ["a", "z", "s", "old", "undated"]


def test_the_last_three_are_kept_and_never_the_current_one_removed(built):
    for number in range(5):
        publish(built, f"r{number}", [CHECK], "f")
    (built.published_dir / "warehouse-killed.duckdb.sha256").write_text("of a run that was killed")
    prune(built)
    names = sorted(path.name for path in built.published_dir.iterdir())
    kept = [f"warehouse-r{number}.duckdb" for number in (2, 3, 4)]
    assert names == sorted(kept + [f"{name}.sha256" for name in kept])
    keep_one = dataclasses.replace(built, keep_snapshots=1)
    built.pointer.unlink()
    built.pointer.symlink_to("published/warehouse-r2.duckdb")  # an operator rolled back
    prune(keep_one)
    assert published_path(built).name == "warehouse-r2.duckdb"


def test_a_publication_that_breaks_leaves_the_old_one(built):
    publish(built, "r1", [CHECK], "f")
    with duckdb.connect(str(built.marts_db)) as connection:
        connection.execute("drop table marts.fct_strikes")
    with pytest.raises(duckdb.Error):
        publish(built, "r2", [CHECK], "f")
    assert published_path(built).name == "warehouse-r1.duckdb"
    assert [path.name for path in built.published_dir.glob("*.duckdb")] == ["warehouse-r1.duckdb"]


def test_readers_always_get_an_answer_while_snapshots_move(built):
    publish(built, "r00", [CHECK], "f")
    stop, errors, answers = threading.Event(), [], []

    def read():
        while not stop.is_set():
            try:
                with connect_published(built) as connection:
                    rows = connection.execute("select max(run_id), count(*) from publications").fetchone()
                    answers.append(rows)
            except Exception as error:
                errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(1, 12):
        publish(built, f"r{number:02d}", [CHECK], "f")
    stop.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert len(answers) > 10
    # One snapshot is consistent in itself: run number n has n + 1 publications.
    assert all(count == int(run[1:]) + 1 for run, count in answers)


@pytest.mark.parametrize(
    "query",
    [
        "create table x (a int)",
        "insert into fct_strikes values ('x', null)",
        "select * from read_csv('/etc/passwd')",
        "copy fct_strikes to '/tmp/warledger-leak.csv'",
        "attach '/tmp/other.duckdb' as other",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "select * from 'https://example.org/x.parquet'",
    ],
)
def test_readers_cannot_write_or_leave_the_file(built, query):
    publish(built, "r1", [CHECK], "f")
    with connect_published(built) as connection, pytest.raises(duckdb.Error):
        connection.execute(query)


def test_publishing_a_run_again_never_writes_over_a_file_that_may_be_open(built):
    first = publish(built, "r1", [CHECK], "f").path
    with connect_published(built) as reader:
        again = publish(built, "r1", [CHECK], "f").path
        assert again != first
        assert reader.execute("select count(*) from publications").fetchone() == (1,)
    assert published_path(built) == again.resolve()


def test_marts_of_another_run_are_not_published(built):
    # An operator cleared the last task of an old run: its checks had never seen the marts that now stood there.
    from ingest.pipeline.build import BuildError, publish_step
    from ingest.warehouse import runs
    from ingest.warehouse.marts import take_marts

    for run_id in ("old", "new"):
        for step in ("dbt", "audit"):
            runs.save_results(built, run_id, step, [CHECK])
        take_marts(built, run_id)
    make_marts(built)
    with pytest.raises(BuildError, match="holds the marts of new"):
        publish_step(built, "old")
    publish_step(built, "new")
    assert current_publication(built)["run_id"] == "new"


def test_an_image_knows_the_commit_that_it_was_built_from(settings, tmp_path):
    image = dataclasses.replace(settings, project_dir=tmp_path)
    assert git_commit(image) is None, "neither a checkout nor an image"
    (tmp_path / ".revision").write_text("0123abc-dirty")
    assert git_commit(image) == "0123abc-dirty"
    (tmp_path / ".revision").write_text("")
    assert git_commit(image) is None
