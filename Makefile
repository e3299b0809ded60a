# `make demo` and `make test` make what they need (a virtual environment with hash-locked packages), then run.
# Variables: PYTHON (interpreters to try, best first), PYTEST_ARGS (added to pytest's arguments).

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3.13 python3.12 python3.11 python3
PYTEST_ARGS ?=
UV := $(shell command -v uv 2>/dev/null)
COMPILE := uv --no-config pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet \
	--custom-compile-command "make lock"

ifdef UV
NEW_VENV = uv venv --quiet --python $(1) $(VENV)
INSTALL = uv pip install --quiet --python $(BIN)/python
else
NEW_VENV = $(1) -m venv $(VENV)
NEEDS = , ensurepip, venv
INSTALL = $(BIN)/python -m pip install -qq --disable-pip-version-check
endif

.DELETE_ON_ERROR:
.PHONY: help demo test check bench soak docs rates accuracy screenshots lock clean

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

demo: $(VENV)/.project ## one run over the recorded web that ships: no network, no account
	@$(BIN)/tracker demo

test: $(VENV)/.dev ## run the tests
	@$(BIN)/pytest -q -n auto --dist worksteal $(PYTEST_ARGS)

check: $(VENV)/.dev ## lint, format, types and import direction
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev ## run the benchmarks, which print ratios
	@$(BIN)/pytest -q -s -m bench $(PYTEST_ARGS)

soak: $(VENV)/.dev ## run the long tests
	@$(BIN)/pytest -q -m soak $(PYTEST_ARGS)

docs: $(VENV)/.dev ## write the generated pages of docs/ again
	@$(BIN)/tracker docs

rates: $(VENV)/.dev ## measure how often registries fill their fields (needs the samples in ../shared)
	@$(BIN)/python -m tests.fill_rates && $(BIN)/tracker docs

accuracy: $(VENV)/.dev ## measure how well claims are read (needs the gold sets in ../shared)
	@$(BIN)/python -m tests.accuracy && $(BIN)/tracker docs

screenshots: $(VENV)/.dev ## make the pictures of docs/screenshots again (needs Chromium)
	@$(BIN)/python -m tests.screenshots

lock: ## choose the newest allowed packages and write both lock files again (needs uv)
ifndef UV
	@echo "make lock needs uv: install it with 'pipx install uv', then run make lock again" >&2; exit 2
endif
	$(COMPILE) --upgrade --group build --output-file requirements.lock
	$(COMPILE) --upgrade --group dev --all-extras --constraints requirements.lock --output-file requirements-dev.lock

clean: ## remove the environment and all caches
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find tracker scrapers db tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp comes after what it vouches for, so that an interrupted installation is done again.
$(VENV)/.python:
	@for python in $(PYTHON) none; do \
		$$python -c 'import sys$(NEEDS); sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	done; \
	if [ "$$python" = none ]; then \
		echo "no Python 3.11 or later that can make a virtual environment: install python3 with its venv module" \
			"(Debian, Ubuntu: apt-get install python3-venv) or name one with PYTHON=/path/to/python" >&2; exit 2; \
	fi; \
	echo "making $(VENV): $$($$python --version), packages by $(if $(UV),uv,pip)" >&2; \
	rm -rf $(VENV) && $(call NEW_VENV,$$python) && touch $@

$(VENV)/.runtime: requirements.lock $(VENV)/.python
	@$(INSTALL) --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.project: pyproject.toml $(VENV)/.runtime
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.project
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@
