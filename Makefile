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

bench: $(VENV)/.installed-dev
	$(BIN)/pip install -q -e '.[bench]'
	$(BIN)/python benchmarks/segmentation.py
	$(BIN)/python benchmarks/extraction.py
	$(BIN)/python benchmarks/terminology.py
	$(BIN)/python benchmarks/accuracy.py
	$(BIN)/python benchmarks/tamper.py

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
