# make run    install coopsim into .venv and run the first scenario
# make test   the tests, two at a time
# make check  format, lint, types and the direction of imports
# make golden write the table of known numbers anew, after a change that moves them on purpose
# make clean  remove what these made
#
# Another interpreter, in a venv of its own:  make test PYTHON=python3.12 VENV=.venv312

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test check golden clean

run: $(VENV)/installed
	$(BIN)/coopsim run timor-leste --out results/timor-leste --force

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n 2

check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo

golden: $(VENV)/installed-dev
	$(BIN)/python tests/test_golden.py
	git diff --stat tests/golden.json

clean:
	rm -rf $(VENV) results build dist .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find coopsim tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is older than pyproject.toml when what it stands for is out of date.
$(VENV)/installed: pyproject.toml | $(BIN)/python
	@echo "Installing coopsim into $(VENV) (a minute or two, the first time) ..."
	$(PIP) -e .
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(BIN)/python
	@echo "Installing coopsim and its test tools into $(VENV) (a few minutes, the first time) ..."
	$(PIP) -e ".[dev]"
	@touch $@ $(VENV)/installed

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "coopsim needs Python 3.11 or newer as $(PYTHON). Name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make a virtual environment. On Debian or Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
