# One virtual environment holds everything; PYTHON chooses the interpreter that makes it.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
DEMO   ?= demo

.PHONY: demo test format bench model clean

# A translated archive of the sample posts in the folder $(DEMO).
demo: $(VENV)/.installed
	mkdir -p $(DEMO)
	cp examples/archive.toml $(DEMO)/
	$(BIN)/clinic-archive -C $(DEMO) import examples/pages
	$(BIN)/clinic-archive -C $(DEMO) build
	@echo "See it in a browser: $(BIN)/clinic-archive -C $(DEMO) serve"

test: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Every benchmark, and at the end one table of what they found; half an hour on two cores.
BENCHMARKS := segmentation extraction terminology accuracy tamper decoding startup scale throughput
bench: export BENCH_ROWS := $(VENV)/bench.jsonl
bench: $(VENV)/.installed-dev
	$(BIN)/pip install -q -e '.[bench]'
	rm -f $(BENCH_ROWS)
	for name in $(BENCHMARKS); do $(BIN)/python -m benchmarks.$$name || exit 1; done
	$(BIN)/python -m benchmarks.table

# Train the bundled model anew; see training/README.md.
model:
	$(MAKE) -C training model

$(VENV)/.installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check -e .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install -q --disable-pip-version-check -e '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) $(DEMO) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
