#!/usr/bin/env bash
# Makes .venv from the lock files: `setup.sh base` to run Parley, `setup.sh dev` to work on it.
# Does nothing where the environment already fits its lock.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly KIND=${1:?setup.sh base|dev}
readonly PYTHON=${PYTHON:-python3}
readonly BIN=.venv/bin

# One digest for all that the environment is made from.
fingerprint() { cat requirements/build.txt "requirements/$1.txt" pyproject.toml | sha256sum | cut -d ' ' -f 1; }

fits() { [[ -x $BIN/python && -f .venv/parley-$1 && $(<".venv/parley-$1") == "$(fingerprint "$1")" ]]; }

check_python() {
    if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "setup: Parley needs Python 3.11 or newer; $PYTHON is $("$PYTHON" --version 2>&1 || true)" >&2
        exit 1
    fi
}

make_environment() {
    check_python
    if ! "$BIN/python" -m pip --version >/dev/null 2>&1; then
        "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || scripts/system-packages.sh python3-venv
        echo "setup: making .venv"
        "$PYTHON" -m venv --clear .venv
    fi
    echo "setup: installing requirements/$KIND.txt"
    "$BIN/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
    "$BIN/uv" pip install --quiet --python "$BIN/python" --require-hashes -r "requirements/$KIND.txt"
    # The build's own needs are in build.txt, so that nothing is installed which no lock names.
    "$BIN/uv" pip install --quiet --python "$BIN/python" --no-deps --no-build-isolation --editable .
    fingerprint "$KIND" >".venv/parley-$KIND"
}

fits "$KIND" || fits dev || make_environment
"$BIN/python" scripts/compile_messages.py
