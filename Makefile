# LayerFlow Studio. Each target first makes the virtual environment where it is missing or out of date.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin

.PHONY: help setup demo run test lint format docs train pins clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: ## virtual environment, pinned packages, system libraries
	@packaging/setup.sh

demo: setup ## prompts in, layered alpha video out, into demo/
	$(BIN)/layerflow-studio demo --out demo

run: setup ## open the studio (PROJECT=folder opens a project)
	$(BIN)/python -m layerflow_studio $(PROJECT)

test: lint ## lint, then the whole test suite (ARGS=... goes to pytest)
	$(BIN)/pytest $(ARGS)

lint: setup ## ruff, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright

format: setup ## put code and imports into the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: setup ## draw docs/architecture.svg from the real imports
	$(BIN)/python packaging/draw_architecture.py

train: ## make the demonstration model from its data (hours; ARGS=... goes to the command)
	@packaging/setup.sh train
	$(BIN)/layerflow-studio train $(ARGS)

pins: ## write the versions in .venv to packaging/constraints*.txt
	$(BIN)/python packaging/pin.py

clean: ## remove what tests, builds and the demonstration left (keeps .venv and .cache)
	rm -rf demo build dist .pytest_cache .ruff_cache .hypothesis
	find layerflow_studio tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +
