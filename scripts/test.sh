#!/usr/bin/env bash
# Runs the tests: `test.sh all|coverage`, or `test.sh sqlite|browser|postgres [pytest's arguments]`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly PYTHON=.venv/bin/python

# A developer's own settings decide nothing here.
for name in $(compgen -v PARLEY_ || true); do
    [[ $name == PARLEY_CHROMIUM ]] || unset "$name"
done
PARLEY_DATA=$(mktemp -d -t parley-tests-XXXXXX)
export PARLEY_DATA

# Whatever still runs beside us ends first; each lane is a group of processes of its own.
clear_up() {
    local signal lane _
    for signal in INT TERM; do
        for lane in $(jobs -pr); do
            kill "-$signal" -- "-$lane" 2>/dev/null || true
        done
        for _ in {1..20}; do
            [[ -n $(jobs -pr) ]] || break
            sleep 1
        done
    done
    rm -rf "$PARLEY_DATA"
}
trap clear_up EXIT
trap 'exit 130' INT TERM

# `coverage` counts which lines run; that takes a third longer.
COUNTING=()

on_sqlite() {
    echo "test: on SQLite"
    PARLEY_TEST_DATABASE=sqlite COVERAGE_FILE=.coverage.${COVERED_AS:-sqlite} \
        "$PYTHON" -m pytest "${COUNTING[@]}" -m "not browser" "$@" </dev/null
}

# In a process of its own: Playwright keeps a loop running in the tests' thread, where Django
# refuses to touch the database.
in_browser() {
    echo "test: in a browser"
    PARLEY_DATA=$PARLEY_DATA/browser "$PYTHON" -m pytest -m browser "$@" </dev/null
}

# What asks the database.
on_postgres() {
    echo "test: on PostgreSQL"
    PARLEY_DATA=$PARLEY_DATA/postgresql PARLEY_TEST_DATABASE=postgresql \
        "$PYTHON" scripts/with_postgres.py "$PYTHON" -m pytest \
        -m "not browser" --ignore=tests/mapping "$@" </dev/null
}

access() {
    PARLEY_DATA=$PARLEY_DATA/access on_sqlite tests/access
}

mapping() {
    PARLEY_DATA=$PARLEY_DATA/mapping COVERED_AS=mapping on_sqlite tests/mapping
}

# The rest on SQLite, in parts of which the two longest are about the same length.
readonly LATER_APPS=(tests/registration tests/deliberation tests/outcomes tests/evidence)
readonly LAST_APP=tests/reports

later_apps() {
    PARLEY_DATA=$PARLEY_DATA/later-apps COVERED_AS=later-apps \
        on_sqlite "${LATER_APPS[@]}"
}

last_app() {
    PARLEY_DATA=$PARLEY_DATA/last-app COVERED_AS=last-app on_sqlite "$LAST_APP"
}

rest_on_sqlite() {
    PARLEY_DATA=$PARLEY_DATA/rest COVERED_AS=rest \
        on_sqlite --ignore=tests/mapping --ignore=tests/access --ignore=tests/browser \
        --ignore="$LAST_APP" "${LATER_APPS[@]/#/--ignore=}"
}

# Its own folder alone: to gather all tests only to leave them out takes ten seconds.
all_in_browser() {
    in_browser tests/browser
}

# The longest first, so that the last one to end doesn't end long after the others.
PARTS=(all_in_browser on_postgres later_apps rest_on_sqlite access last_app mapping)

# A lane: one part after the other that no other lane has taken; notes how each ended, and after how long.
lane() {
    local part status start
    trap 'exit 130' INT
    for part in "$@"; do
        mkdir "$PARLEY_DATA/taken-$part" 2>/dev/null || continue
        status=0 start=$SECONDS
        "$part" || status=$?
        printf '%s %d %d\n' "$part" "$status" "$((SECONDS - start))" >>"$PARLEY_DATA/ended"
    done
}

# All run even if one fails: a failure on one database only says where to look. Three lanes run side by
# side; one that has ended its part takes what is left, so that no core stands idle. The browser spends half
# its time waiting, but a person's patience is part of what it tries: the others are nice to it.
all() {
    local log part failed=""
    # What takes long is seen in every run.
    export PYTEST_ADDOPTS="--durations=12 --durations-min=4"
    touch "$PARLEY_DATA/ended"
    set -m
    lane "${PARTS[@]}" &>"$PARLEY_DATA/lane-1.log" &
    renice -n 5 $$ >/dev/null
    lane "${PARTS[1]}" "${PARTS[@]}" &>"$PARLEY_DATA/lane-2.log" &
    lane "${PARTS[2]}" "${PARTS[@]}" &
    set +m
    wait
    for log in "$PARLEY_DATA"/lane-*.log; do
        cat "$log"
    done
    awk '{ printf "test: %s took %d s\n", $1, $3 }' "$PARLEY_DATA/ended"
    for part in "${PARTS[@]}"; do
        grep -q "^$part 0 " "$PARLEY_DATA/ended" || failed+=" $part"
    done
    if [[ -n $failed ]]; then
        echo "test: FAILED:$failed, after $SECONDS s" >&2
        return 1
    fi
    echo "test: all passed in $SECONDS s"
}

# Which lines the tests on SQLite run. What opens pages runs none that others don't, and takes long.
coverage() {
    PARTS=(later_apps rest_on_sqlite last_app mapping)
    COUNTING=(--cov --cov-report=)
    rm -f .coverage .coverage.*
    all
    "$PYTHON" -m coverage combine --quiet
    "$PYTHON" -m coverage report
}

case ${1:-} in
    all) all ;;
    coverage) coverage ;;
    sqlite) on_sqlite "${@:2}" ;;
    browser) in_browser "${@:2}" ;;
    postgres) on_postgres "${@:2}" ;;
    *) echo "usage: test.sh all | coverage | sqlite|browser|postgres [ARGUMENT…]" >&2; exit 2 ;;
esac
