# x-series-demo: `make demo` and `make test` need only Python 3.10+ and make.

PACKS     ?= apparel home
CUSTOMERS ?= 50
PRODUCTS  ?= 50
SEED      ?= 7
OUT       ?= out/demo
FORMAT    ?= csv
DOMAIN    ?=
PYTHON    ?= python3
VENV      ?= .venv

BIN     := $(VENV)/bin
COMMAND := $(BIN)/x-series-demo
STORE   := $(if $(DOMAIN),-d $(DOMAIN),--sandbox --yes)
SANDBOX_PORT ?= 8787
# Many tests wait for processes and sockets: more workers than a laptop has cores to spare
TEST_WORKERS ?= 6
# Else every worker and every command that a test starts would compile all of it again
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo generate check load status reset sandbox test lint ci bench torture clean

help:  ## Show the targets and variables
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@printf '\n  variables: PACKS="%s" CUSTOMERS=%s PRODUCTS=%s SEED=%s OUT=%s FORMAT=%s DOMAIN=%s\n' \
	  "$(PACKS)" "$(CUSTOMERS)" "$(PRODUCTS)" "$(SEED)" "$(OUT)" "$(FORMAT)" "$(DOMAIN)"

setup: $(VENV)/.installed  ## Make the virtual environment with the tool in it

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo "x-series-demo needs Python 3.10 or newer; try: make setup PYTHON=python3.11"; exit 1; }
	@test -x $(BIN)/python || { echo "Setting up $(VENV) (once) ..."; $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.developed: $(VENV)/.installed
	@echo "Installing the test tools (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@

demo: generate load  ## Generate a shop, load it (into the sandbox, or DOMAIN), show the mapping
	@echo; echo "The mapping ($(OUT)/mapping.json) begins:"
	@head -n 20 $(OUT)/mapping.json
	@echo "..."; echo; echo "The commands above are found after: export PATH=\"$$PWD/$(BIN):\$$PATH\""

generate: setup  ## Write customers and products to OUT
	@$(COMMAND) generate $(addprefix --pack ,$(PACKS)) --customers $(CUSTOMERS) --products $(PRODUCTS) \
	  --seed $(SEED) --out $(OUT) --format $(FORMAT)

check: setup  ## Find everything wrong with the files in OUT
	@$(COMMAND) check $(OUT)

load: setup  ## Load OUT into the sandbox, or into DOMAIN with XSERIES_TOKEN set (asks first)
	@$(COMMAND) load $(OUT) $(STORE)

status: setup  ## Say what became of OUT in the store
	@$(COMMAND) status $(OUT) $(if $(DOMAIN),-d $(DOMAIN),--sandbox)

reset: setup  ## Take back from the store exactly what OUT created there
	@$(COMMAND) unload $(OUT) $(if $(DOMAIN),-d $(DOMAIN),--sandbox --yes --confirm-store sandbox)

sandbox: setup  ## Run the sandbox store on a port, until Ctrl-C
	@$(COMMAND) sandbox --port $(SANDBOX_PORT)

test: $(VENV)/.developed  ## Run the test suite
	@$(BIN)/python -m pytest --numprocesses $(TEST_WORKERS) --dist worksteal

lint: $(VENV)/.developed  ## Check style
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/.developed
	@$(BIN)/mypy

ci: test lint types  ## What CI runs: tests, style, types

bench: $(VENV)/.developed  ## Measure speed, memory and pacing, as ratios against a baseline in the same run
	@for part in generate check load pacing; do $(BIN)/python -m tests.bench.bench_$$part || exit 1; done

torture: $(VENV)/.developed  ## Break loads for a long time: real kills, simulated crashes
	@$(BIN)/python -m tests.torture

clean:  ## Remove what was built and measured; datasets under out/ stay
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	@find . -name __pycache__ -not -path './$(VENV)/*' -type d -prune -exec rm -rf {} +
