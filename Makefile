# Everything that one does with a checkout of Parley. `make` lists it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

PARLEY_DATA ?= ./data
BIN := .venv/bin
# What PDF files are drawn with, as Debian names it.
DRAWS := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
DJANGO := DJANGO_SETTINGS_MODULE=parley.settings.test $(BIN)/python -m django

# Where it is set, Python compiles every module again at each start, which takes seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo fmt check messages migrations test coverage test-sqlite test-browser test-postgres bench lock docs tour clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make .venv from the lock, where it does not fit it yet
	@scripts/setup.sh dev

demo: ## run Parley with the demo dialogues; PARLEY_DATA=./data and PORT=8000 unless set
	@scripts/setup.sh base
	@scripts/system-packages.sh badges || echo "demo: without these, badges can’t be printed, nor reports as PDF; all else works"
	@PARLEY_DATA="$(PARLEY_DATA)" $(BIN)/parley demo $(if $(PORT),--port $(PORT))

fmt: setup ## format Python, and correct what can be corrected
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format --quiet

check: setup ## judge the source; CHECKS="types imports" runs only those
	@scripts/system-packages.sh gettext
	@$(BIN)/python scripts/check.py $(CHECKS)

messages: setup ## merge new texts of the interface into the catalogues to translate
	@scripts/system-packages.sh gettext
	@$(BIN)/python scripts/check_translations.py --update

migrations: setup ## write the migrations that the models lack
	@$(DJANGO) makemigrations

test: setup ## run the suite on SQLite, in a browser, and on PostgreSQL
	@scripts/system-packages.sh
	@scripts/test.sh all

coverage: setup ## run the suite on SQLite, and report which lines it runs
	@scripts/system-packages.sh libreoffice-writer-nogui $(DRAWS)
	@scripts/test.sh coverage

test-sqlite: setup ## run the suite on SQLite; ARGS="-k invitation -x" goes to pytest
	@scripts/system-packages.sh libreoffice-writer-nogui $(DRAWS)
	@scripts/test.sh sqlite $(ARGS)

test-browser: setup ## run the browser tests; ARGS goes to pytest
	@scripts/system-packages.sh chromium libatomic1
	@scripts/test.sh browser $(ARGS)

test-postgres: setup ## run the suite on PostgreSQL; ARGS goes to pytest
	@scripts/system-packages.sh postgresql $(DRAWS)
	@scripts/test.sh postgres $(ARGS)

bench: setup ## run benchmarks/bench_*.py
	@$(BIN)/python benchmarks/run.py

lock: setup ## write requirements/*.txt from pyproject.toml; UPGRADE=1 takes the newest versions
	@scripts/lock.sh $(if $(UPGRADE),--upgrade)

docs: setup ## build the documentation in docs/_build/html
	@$(BIN)/python scripts/check.py docs
	@echo "docs: open docs/_build/html/index.html"

tour: setup ## take the pictures of the guided tour anew
	@scripts/system-packages.sh
	@$(BIN)/python scripts/take_tour.py

clean: ## remove what these targets made, but never the data
	@rm -rf .venv build dist docs/_build htmlcov test-results .coverage .coverage.* \
		.hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find src tests scripts benchmarks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
	@rm -f src/parley/locale/*/LC_MESSAGES/*.mo
