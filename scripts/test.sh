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

# Without the opinion mapping, which knows no database. Nobody counts here which lines run: that is done
# on SQLite, and costs time.
on_postgres() {
    echo "test: on PostgreSQL"
    PARLEY_DATA=$PARLEY_DATA/postgresql PARLEY_TEST_DATABASE=postgresql \
        "$PYTHON" scripts/with_postgres.py "$PYTHON" -m pytest \
        -m "not browser" --ignore=tests/mapping "$@" </dev/null
}

mapping() {
    echo "test: the opinion mapping"
    PARLEY_DATA=$PARLEY_DATA/mapping COVERAGE_FILE=.coverage.mapping \
        "$PYTHON" -m pytest --cov --cov-report= tests/mapping </dev/null
}

# One after the other, and all of them.
in_turn() {
    local status=0 part
    for part in "$@"; do
        "$part" || status=1
    done
    return "$status"
}

# All run even if one fails: a failure on one database only says where to look. Two processes run side by
# side, the browser alone, because a person's patience is part of what it tries.
all() {
    local status=0 log=$PARLEY_DATA/beside.log
    rm -f .coverage .coverage.*
    in_turn on_postgres mapping >"$log" 2>&1 &
    local beside=$!
    on_sqlite --ignore=tests/mapping || status=1
    wait "$beside" || status=1
    cat "$log"
    in_browser || status=1
    "$PYTHON" -m coverage combine --quiet
    "$PYTHON" -m coverage report
    [[ $status -eq 0 ]] || echo "test: FAILED" >&2
    return "$status"
}

case ${1:-} in
    all) all ;;
    sqlite) on_sqlite "${@:2}" ;;
    browser) in_browser "${@:2}" ;;
    postgres) on_postgres "${@:2}" ;;
    *) echo "usage: test.sh all | sqlite|browser|postgres [ARGUMENT…]" >&2; exit 2 ;;
esac
