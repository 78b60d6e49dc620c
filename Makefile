# Needs Python 3.11 or newer and nothing else; everything is set up in .venv.

PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
READY := $(VENV)/.ready
INSTALLED := $(VENV)/.installed

.PHONY: run test lint types contracts check unit bench shots year schemas clean

run: $(INSTALLED)
	@$(BIN)/csmdrill

test: lint types contracts check unit

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports

check: $(READY)
	$(BIN)/csmdrill check --strict decks

unit: $(READY)
	$(BIN)/python -m pytest -q -n 2 --dist worksteal

shots: $(READY)
	$(BIN)/python -m bench.shots docs/shots

year: $(READY)
	$(BIN)/python -m bench.year

schemas: $(READY)
	$(BIN)/csmdrill schema deck > schemas/deck.schema.json
	$(BIN)/csmdrill schema pack > schemas/pack.schema.json

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .hypothesis

$(INSTALLED): pyproject.toml
	@echo "Setting up $(VENV), once; this takes half a minute."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $(INSTALLED)

$(READY): $(INSTALLED)
	@echo "Setting up the tools of development, once."
	@$(BIN)/python -m pip install --quiet --group dev
	@touch $(READY)
