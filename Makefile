# Everything runs in a virtual environment of its own, .venv, which is set up on first use.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test lint check bench docs clean

run: .venv/run.stamp  ## Start the server on http://127.0.0.1:8080
	$(BIN)/mockserver serve

test: .venv/dev.stamp .venv/node.stamp  ## Run the tests
	$(BIN)/python -m pytest -n auto

lint: .venv/dev.stamp  ## Look at style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test  ## Run all that CI runs

bench: .venv/dev.stamp  ## Measure against a bare aiohttp application (needs wrk)
	$(BIN)/python benchmarks/compare.py

docs: .venv/dev.stamp  ## Make the generated parts of README and docs anew
	$(BIN)/python -m docs.generate

clean:  ## Remove what was set up
	rm -rf .venv build dist tests/sdk/node/node_modules

.venv/run.stamp: pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) --editable '.[tls]'
	touch $@

.venv/dev.stamp: .venv/run.stamp
	$(PIP) --editable '.[dev]'
	touch $@

# The JavaScript SDKs that tests drive. Where they can't be had, without npm or within three minutes, those tests are skipped.
NPM_INSTALL := $(shell command -v timeout >/dev/null && echo timeout 180) npm install --no-package-lock --no-audit --no-fund \
	--fetch-retries=1 --fetch-retry-mintimeout=1000

.venv/node.stamp: tests/sdk/node/package.json .venv/dev.stamp
	$(NPM_INSTALL) --silent --prefix tests/sdk/node </dev/null || \
		{ rm -rf tests/sdk/node/node_modules; echo "The JavaScript SDKs can't be installed: their tests are skipped."; }
	touch $@
