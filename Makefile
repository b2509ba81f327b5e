# make run    install coopsim into .venv and run the first scenario
# make test   the tests, two at a time
# make check  format, lint, types, the direction of imports and translations
# make serve  the lessons in a browser, as participants see them
# make lab    the lessons in JupyterLab
# make notebooks  run every notebook in every language
# make browser    open every lesson in Chromium; pictures in build/screenshots
# make golden write the table of known numbers anew, after a change that moves them on purpose
# make languages  notebooks and curriculum in every language, into build/LANG
# make site   the curriculum as pages in every language: build/site
# make site-pdf   the same, and printed
# make kit    a folder and a zip to start without a network: build/kit-PLATFORM
# make deploy-test  install that kit with the network cut, and run a class on JupyterHub
# make clean  remove what these made
#
# Another interpreter, in a venv of its own:  make test PYTHON=python3.12 VENV=.venv312
# LEFT_OUT names test files that are not run:  make test LEFT_OUT="presets_run alive"

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test check golden languages clean serve lab notebooks browser site site-pdf \
  kit deploy-test

run: $(VENV)/installed
	$(BIN)/coopsim run timor-leste --out results/timor-leste --force

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -n 2 $(LEFT_OUT:%=--ignore=tests/test_%.py)

check: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/coopsim translate check

serve: $(VENV)/installed-lessons
	$(BIN)/coopsim serve

# Told where to find its settings, JupyterLab greets nobody with news and shows no test cells.
lab: $(VENV)/installed-lessons
	JUPYTER_CONFIG_PATH=coopsim/serve/share/config $(BIN)/jupyter lab notebooks

# Each in a kernel of its own; two at a time, whatever their language. What of the lessons' code
# they ran is told at the end.
notebooks: $(VENV)/installed-dev
	rm -rf build/tested
	$(BIN)/coopsim translate build --out build/tested --with-tests
	PYTHONPATH=tests COVERAGE_FILE=build/tested/coverage \
	  $(BIN)/python -m pytest -q -n 2 --dist loadfile -p notebook_language \
	  --nbval-lax --nbval-current-env --nbval-cell-timeout 60 --durations 5 \
	  --cov=coopsim.widgets --cov-report=term:skip-covered build/tested/*/notebooks

browser: $(VENV)/installed-dev
	$(BIN)/python -m pytest -q -n 0 -m browser tests/browser

golden: $(VENV)/installed-dev
	$(BIN)/python tests/test_golden.py
	git diff --stat tests/golden.json

languages: $(VENV)/installed-dev
	$(BIN)/coopsim translate build

site: $(VENV)/installed-dev
	$(BIN)/coopsim site

site-pdf: $(VENV)/installed-dev
	$(BIN)/coopsim site --pdf

# For the laptops of a room; make kit PLATFORM=linux_x86_64 for others.
PLATFORM ?= win_amd64
kit: $(VENV)/installed-dev
	$(BIN)/coopsim kit --platform $(PLATFORM) --out build/kit-$(PLATFORM)

deploy-test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -q -n 0 -s -m deploy tests/deploy

clean:
	rm -rf $(VENV) results build dist .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find coopsim tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is older than pyproject.toml when what it stands for is out of date.
$(VENV)/installed: pyproject.toml | $(BIN)/python
	@echo "Installing coopsim into $(VENV) (a minute or two, the first time) ..."
	$(PIP) -e .
	@touch $@

$(VENV)/installed-lessons: pyproject.toml | $(BIN)/python
	@echo "Installing coopsim and what lessons need into $(VENV) (a few minutes, the first time) ..."
	$(PIP) -e ".[lessons]"
	@touch $@ $(VENV)/installed

$(VENV)/installed-dev: pyproject.toml | $(BIN)/python
	@echo "Installing coopsim and its test tools into $(VENV) (a few minutes, the first time) ..."
	$(PIP) -e ".[dev]"
	@touch $@ $(VENV)/installed $(VENV)/installed-lessons

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "coopsim needs Python 3.11 or newer as $(PYTHON). Name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make a virtual environment. On Debian or Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
