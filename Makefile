# Two commands on a fresh machine: `make run` and `make test`. Both need Python 3.11 or newer and make.
VENV ?= .venv
BIN  := $(VENV)/bin
NEW  := import sys; sys.exit(sys.version_info < (3, 11))
# The first Python on the path that is new enough.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(name) -c '$(NEW)' 2>/dev/null && echo $(name))))
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: run test bench check roles fuzz screenshots clean

run: $(VENV)/installed
	@exec $(BIN)/usher up

test: $(VENV)/installed-test
	@$(BIN)/python -m pytest --numprocesses 2 $(ARGS)

bench: $(VENV)/installed-bench
	@$(BIN)/python -m tests.bench $(ARGS)

fuzz: $(VENV)/installed-test
	@$(BIN)/python -m tests.fuzz $(ARGS)

# Every page as a picture, into docs/screenshots.
screenshots: $(VENV)/installed-test
	@$(BIN)/python -m pytest -q tests/browser/pictures.py

check: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The tables of docs/roles.md, as bot/access/ says.
roles: $(VENV)/installed-test
	@$(BIN)/python -m tests.roles_page

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Usher needs Python 3.11 or newer: install it, or set PYTHON=/path/to/it"; exit 1; }
	@echo "Making $(VENV) with $(PYTHON) ..."
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make a venv: on Debian and Ubuntu, apt install python3-venv"; exit 1; }

$(VENV)/installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Usher ..."
	@$(PIP) --editable .
	@touch $@

$(VENV)/installed-test: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Usher with what its tests need ..."
	@$(PIP) --editable '.[test]'
	@touch $@ $(VENV)/installed

$(VENV)/installed-bench: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Usher with what its benchmark needs ..."
	@$(PIP) --editable '.[test,bench]'
	@touch $@ $(VENV)/installed $(VENV)/installed-test

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
