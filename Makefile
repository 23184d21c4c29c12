# The index of this project's commands: `make help`.
# Settings are environment variables (WARLEDGER_..., listed in .env.example): WARLEDGER_AIRFLOW_PORT=8090 make demo

SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?=
export PYTHON

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.complete
SOURCES := ingest api dags dashboards localstack evaluation tests tools docker

# Percent of the lines of ingest, dashboards, localstack and evaluation that the tests of seconds must run; only raise it.
COVERAGE_FLOOR := 94

BENCH := .local/bench-venv
AXE := .local/axe

.PHONY: $(shell awk -F: '/^[a-z-]+:.*\#\# / { print $$1 }' $(firstword $(MAKEFILE_LIST)))

help: ## List these commands
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Done again only when the lock, the project file or the script is newer than the last complete installation.
$(READY): requirements.lock requirements-scale.lock requirements-dev.lock requirements-bootstrap.lock pyproject.toml scripts/setup.sh
	@scripts/setup.sh

setup: $(READY) ## Make the Python environment in .venv (done by itself when another command needs it)

demo: $(READY) ## Start Airflow, the dashboard and the API, send the sample articles through, show where to look (PATHS=... for your own)
	@$(BIN)/python -m localstack demo $(PATHS)

stop: ## Stop Airflow, the dashboard and the API
	@if [ -x $(BIN)/python ]; then $(BIN)/python -m localstack stop; else echo "nothing was started here"; fi

status: $(READY) ## What runs, and what is published
	@$(BIN)/python -m localstack status || true
	@$(BIN)/warledger status

airflow: $(READY) ## Start Airflow alone
	@$(BIN)/python -m localstack start airflow

dashboard: $(READY) ## Start the dashboard alone
	@$(BIN)/python -m localstack start dashboard

api: $(READY) ## Start the API and the fact pages alone
	@$(BIN)/python -m localstack start api

sql: $(READY) ## Ask the published warehouse: an SQL shell, or one query (QUERY="select ...")
	@QUERY=$${QUERY-}; $(BIN)/warledger sql $${QUERY:+"$$QUERY"}

test: $(READY) ## Run every test (one area: make test TESTS=tests/localstack)
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --durations 25 --durations-min 10 $(TESTS)

test-soak: $(READY) ## Run the long proofs on a real Airflow: forms, outlets, kills, the form in a browser (pictures anew), the runbook; half an hour
	@WARLEDGER_SOAK=1 WARLEDGER_SCREENSHOTS=1 $(BIN)/python -m pytest -s $(or $(TESTS),tests/soak tests/test_operations.py)

test-hostile: $(READY) ## Read 200 hostile files between the samples: all that is good is published; prints time and memory
	@WARLEDGER_SOAK=1 $(BIN)/python -m pytest -s -q tests/soak/test_soak_hostile.py

test-proofs: $(READY) ## Repeat whole builds: kills, history, order of loading, damage, broken contracts; half an hour
	@WARLEDGER_PROOFS=1 $(BIN)/python -m pytest -n auto --dist loadfile -m proof --durations 25 $(TESTS)

test-compose: $(READY) ## Build the image and run it on an engine of its own: facts, rights, kills, two writers (root, Debian 12)
	@tests/compose/run.sh

test-scale: $(READY) ## Run Airflow on Celery with Redis, PostgreSQL and S3 as processes: kills, Redis away, S3 failing; the facts of one machine (root, Debian 12)
	@WARLEDGER_SCALE=1 $(BIN)/python -m pytest -q -s -n 0 tests/scale

test-browser: $(READY) ## Run the whole dashboard in a browser: every page, filter, download, hostile text, axe-core; takes the pictures again
	@scripts/browser.sh $(AXE)
	@WARLEDGER_TEST_BROWSER=1 WARLEDGER_SCREENSHOTS=1 WARLEDGER_AXE_JS=$(CURDIR)/$(AXE)/node_modules/axe-core/axe.min.js \
		$(BIN)/python -m pytest -m "browser or slow" --timeout 1800 $(or $(TESTS),tests/dashboards tests/api/test_api_browser.py)

dbt-test: $(READY) ## Run every test of the models: data tests on the samples, unit tests, mutants of the rules, labelled pairs
	@WARLEDGER_MUTATIONS=1 $(BIN)/python -m pytest -n auto --dist loadfile tests/dbt tests/evaluation/test_claim_pairs.py tests/warehouse/test_reconcile.py tests/warehouse/test_contract_break.py

dbt-docs: $(READY) ## Write the models' documentation as one page (audit/dbt/docs/index.html in the data folder)
	@$(BIN)/python tools/dbt_docs.py

bench-dashboard: $(READY) ## Measure the server's time for pages and filters, 1 and 20 sessions (DATA=folder with a warehouse)
	@$(BIN)/python benchmarks/dashboard.py $(if $(DATA),--data-dir $(DATA))

