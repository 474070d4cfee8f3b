# Two commands do all the set-up: `make demo` and `make test`. PYTHON names another interpreter.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2
SEQEVAL := seqeval==1.2.2  # an oracle of unit 12; its sources can be built only where setuptools-scm is installed before

.PHONY: help demo bubblewrap test check lab book benchmark benchmark-grading benchmark-models compat lock clean

help:
	@echo "make demo       set up, build, verify, grade a sample class and show where the results lie"
	@echo "make test       the whole test suite, set-up included"
	@echo "make check      the fast part of it, before every commit"
	@echo "make lab        JupyterLab on the course"
	@echo "make book       the lectures as web pages, executed, in build/book/html; 5 to 10 minutes the first time"
	@echo "make benchmark  seconds per check; make benchmark-grading: per submission, beside stock nbgrader"
	@echo "make benchmark-models  what the models reach on public sets; an hour or two, goes on where it stopped"
	@echo "make compat     the Keras assignments in Colab's versions and in the newest"
	@echo "make clean      remove everything that was built"

$(READY): .ci/requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	 || { echo "Python 3.11 or newer is needed; name one, as in: make PYTHON=python3.12 demo"; exit 2; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3-venv; } \
	 || { echo "Python cannot make virtual environments here; run: sudo apt-get install python3-venv"; exit 2; }
	@echo "Installing the pinned requirements into $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement .ci/requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation $(SEQEVAL) --editable .
	@touch $@

demo: $(READY) bubblewrap
	@$(BIN)/autograder demo

# Student code is graded in a sandbox, which bubblewrap makes; it exists for Linux only.
bubblewrap:
	@command -v bwrap >/dev/null || [ "$$(uname)" != Linux ] \
	 || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "Installing bubblewrap ..." && apt-get update -qq \
	      && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends bubblewrap >/dev/null; } \
	 || { echo "Student code is graded in a sandbox that needs bubblewrap; run: sudo apt-get install bubblewrap"; exit 2; }

test: $(READY)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

check: $(READY)
	@$(BIN)/ruff format --check --no-cache --quiet . && $(BIN)/ruff check --no-cache --quiet .
	@$(BIN)/mypy
	@$(BIN)/autograder lint
	@$(BIN)/autograder build --check
	@$(BIN)/autograder verify
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not slow"

lab: $(READY)
	@$(BIN)/jupyter lab course

book: $(READY)
	@$(BIN)/autograder book

benchmark: $(READY)
	@$(BIN)/python benchmarks/checks.py

benchmark-grading: $(READY)
	@$(BIN)/python benchmarks/engine.py

# One thread; TASKS="jsb names" trains only these, SEEDS=1 only one of three. Results are kept in build/benchmark-models.
benchmark-models: $(READY)
	@$(BIN)/python benchmarks/models.py $(TASKS) --seeds $(or $(SEEDS),3) --output benchmarks/models.md

# Solved assignments as students run them: Colab's versions and the newest, on every Python from 3.11 that is installed.
compat: $(READY)
	@$(BIN)/python benchmarks/compat.py $(ASSIGNMENTS)

# Needs uv; the lock names no index.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
	  --extra grading --extra book --extra dev pyproject.toml --output-file .ci/requirements.lock

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache *.egg-info
	find . -name __pycache__ -not -path "./$(VENV)/*" -prune -exec rm -rf {} +
