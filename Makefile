# `make dev` once; `make check` is everything that CI runs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: dev check lint types test slow docs lock clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

dev: $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .

check: lint types test docs

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# mypy sees the packages by their import names through a tree of links.
build/types:
	mkdir -p build/types/kliping
	for f in search/* ; do ln -sfn ../../../$$f build/types/kliping/$$(basename $$f); done
	ln -sfn ../../../index build/types/kliping/index
	ln -sfn ../../../plugins build/types/kliping/plugins
	ln -sfn ../../../seeds build/types/kliping/seeds

.PHONY: build/types
types: build/types
	$(BIN)/mypy -p kliping

test:
	$(BIN)/python -m pytest

slow:
	$(BIN)/python -m pytest -m slow

docs:
	$(BIN)/python -m pytest tests/docs

lock:
	$(BIN)/python .ci/lock.py

clean:
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
