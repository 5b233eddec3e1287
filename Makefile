# One command for each thing people do here; each does its own set-up. The plain pip lines stand in README.md.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
DEMO := COOP_DATABASE_URL=sqlite:///var/demo/coop.sqlite COOP_SECRET_FILE=var/demo/secret COOP_BASE_URL=http://127.0.0.1:$(PORT) COOP_SITE_NAME=coop COOP_LOG_FORMAT=text

.PHONY: demo test check bench browser interop messages format clean

$(VENV)/.installed: requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what coop needs (first time only) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python tools/link.py
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing what the tests need (first time only) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/.installed
	@$(DEMO) $(BIN)/coop demo --port $(PORT)

test: $(VENV)/.installed-dev
	COOP_TEST_DATABASE=sqlite $(BIN)/python -m pytest -m "not browser and not interop"
	COOP_TEST_DATABASE=postgres $(BIN)/python -m pytest -m "not browser and not interop"

check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/catalogues.py check
	$(BIN)/python tools/house.py
	$(MAKE) test

bench: $(VENV)/.installed-dev
	$(BIN)/python tools/bench/run.py

browser: $(VENV)/.installed-dev
	$(BIN)/python tools/browser.py
	$(BIN)/python -m pytest -m browser

interop: $(VENV)/.installed-dev
	$(BIN)/python tools/interop.py
	$(BIN)/python -m pytest -m interop

messages: $(VENV)/.installed-dev
	$(BIN)/python tools/catalogues.py extract
	$(BIN)/python tools/catalogues.py update

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .hypothesis
