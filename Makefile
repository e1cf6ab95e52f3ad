# Everything a person or a build does here, by name. `make` alone lists it.

PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

# The first Python on the path that is new enough.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$p; break; fi; done)

INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# The project itself stays in its checkout: a wheel would lack app.py and pages/. setuptools comes
# from the lock, and warns of the very arrangement that is meant here.
INSTALL_PROJECT := PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	--no-deps --no-build-isolation --editable .
COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --group build --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run check schema prerequisites test e2e bench bench-csv bench-pages \
	bench-search bench-aggregate bench-close lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/installed ## Install, migrate, load the demonstration data, serve on 127.0.0.1 (PORT=8501)
	$(BIN)/portal migrate
	$(BIN)/portal demo
	$(BIN)/portal serve --host 127.0.0.1 --port $(PORT)

check: $(VENV)/installed-for-tests ## Lint, format, types, layers, words and migrations, without running a test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m portal.locale check
	@$(MAKE) --no-print-directory schema

# The tables that the migrations make are the tables that the models describe.
schema: $(VENV)/installed-for-tests
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	export PORTAL_DATABASE_URL="sqlite:///$$folder/check.db" && \
	$(BIN)/portal migrate && $(BIN)/alembic -c migrations/alembic.ini check

prerequisites: $(VENV)/installed-for-tests
	@$(BIN)/python -m tools.prerequisites

test: prerequisites ## Install what the tests need, then run every test (ARGS='-k words')
	$(BIN)/python -m pytest $(ARGS)

e2e: prerequisites ## The browser tests alone
	$(BIN)/python -m pytest tests/e2e $(ARGS)

bench: $(VENV)/installed-for-tests ## Every measurement (bench/README.md tells how to read them)
	@$(BIN)/python -m bench

bench-csv: $(VENV)/installed-for-tests ## The CSV download against Datasette
	@$(BIN)/python -m bench.csv_export

bench-pages: $(VENV)/installed-for-tests ## Screens of a large list
	@$(BIN)/python -m bench.pages

bench-search: $(VENV)/installed-for-tests ## Words among 200,000 notices, with and without the index
	@$(BIN)/python -m bench.search postgresql

bench-aggregate: $(VENV)/installed-for-tests ## A million ballots against DuckDB
	@$(BIN)/python -m bench.aggregate

bench-close: $(VENV)/installed-for-tests ## What closing a round of a million ballots costs
	@$(BIN)/python -m bench.close

lock: $(BIN)/python ## Pin what pyproject.toml asks for (UPGRADE=1 takes the newest)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.13,<0.14'
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --output-file requirements-test.lock --extra test --constraint requirements.lock

clean: ## Remove the environment and every cache; your data in var/ stays
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found; install it, or name \
	it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "$(PYTHON) cannot make a virtual \
	environment; on Debian and Ubuntu install python3-venv" >&2; exit 1; }

$(VENV)/installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the portal into $(VENV) (about half a minute) …"
	@$(INSTALL) -r requirements.lock
	@$(INSTALL_PROJECT)
	@touch $@

# The test lock holds everything that the other one does, in the same versions.
$(VENV)/installed-for-tests: requirements.lock requirements-test.lock pyproject.toml | $(BIN)/python
	@echo "Installing the portal and its test tools into $(VENV) (about a minute) …"
	@$(INSTALL) -r requirements-test.lock
	@$(INSTALL_PROJECT)
	@touch $(VENV)/installed $@
