# `make dev` once; `make check` before every commit; CI runs `make check long`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo dev check lint types test long slow diff-corpus docs reference picture guide lock clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# The main job on a fresh machine: an environment, the sample articles, a faceted search.
demo: $(BIN)/python
	$(BIN)/python -m pip install --quiet .
	$(BIN)/kliping --archive build/demo.kliping index --seeds
	$(BIN)/kliping --archive build/demo.kliping search "feri selat makassar" --limit 3 \
		--facet speaker:5 --facet person:5 --facet place:5 --format table

dev: $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .

check: lint types test

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
	$(BIN)/mypy -p kliping -p tests

# The fast suite, the documents' tests among it, on all cores.
test:
	$(BIN)/python -m pytest -n auto --dist worksteal

# Tests of some seconds each: plugins of others in trouble, kills, crowds, the paths without a kernel.
long:
	$(BIN)/python -m pytest -n auto --dist worksteal -m "long and not slow"

slow:
	$(BIN)/python -m pytest -m slow

# What the working tree changes in the results of a corpus: make diff-corpus DATA=FOLDER [AGAINST=main]
AGAINST ?= HEAD
DATA ?= $(KLIPING_DATA)
diff-corpus:
	$(BIN)/python -m benchmarks.diff_corpus --data "$(DATA)" --against $(AGAINST)

docs:
	$(BIN)/python -m pytest tests/docs

# REFERENCE.md and the README's picture, made by the program.
reference:
	$(BIN)/python .ci/reference.py

# Runs the commands of README.md and GUIDE.md and writes their output below them.
guide:
	$(BIN)/python .ci/guide.py

picture:
	$(BIN)/python .ci/picture.py

lock:
	$(BIN)/python .ci/lock.py

clean:
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
