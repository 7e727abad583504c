# Needs Python 3.11 or newer and make; everything else is installed into .venv, at the versions of requirements.lock.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
OUT ?= pactgraph-demo

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check format bench docs lock floors clean

help: ## list these targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

demo: $(READY) ## build a graph from examples/ and show what is in it
	@$(BIN)/kg demo -o $(OUT)

test: check ## all that CI runs: check, then the tests with the quality gate
	$(BIN)/pytest -q -n 2 --dist loadfile

check: $(READY) ## style and types
	$(BIN)/ruff check -q .
	$(BIN)/mypy kg

format: $(READY) ## let ruff format everything
	$(BIN)/ruff check -q --fix .
	$(BIN)/ruff format -q .

floors: $(READY) ## raise the floors of the quality gate to what is reached now; never lowers one
	$(BIN)/python -m tests.gold.floors

bench: $(READY) ## measure reading and named questions, and write docs/speed*.md; takes about half an hour
	$(BIN)/python -m tests.benchmarks.reading
	$(BIN)/python -m tests.benchmarks.graph

docs: $(READY) ## build the site of docs/ into build/site, and what docs/ takes from the code
	@$(BIN)/python -m docs.tools
	@$(BIN)/python -m docs.tools.site

lock: $(READY) ## resolve the dependencies of pyproject.toml anew
	$(BIN)/uv pip compile pyproject.toml --extra docs --group dev --universal --python-version 3.11 --only-binary :all: \
		--generate-hashes --no-emit-index-url --no-header --quiet --upgrade --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --constraint requirements.lock --universal --python-version 3.11 --only-binary :all: \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements-run.lock

clean: ## take away what the other targets made
	rm -rf .venv build dist $(OUT) .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find kg tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: \
		--require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation --editable .
	@touch $@
