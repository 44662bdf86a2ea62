# Matters Arising: `make run` opens the page, `make test` runs the whole suite, `make env` makes the environment alone.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: run test env dev lint types corpus bench endurance lock clean outside

run: env
	$(BIN)/matters ingest corpus
	$(BIN)/matters ui

test: dev outside
	$(BIN)/python -m pytest

env: $(VENV)/.made

dev: $(VENV)/.made-dev

$(VENV)/.made: requirements.lock pyproject.toml setup.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is needed; name it with: make $(MAKECMDGOALS) PYTHON=/path/to/python"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install -q -r requirements.lock
	$(PIP) install -q --no-deps -e .
	touch $@

$(VENV)/.made-dev: $(VENV)/.made requirements-dev.lock
	$(PIP) install -q -r requirements-dev.lock
	touch $@

# The page is tested in a real browser, and what is sent anywhere is watched from outside: Debian's own packages.
outside:
	@missing=; for tool in chromium strace; do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	  [ -z "$$missing" ] && exit 0; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
	  then apt-get update -qq && apt-get install -y -qq $$missing; \
	  else echo "The tests need$$missing, which can't be installed from here: apt-get install$$missing"; exit 1; fi

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: dev
	$(BIN)/mypy

# Build the shipped PDFs again from their sources.
corpus: dev
	$(BIN)/python corpus/build.py

bench: env
	$(BIN)/python bench/speed.py corpus

# Half an hour: ingest killed 200 times, what is built damaged in every way, four readers beside one writer.
endurance: env
	$(BIN)/python bench/kills.py
	$(BIN)/python bench/damage.py
	$(BIN)/python bench/readers.py
	$(BIN)/python bench/mutations.py

# Write the locks anew from pyproject.toml, from an environment made for it. The CPU build of torch is pinned by version.
lock:
	rm -rf $(VENV)-lock && $(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install -q torch==2.13.0
	$(VENV)-lock/bin/python -m pip install -q -e .
	$(VENV)-lock/bin/python -m pip freeze --exclude-editable | sed 's/^torch==\([0-9.]*\).*/torch==\1/' > requirements.lock
	$(VENV)-lock/bin/python -m pip install -q -e .[dev]
	$(VENV)-lock/bin/python -m pip freeze --exclude-editable | sed 's/^torch==\([0-9.]*\).*/torch==\1/' > requirements-dev.lock
	rm -rf $(VENV)-lock

clean:
	rm -rf $(VENV) .matters build dist *.egg-info
