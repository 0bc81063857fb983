"""Connections to PostgreSQL are few, and waited for."""

from psycopg_pool import ConnectionPool

from parley.settings.config import POOL, Config


def test_the_pool_is_small_and_patient() -> None:
    made = Config(database_url="postgres://p:s%2Fecret@db.example:5433/name?sslmode=require")
    database = made.database()
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", "5433", "name")
    assert database["PASSWORD"] == "s/ecret"
    assert database["OPTIONS"] == {
        "sslmode": "require",
        "pool": {"min_size": 1, "max_size": 10, "timeout": 60.0},
    }
    database["OPTIONS"]["pool"]["timeout"] = 1.0
    assert POOL["timeout"] == 60.0


def test_psycopg_takes_it_so() -> None:
    pool = ConnectionPool("dbname=nothing", open=False, **POOL)
    assert (pool.min_size, pool.max_size, pool.timeout) == (1, 10, 60.0)
