# Every target says what it does; `make help` lists them. Needs Python 3.11 with venv, and make.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA_DIR ?= var
ROUNDS ?= 5
export PORT DATA_DIR
# Some hosts forbid it, and then every process compiles the product and all its libraries anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test judge lint fmt types check soak bench pictures lock

help:  ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 10

$(VENV)/run.stamp: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

setup: $(VENV)/run.stamp  ## Create .venv and install the locked runtime packages

run: setup  ## Set up, load the demo into an empty database, serve web and worker
	$(BIN)/python manage.py serve

SUITE := -m pytest -n 3 --dist load --maxschedchunk 1 --ignore tests/browser --ignore tests/judge

test: $(VENV)/dev.stamp  ## The suite on SQLite and on PostgreSQL; what needs Chromium or foreign tools is make judge
	$(BIN)/python $(SUITE)
	$(BIN)/python -m tests.support.postgres "$$(mktemp -d)" -- $(BIN)/python $(SUITE)

.venv-judge/stamp: requirements-judge.txt
	@test -x .venv-judge/bin/python || $(PYTHON) -m venv .venv-judge
	.venv-judge/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-judge.txt
	@touch $@

judge: $(VENV)/dev.stamp .venv-judge/stamp  ## Ask foreign tools: qpdf, poppler, LibreOffice, ssh-keygen, ministack, Chromium
	@tools/judges.sh
	$(BIN)/python -m pytest -n 3 --dist loadgroup --no-loadscope-reorder tests/browser tests/judge

lint: $(VENV)/dev.stamp  ## Style, imports between floors, missing migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run

fmt: $(VENV)/dev.stamp  ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/dev.stamp  ## Type check
	$(BIN)/mypy aicmo_site portal delivery cam campaigns gateways tenants benchmarks

check: lint types test  ## What CI runs: lint, types, test

soak: $(VENV)/dev.stamp .venv-judge/stamp  ## The long proofs of packs, half an hour: hostile texts and pictures, equal bytes, room for all text, kills, faults of the store
	$(BIN)/python -m pytest -q -rP -n 2 -p no:randomly tests/soak/soak_*.py

pictures: $(VENV)/dev.stamp  ## Take the pictures of every page anew
	PICTURES=docs/pictures $(BIN)/python -m pytest -q -p no:randomly tests/browser/test_pictures.py

.venv-bench/stamp: requirements-bench.txt benchmarks/package-lock.json
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@tools/bench.sh
	@touch $@

bench: $(VENV)/dev.stamp .venv-bench/stamp  ## Time packs beside others and their floors, and pages with 1 000 engagements
	@DATA_DIR=$$(mktemp -d) && export DATA_DIR LOG_LEVEL=WARNING && $(BIN)/python manage.py migrate -v 0 \
	  && $(BIN)/python manage.py demo >/dev/null && $(BIN)/python manage.py bench \
	  && $(BIN)/python -m benchmarks --rounds $(ROUNDS)

lock: pyproject.toml  ## Compile the locks anew (needs uv)
	uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 \
	  --custom-compile-command "make lock" pyproject.toml -o requirements.txt
	uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 \
	  --custom-compile-command "make lock" --group dev pyproject.toml -c requirements.txt -o requirements-dev.txt
	uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 \
	  --custom-compile-command "make lock" --group pyproject.toml:judge -o requirements-judge.txt
	uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 \
	  --custom-compile-command "make lock" --group pyproject.toml:bench -c requirements.txt -o requirements-bench.txt
