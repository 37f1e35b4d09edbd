# make demo   set up if needed, route the bundled day, print the result
# make test   set up if needed, run the tests
# make check  all that CI runs: lint, types, layers, tests, the wheel in a fresh place
# make fuzz   spoiled files for SECONDS=3600 from SEED=..., until one is found that stops the day
# make words  the catalogue of sentences brought up to date; tells what lacks its Chinese
# make bench  the measurements of bench/README.md
# make clean  remove all that make made; make lint, types, layers, wheel: the parts of check
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check
PINS   := -c constraints.txt

.PHONY: demo test fuzz check lint types layers wheel words bench clean help

help:
	@sed -n 's/^# make/make/p' Makefile

demo: $(VENV)/.installed
	@$(BIN)/sampan demo

test: $(VENV)/.test
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term

fuzz: $(VENV)/.test
	FUZZ_SECONDS=$(or $(SECONDS),600) FUZZ_SEED=$(or $(SEED),$(shell date +%s)) $(BIN)/python -m pytest -n auto --dist worksteal tests/fuzz

check: lint types layers test wheel

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy
	for part in $(sort $(dir $(wildcard tests/*/*.py))) $(wildcard tests/*.py) bench; do $(BIN)/mypy $$part || exit 1; done

layers: $(VENV)/.dev
	$(BIN)/lint-imports

wheel: $(VENV)/.dev
	rm -rf dist build/wheel
	$(BIN)/python -m build --wheel --no-isolation --outdir dist
	$(BIN)/check-wheel-contents dist
	$(BIN)/python -m venv build/wheel
	build/wheel/bin/python -m pip --quiet --disable-pip-version-check install $(PINS) dist/*.whl
	cd build && wheel/bin/sampan demo > /dev/null && wheel/bin/sampan --version

words: $(VENV)/.installed
	$(BIN)/python -m cli.update_words

bench: $(VENV)/.dev
	$(BIN)/python -m pytest bench --benchmark-only --benchmark-sort=name
	$(BIN)/python -m pytest bench  # the ratios that no benchmark holds, with those skipped

# The stamp files are older than pyproject or the pins when either changed: then the packages are brought up to date.
$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "sampan needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install $(PINS) -e .
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install $(PINS) -e '.[test]'
	@touch $@ $(VENV)/.installed

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install $(PINS) -e '.[dev]'
	@touch $@ $(VENV)/.test $(VENV)/.installed

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks .import_linter_cache .coverage*
