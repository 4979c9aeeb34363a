# Every target is idempotent: it sets up what it needs, and is quick the second time.
PYTHON ?= python3
BIN := .venv/bin
PROMPTS ?= ../shared/data/prompts.parquet
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: run demo test test-slow check format generate model evaluate bench build clean

run: .venv/.serve  ## Serve on http://127.0.0.1:8080 (set TIERWISE_PORT for another port)
	@$(BIN)/tierwise serve

demo: .venv/.parquet  ## Send 300 real prompts through the running service
	@$(BIN)/tierwise demo

test: .venv/.dev  ## All fast tests
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -n auto --dist loadfile

test-slow: .venv/.train  ## Tests that need torch or train a model
	$(BIN)/python -m pytest -q -m slow

check: .venv/.dev  ## Format, lint, types, imports, spelling, generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/codespell
	$(BIN)/python -m router.adapters.files.schema --check

format: .venv/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

generate: .venv/.dev  ## Policy and catalog schemas, rule reference
	$(BIN)/python -m router.adapters.files.schema

model: .venv/.train  ## Train the shipped classifier from scratch
	$(BIN)/tierwise train --encoder distilled --prompts $(PROMPTS) --out classifier/model

evaluate: .venv/.dev  ## Judge the shipped classifier on the author whom nothing was fitted on
	$(BIN)/tierwise evaluate labels classifier/datasets/data/q.jsonl --report build/labels.html

bench: .venv/.dev  ## Latency and throughput; LITELLM=…, PORTKEY=… and ROUTELLM=… add peers (benchmarks/README.md)
	$(BIN)/python -m benchmarks.overhead.run $(if $(LITELLM),--litellm $(LITELLM)) \
		$(if $(PORTKEY),--portkey $(PORTKEY)) $(if $(ROUTELLM),--routellm $(ROUTELLM))

build: .venv/.dev
	$(BIN)/hatchling build

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tierwise needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv .venv

.venv/.serve: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing what serving needs into .venv (about a minute the first time) …"
	@$(PIP) -e .
	@touch $@

.venv/.parquet: .venv/.serve
	@$(PIP) -e '.[parquet]'
	@touch $@

.venv/.dev: .venv/.serve
	@echo "Installing what the tests need …"
	@$(PIP) -e '.[dev]'
	@touch $@ .venv/.parquet

# torch is named so that a CPU wheel on the machine is found before the default build.
.venv/.train: .venv/.dev
	@$(PIP) torch==2.13.0 -e '.[ray,train]'
	@touch $@
