#!/usr/bin/env bash
# Writes requirements/*.txt anew from pyproject.toml and requirements/build.in, and the lock of the benchmarks' peer:
# exact versions for every platform and Python, with hashes and without addresses. Keeps the versions that still fit; with --upgrade it takes the newest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
        --generate-hashes --no-header --no-annotate "$@" >/dev/null
}

compile "$@" requirements/build.in --output-file requirements/build.txt
compile "$@" pyproject.toml --output-file requirements/base.txt
compile "$@" pyproject.toml --group dev --constraints requirements/base.txt --output-file requirements/dev.txt
compile "$@" benchmarks/peers/red-dwarf.in --output-file benchmarks/peers/red-dwarf.txt
echo "lock: wrote requirements/build.txt, base.txt and dev.txt, and benchmarks/peers/red-dwarf.txt"
