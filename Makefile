# Needs only make, Python 3.11+ and a package registry.
PYTHON ?= python3
RUN = .venv/bin/python
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .uv/bin/uv)
export UV_PYTHON_DOWNLOADS = never
# Dozens of processes start from the same modules: whatever the environment says, they are compiled once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: up test lint bench torture demo clean install-dev browser brokers

up: .venv/.installed
	@exec $(RUN) manage.py up

test: lint browser brokers
	$(RUN) manage.py makemigrations --check --dry-run
	$(RUN) -m pytest -n 4 --dist loadfile --no-loadscope-reorder

lint: install-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy .
	.venv/bin/lint-imports
	find templates -name '*.html' -print0 | xargs -0 .venv/bin/djade --check --target-version 5.2
	.venv/bin/djlint --lint --quiet templates

bench: install-dev
	$(RUN) -m tests.bench

torture: install-dev
	FACTS_EXAMPLES=300 FACTS_STEPS=50 $(RUN) -m pytest -q tests/test_facts_machine.py
	$(RUN) -m tests.torture
	$(RUN) -m tests.torture.engine

demo: .venv/.installed
	$(RUN) manage.py demo

clean:
	rm -rf .venv .uv .ruff_cache .mypy_cache .pytest_cache .hypothesis .import_linter_cache test-results bench-results

# Installed anew when the lock changes.
.venv/.installed: uv.lock pyproject.toml | $(filter .uv/bin/uv,$(UV))
	@echo "Installing the locked packages into .venv"
	@$(UV) sync --frozen --no-dev --inexact --quiet
	@touch $@

install-dev: | $(filter .uv/bin/uv,$(UV))
	@$(UV) sync --frozen --quiet
	@touch .venv/.installed

.uv/bin/uv:
	@$(PYTHON) -m venv .uv && .uv/bin/python -m pip install --quiet --disable-pip-version-check uv

# Browser tests use the Chromium they find; root on Debian gets its shell, which draws pages alone.
browser:
	@command -v chromium-headless-shell >/dev/null || { \
	  test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && \
	  { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium-headless-shell >/dev/null || \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; }; } || \
	  command -v chromium || command -v chromium-browser || command -v google-chrome || \
	  echo "No Chromium here: tests that need a browser will say so"

# Tests of queues start the brokers that they find.
brokers:
	@{ command -v valkey-server || command -v redis-server; } >/dev/null && \
	  test -x /usr/lib/rabbitmq/bin/rabbitmq-server || { \
	  test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && \
	  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	    redis-server rabbitmq-server >/dev/null; } || \
	  echo "No Redis or no RabbitMQ here: tests that need one will say so"
