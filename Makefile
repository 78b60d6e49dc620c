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

# Python keeps what it compiled, whatever the shell says: the tests start it some hundred times.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test test-all lint sound types contracts check unit bench soak breaks shots year drift-page anki harlequin oracles schemas clean

run: $(INSTALLED)
	@$(BIN)/csmdrill

test: lint
	@$(MAKE) --no-print-directory -j2 sound unit

# What stands beside the tests, told in one piece amid their dots.
sound: $(READY)
	@told=$$($(MAKE) --no-print-directory types contracts check 2>&1); ended=$$?; \
	printf '\n%s\n' "$$told"; exit $$ended

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports

check: $(READY)
	$(BIN)/csmdrill check --strict decks scenarios

unit: $(READY)
	$(BIN)/python -m pytest -q -n 4 --dist worksteal

# On every Python of this machine that csmdrill is for, then in other locales and terminals; many minutes.
test-all: $(READY)
	$(BIN)/python -m bench.pythons

shots: $(READY)
	$(BIN)/python -m bench.shots docs/shots

bench: $(READY) .anki-venv/.ready
	$(BIN)/python -m bench

# An hour: kills, writers side by side, failing writes, spoilt files, hostile strings; docs/proofs.md keeps what it printed.
soak: $(READY)
	$(BIN)/python -m bench.soak

# The code is broken on purpose in a dozen places, in copies; a test must see each. A few minutes.
breaks: $(READY)
	$(BIN)/python -m bench.breaks

year: $(READY)
	$(BIN)/python -m bench.year

# The tables of docs/drift.md, made by the command they are about; a few minutes.
drift-page: $(READY)
	$(BIN)/python -m bench.drift_page docs/drift.md

# Anki itself is AGPL: it has an environment of its own, and is only ever run as another program.
ANKI := .anki-venv
ifeq ($(OS),Windows_NT)
ANKI_PYTHON := $(ANKI)/Scripts/python
else
ANKI_PYTHON := $(ANKI)/bin/python
endif

anki: $(READY) $(ANKI)/.ready
	$(BIN)/python -m bench.anki_round_trip $(ANKI_PYTHON) tests/exchange/fixtures/current.apkg
	$(BIN)/python -m bench.anki_round_trip $(ANKI_PYTHON) tests/exchange/fixtures/legacy.apkg

$(ANKI)/.ready:
	@$(PYTHON) -m venv $(ANKI)
	@$(ANKI_PYTHON) -m pip install --quiet "anki>=25.9"
	@touch $(ANKI)/.ready

# Whose first frame ours is held against; an environment of its own, as it brings its own Textual.
HARLEQUIN := .harlequin-venv
ifeq ($(OS),Windows_NT)
HARLEQUIN_PYTHON := $(HARLEQUIN)/Scripts/python
else
HARLEQUIN_PYTHON := $(HARLEQUIN)/bin/python
endif

harlequin: $(HARLEQUIN)/.ready

$(HARLEQUIN)/.ready:
	@$(PYTHON) -m venv $(HARLEQUIN)
	@$(HARLEQUIN_PYTHON) -m pip install --quiet "harlequin>=2"
	@touch $(HARLEQUIN)/.ready

# What the skill rules are held to; csmdrill and its tests need none of these, only the figures they gave.
ORACLE := .oracle-venv
ifeq ($(OS),Windows_NT)
ORACLE_PYTHON := $(ORACLE)/Scripts/python
else
ORACLE_PYTHON := $(ORACLE)/bin/python
endif

oracles: $(ORACLE)/.ready
	$(ORACLE_PYTHON) bench/oracles.py tests/skills/oracles.json

$(ORACLE)/.ready:
	@$(PYTHON) -m venv $(ORACLE)
	@$(ORACLE_PYTHON) -m pip install --quiet "scipy>=1.11" "statsmodels>=0.14" "irrCAC>=0.4.4"
	@touch $(ORACLE)/.ready

schemas: $(READY)
	$(BIN)/csmdrill schema deck > schemas/deck.schema.json
	$(BIN)/csmdrill schema pack > schemas/pack.schema.json
	$(BIN)/csmdrill schema scenario > schemas/scenario.schema.json
	$(BIN)/csmdrill schema rubric > schemas/rubric.schema.json
	$(BIN)/csmdrill schema calibration > schemas/calibration.schema.json

clean:
	rm -rf $(VENV) .venv-3.* .anki-venv .harlequin-venv .oracle-venv build dist .mypy_cache .ruff_cache .hypothesis

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
