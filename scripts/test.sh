#!/usr/bin/env bash
# Runs the tests: `test.sh all`, or `test.sh sqlite|browser|postgres [pytest's arguments]`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly PYTHON=.venv/bin/python

# A developer's own settings decide nothing here.
for name in $(compgen -v PARLEY_ || true); do
    [[ $name == PARLEY_CHROMIUM ]] || unset "$name"
done
PARLEY_DATA=$(mktemp -d -t parley-tests-XXXXXX)
export PARLEY_DATA
trap 'rm -rf "$PARLEY_DATA"' EXIT

on_sqlite() {
    echo "test: on SQLite"
    PARLEY_TEST_DATABASE=sqlite COVERAGE_FILE=.coverage.sqlite \
        "$PYTHON" -m pytest --cov --cov-report= -m "not browser" "$@" </dev/null
}

# In a process of its own: Playwright keeps a loop running in the tests' thread, where Django
# refuses to touch the database.
in_browser() {
    echo "test: in a browser"
    "$PYTHON" -m pytest -m browser "$@" </dev/null
}

# Without the opinion mapping, which knows no database.
on_postgres() {
    echo "test: on PostgreSQL"
    PARLEY_DATA=$PARLEY_DATA/postgresql PARLEY_TEST_DATABASE=postgresql \
        COVERAGE_FILE=.coverage.postgresql \
        "$PYTHON" scripts/with_postgres.py "$PYTHON" -m pytest --cov --cov-report= \
        -m "not browser" --ignore=tests/mapping "$@" </dev/null
}

# All run even if one fails: a failure on one database only says where to look. The two databases run side by
# side, the browser alone, because a person's patience is part of what it tries.
on_both() {
    local status=0 log=$PARLEY_DATA/postgres.log
    rm -f .coverage .coverage.*
    on_postgres >"$log" 2>&1 &
    local postgres=$!
    on_sqlite || status=1
    wait "$postgres" || status=1
    cat "$log"
    in_browser || status=1
    "$PYTHON" -m coverage combine --quiet
    "$PYTHON" -m coverage report
    [[ $status -eq 0 ]] || echo "test: FAILED" >&2
    return "$status"
}

case ${1:-} in
    all) on_both ;;
    sqlite) on_sqlite "${@:2}" ;;
    browser) in_browser "${@:2}" ;;
    postgres) on_postgres "${@:2}" ;;
    *) echo "usage: test.sh all | sqlite|browser|postgres [ARGUMENT…]" >&2; exit 2 ;;
esac
