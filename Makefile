# `make run` opens Ballad in the browser, `make test` checks everything, `make studies` counts the published figures
# that are reproduced. All start from nothing.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CHROMIUM := sh tests/browser/chromium.sh
POSTGRESQL := sh tests/saved/postgresql.sh
R := sh tests/proof/r.sh

.PHONY: run test bench studies lint clean

run: $(VENV)/ready
	$(BIN)/streamlit run app.py --server.headless false

test: $(VENV)/ready-to-test
	$(CHROMIUM)
	$(POSTGRESQL)
	$(R)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

bench: $(VENV)/ready-to-test
	$(BIN)/python -m benchmarks

studies: $(VENV)/ready
	$(BIN)/python -m data.studies docs/studies.md

lint: $(VENV)/ready-to-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Ballad needs Python 3.11 or newer: make PYTHON=python3.11 run")'
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "On Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/ready: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt .
	touch $@

$(VENV)/ready-to-test: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt ".[test]"
	touch $@