bench-api: $(READY) $(BENCH)/.complete ## Measure the API at 50 requests a second on one core, beside Datasette (DATA=folder with a warehouse; needs wrk)
	@$(BIN)/python benchmarks/api.py --datasette $(BENCH)/bin/datasette $(if $(DATA),--data-dir $(DATA))

bench-warehouse: $(READY) ## Measure builds, whole and after 100 new articles, at three sizes (BENCH_FLAGS="--sizes 10000 --data-dir DIR")
	@$(BIN)/python benchmarks/warehouse.py $(BENCH_FLAGS)

test-permutations: $(READY) ## Load the same articles in 20 random orders and portions: the facts must be the same
	@WARLEDGER_TEST_ORDERS=20 $(BIN)/python -m pytest -q tests/warehouse/test_permutations.py

bench-extract: $(READY) ## Measure how fast articles are read, beside spaCy (TEXTS=, GENERAL=file.jsonl for your own texts)
	@$(BIN)/python benchmarks/extract.py $(if $(TEXTS),--texts $(TEXTS)) $(if $(GENERAL),--general $(GENERAL)) $(BENCH_FLAGS)

rule-support: $(READY) ## What each rule of the reader rests on, and how far confidence holds (CORPUS=folder of outside articles)
	@$(BIN)/python -m evaluation.rule_support $(CORPUS)

fuzz: $(READY) ## Read thousands of mutated pages, metadata, feeds, sitemaps and archives: nothing may break (ROUNDS=20000 for more)
	@WARLEDGER_FUZZ_ROUNDS=$(or $(ROUNDS),5000) $(BIN)/python -m pytest -q -n auto tests/claims/test_claims_fuzz.py tests/sources/test_sources_fuzz.py

bench-pages: $(READY) $(BENCH)/.complete ## Measure bodies kept of whole pages and sentences split right, beside peers (PAGES=folder with index.jsonl)
	@$(BIN)/python benchmarks/pages.py --peers-python $(BENCH)/bin/python $(if $(PAGES),--pages $(PAGES)) $(BENCH_FLAGS)

bench-ingest: $(READY) ## Measure pages a second through fetching, reading and landing, beside trafilatura alone; cost of finding copies
	@$(BIN)/python benchmarks/ingesting.py

$(BENCH)/.complete: benchmarks/requirements.lock | $(READY)
	@mkdir -p .local && $(BIN)/python -m venv $(BENCH)
	@$(BIN)/uv pip install --quiet --python $(BENCH)/bin/python --require-hashes -r benchmarks/requirements.lock && touch $@

check: $(READY) ## Check format, style, types, SQL, import rules and dead code
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/sqlfluff lint dbt_project/models dbt_project/tests
	$(BIN)/lint-imports --no-cache
	$(BIN)/vulture

format: $(READY) ## Put Python files into the project's format
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

lock: $(READY) ## Resolve requirements*.in again into the lock files (needs the network)
	@# The runtime's before the tools': both take shared versions from it.
	for name in requirements-bootstrap requirements requirements-scale requirements-dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
			$$name.in -o $$name.lock || exit 1; \
	done

coverage: $(READY) ## Run the tests of seconds (not slow, browser or demo) and print how much of the code they ran; fails below the floor
	@rm -f .coverage .coverage.*
	@COVERAGE_PROCESS_START=$(CURDIR)/pyproject.toml $(BIN)/python -m coverage run -m pytest -n auto --dist loadfile --no-loadscope-reorder -m "not slow and not browser and not demo" $(TESTS)
	@$(BIN)/python -m coverage combine --quiet && $(BIN)/python -m coverage report --fail-under $(COVERAGE_FLOOR)

release-check: $(READY) ## Check that this checkout can be released under its version
	@$(BIN)/python tools/release_check.py

env: ## Write .env with fresh secrets for docker compose
	@docker/make-env.sh

export DOCKER COMPOSE CA INDEX BUILD_FLAGS IMAGE_NAME PYTHON_IMAGE POSTGRES_IMAGE

image: ## Build the image of docker compose (CA=, INDEX= files for the build only; PYTHON_IMAGE=, IMAGE_NAME= names)
	@docker/stack.sh image

up: image ## Start the whole stack in containers, say where it is (DOCKER=, COMPOSE= name the programs)
	@docker/stack.sh up

up-scale: ## Start it with Celery workers and a landing zone on S3 (docs/scaling.md; .env names the bucket and its login)
	@SCALE=1 docker/stack.sh image && SCALE=1 docker/stack.sh up

down: ## Stop the stack in containers; the data stays
	@docker/stack.sh down

clean: ## Remove caches and build products; keeps .venv and your data
	rm -rf build dist .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis dbt_project/target dbt_project/logs
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

reset: $(READY) ## Stop everything and delete all data: Airflow's, the landing zone, the warehouse (asks first; YES=1 does not)
	@$(BIN)/python -m localstack reset $(if $(YES),--yes)
