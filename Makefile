# Thin on purpose: each target is one command that can be read here and run by hand.
PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
# The node and npm that set-up chose stand first.
WITH_NODE := PATH="$(CURDIR)/$(BIN):$$PATH"
NPM := $(WITH_NODE) npm --prefix web --silent

.DEFAULT_GOAL := help
.PHONY: help setup setup-demo demo test test-slow check types tour screenshots clean

help: ## show this list
	@sed -n 's/^\([a-z%-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: ## set up everything for development and tests
	@$(PYTHON) .ci/setup.py test

setup-demo:
	@$(PYTHON) .ci/setup.py demo

demo: setup-demo ## start Redis, the server and a terminal that plays real inputs (ARGS="--help")
	@exec $(BIN)/etaluukku demo $(ARGS)

test: setup ## run every test, real browser included
	@$(BIN)/python .ci/lanes.py $(ARGS)

test-slow: setup ## run the tests that take many minutes
	@$(BIN)/python -m pytest -m slow --timeout 1200 $(ARGS)

check: setup ## ruff, mypy --strict, tsc, eslint, and that generated files are current
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(NPM) run typecheck
	@$(NPM) run lint
	@$(WITH_NODE) $(BIN)/python .ci/generate.py --check

types: setup ## write the generated files anew: TypeScript types, schema, diagrams
	@$(WITH_NODE) $(BIN)/python .ci/generate.py

tour: setup ## play journey 1 in headless Chromium and save a picture of every step
	@$(BIN)/python -m tests.tour $(ARGS)

screenshots: setup ## every page and state in three languages, into tour/screens; finds cut text and axe's faults
	@$(BIN)/python -m tests.shots $(ARGS)

bench-%: setup ## run one benchmark, such as bench-setup; its last line is JSON
	@$(BIN)/python -m tests.bench.$(subst -,_,$*) $(ARGS)

clean: ## remove what set-up, builds and tests made
	rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -rf build *.egg-info web/node_modules web/dist web/coverage
