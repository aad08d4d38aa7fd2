# Two commands are enough on a fresh machine: `make site` and `make test`. Python 3.11 or newer is all they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
COURSE ?= .

.PHONY: site build test check lint types unit browser js audit bench bench-quick bench-exam dist clean help

help:            ## List these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/:/' | sort

$(READY): pyproject.toml tests/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "lecprep needs Python 3.11 or newer: make PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint tests/constraints.txt --editable '.[test]'
	@touch $@

site: $(READY)   ## Build the course in content/ and serve it, reloading while you write
	$(BIN)/lecprep serve $(COURSE)

build: $(READY)  ## Build the course in content/ into site/
	$(BIN)/lecprep build $(COURSE)

test: $(READY)   ## Lint, types, and every test; finds or installs a Chromium
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/python -m tests.browser.chromium
	@$(MAKE) --no-print-directory js
	$(BIN)/python -m pytest -n auto

check: test      ## What must be green before a change is handed in
	$(BIN)/lecprep check $(COURSE) --strict

unit: $(READY)   ## The tests that need no browser
	$(BIN)/python -m pytest -n auto --ignore tests/browser

browser: $(READY)  ## The tests in a real Chromium
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m pytest tests/browser -n auto

js:              ## Lint and type-check the scripts, where there is Node
	@if command -v npm >/dev/null; then \
	  npm ci --silent --no-audit --no-fund && npm run --silent lint && npm run --silent types && echo "Scripts: lint and types clean"; \
	else echo "Scripts: lint and types skipped, because there is no Node on this machine"; fi

audit: build     ## Lighthouse and the Nu validator over the built course (needs Node and Java)
	$(BIN)/python tests/audit.py site

bench: $(READY)  ## Measure builds beside the floor and six other tools (half an hour; leave the machine alone)
	$(BIN)/python -m benchmarks.build --keep --patience 30
	$(BIN)/python -m benchmarks.peers --keep --patience 20 --rounds 10
	$(BIN)/python -m benchmarks.serve --keep --calm 6
	$(BIN)/python -m benchmarks.report
	$(BIN)/python -m benchmarks.targets

bench-quick: $(READY)  ## The most important of these figures, in two minutes
	$(BIN)/python -m benchmarks.build --sizes 14 100 --rounds 3 --patience 15
	$(BIN)/python -m benchmarks.serve --sizes 14 --calm 4 --row 10

bench-exam: $(READY)  ## How fast the mock exam is over 2,000 questions
	$(BIN)/python -m benchmarks.exam

dist: $(READY)   ## The wheel and the source archive
	$(BIN)/python -m hatchling build

clean:           ## Remove what was built and installed
	rm -rf $(VENV) site dist node_modules .mypy_cache .ruff_cache .pytest_cache
