# x-series-demo: `make demo` and `make test` need only Python 3.10+ and make.

PACKS     ?= apparel home
CUSTOMERS ?= 50
PRODUCTS  ?= 50
SEED      ?= 7
# Known cases at fixed places, and a script of them: anything but yes is none
SCENARIOS ?= yes
# Not from the environment: cloud tools export a REGION of theirs. Empty: us, or the profile's
REGION    :=
FORMAT    ?= csv
DOMAIN    ?=
PYTHON    ?= python3
VENV      ?= .venv
SANDBOX_PORT ?= 8787
# One more than a laptop has cores to spare, since some tests wait; but each worker collects all tests, which costs CPU.
# Python keeps what it compiles, whatever the environment says, since they all need it.
TEST_WORKERS ?= 3

# What differs from the defaults names the folder: out/demo-beauty-customers-100. All load into the one sandbox.
empty  :=
dashed  = $(subst $(empty) $(empty),-,$(strip $(1)))
CHOICE  = $(filter-out apparel-home,$(call dashed,$(PACKS))) \
          $(addprefix customers-,$(filter-out 50,$(CUSTOMERS))) $(addprefix products-,$(filter-out 50,$(PRODUCTS))) \
          $(addprefix seed-,$(filter-out 7,$(SEED))) $(filter-out us,$(REGION)) $(filter-out csv,$(FORMAT)) \
          $(if $(filter yes,$(SCENARIOS)),,plain)
OUT    ?= $(call dashed,out/demo $(CHOICE))

# In a store no two people have one e-mail, and no two products one SKU or name: beside out/demo the folder's name, as
# it is from here, goes into the seed. So the same choice is the same dataset, wherever this folder is moved; and the
# next one where two choices would still share a name (generate --apart).
NAMED   = $(patsubst %/,%,$(patsubst ./%,%,$(subst $(CURDIR)/,,$(OUT))))
MIXED   = $(if $(filter-out out/demo,$(NAMED)),$(shell printf '%s' $(call quoted,$(SEED) $(NAMED)) | cksum | sed 's/ .*//'))

# Commands as the shell that called make can type them: `make -C` leaves it in another folder
quoted  = '$(subst ','\'',$(1))'
HERE   := $(if $(shell test $(call quoted,$(PWD)) -ef . && echo here),,$(CURDIR)/)
typed   = $(call quoted,$(if $(filter /%,$(1)),,$(HERE))$(1))
BIN    := $(VENV)/bin
COMMAND = $(call typed,$(BIN)/x-series-demo)
DATASET = $(call typed,$(OUT))
STORE   = $(if $(DOMAIN),-d $(call quoted,$(DOMAIN)),--sandbox)
MAKE_AS = $(notdir $(MAKE))$(if $(HERE), -C $(call quoted,$(CURDIR)))$(addprefix $(empty) VENV=,$(filter-out .venv,$(VENV)))

# Else every worker and every command that a test starts would compile all of it again
unexport PYTHONDONTWRITEBYTECODE
# A virtual environment is where pip installs to, whatever a person has set for other places
override PIP_USER := 0
export PIP_USER
unexport PIP_TARGET PIP_PREFIX PIP_ROOT

.DEFAULT_GOAL := help
# In the order in which they are named, also under -j: each needs what the one before has made
.NOTPARALLEL:
.PHONY: help setup developed demo generate check look load status reset sandbox test campaign browser lint types ci bench sheets screenshots torture fuzz clean

help:  ## Show the targets and variables
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@printf '\n  variables: PACKS="%s" CUSTOMERS=%s PRODUCTS=%s SEED=%s REGION=%s FORMAT=%s SCENARIOS=%s OUT=%s DOMAIN=%s\n' \
	  "$(PACKS)" "$(CUSTOMERS)" "$(PRODUCTS)" "$(SEED)" "$(REGION)" "$(FORMAT)" "$(SCENARIOS)" $(call quoted,$(OUT)) "$(DOMAIN)"

PIP   := $(BIN)/python -m pip --disable-pip-version-check --quiet
STAMP := $(VENV)/.installed
# An environment works in the place that it was made for; the stamp keeps that place, and whose code is installed
PLACE  = CDPATH= cd $(VENV) && pwd -P
SOUND  = $(BIN)/python -c 'import pip' 2>/dev/null && { test ! -s $(STAMP) || test "$$(sed 1q $(STAMP))" = "$$($(PLACE))"; }
READY  = test $(STAMP) -nt pyproject.toml && test "$$(cat $(STAMP))" = "$$( ($(PLACE)); pwd -P)" && \
         $(BIN)/x-series-demo --version >/dev/null 2>&1

setup:  ## Make the virtual environment with the tool in it, anew where it does not work
	@$(SOUND) || { $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo "x-series-demo needs Python 3.10 or newer; try: make setup PYTHON=python3.11"; exit 1; }; \
	  echo "Setting up $(VENV) $(if $(wildcard $(VENV)/pyvenv.cfg),anew: what is there does not work here,(once)) ..."; \
	  $(PYTHON) -m venv $(if $(wildcard $(VENV)/pyvenv.cfg),--clear) $(VENV); }
	@$(READY) || { $(PIP) install --upgrade "pip>=25.1" && $(PIP) install --editable . && \
	  { ($(PLACE)); pwd -P; } >$(STAMP).new && mv $(STAMP).new $(STAMP); }

# pytest compiles each file of tests in its own way: once here, else in every worker at the same time
COMPILED = { $(BIN)/python -m pytest --collect-only -qq >/dev/null 2>&1 || true; }

developed: setup
	@test $(VENV)/.developed -nt pyproject.toml || { echo "Installing the test tools (once) ..."; \
	  $(PIP) install --group dev && $(COMPILED) && touch $(VENV)/.developed; }

$(VENV)/.developed: developed ;

demo: generate load  ## Generate a shop, load it (into the sandbox, or DOMAIN), and say how to go on
	@echo; $(COMMAND) guide $(DATASET) $(STORE) --make $(call quoted,$(MAKE_AS))

generate: setup  ## Write customers and products to OUT: out/demo, or named by what you choose
	@$(if $(MIXED),echo "Seed $(MIXED) is made of $(SEED) and the folder's name: products and people of its own.")
	@$(COMMAND) generate $(addprefix --pack ,$(PACKS)) $(addprefix --customers ,$(CUSTOMERS)) \
	  $(addprefix --products ,$(PRODUCTS)) $(addprefix --seed ,$(or $(MIXED),$(SEED))) $(if $(MIXED),--apart) \
	  $(addprefix --region ,$(REGION)) $(addprefix --format ,$(FORMAT)) \
	  $(if $(filter yes,$(SCENARIOS)),--scenarios) --out $(DATASET)

check: setup  ## Find everything wrong with the files in OUT
	@$(COMMAND) check $(DATASET)

load: setup  ## Load OUT into the sandbox, or into DOMAIN with XSERIES_TOKEN set (asks first)
	@$(COMMAND) load $(DATASET) $(STORE) $(if $(DOMAIN),,--yes)

look: setup  ## Make a page of OUT, with images, and open it in a browser
	@$(COMMAND) show $(DATASET) --html --open

status: setup  ## Say what became of OUT in the store
	@$(COMMAND) status $(DATASET) $(STORE)

reset: setup  ## Take back from the store exactly what OUT created there
	@$(COMMAND) unload $(DATASET) $(STORE) $(if $(DOMAIN),,--yes --confirm-store sandbox)

sandbox: setup  ## Run the sandbox store on a port, until Ctrl-C
	@$(COMMAND) sandbox --port $(SANDBOX_PORT)

PYTEST  = $(BIN)/python -m pytest --numprocesses $(TEST_WORKERS) --dist worksteal --ignore tests/browser

test: developed  ## Run the test suite, but for its campaigns and the pages in a real browser
	@PYTHONDONTWRITEBYTECODE= $(PYTEST) -m "not campaign"

# Most of these wait
campaign: TEST_WORKERS = 5
campaign: developed  ## Run the tests that take long: whole demos, real processes, kills at every step
	@PYTHONDONTWRITEBYTECODE= $(PYTEST) -m campaign

browser: developed  ## Test the pages in a real browser, where there is one
	@$(BIN)/python -m pytest tests/browser

lint: developed  ## Check style
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: developed
	@$(BIN)/mypy

ci: test campaign lint types  ## What CI runs: tests, style, types

bench: developed  ## Measure speed, memory and pacing, as ratios against a baseline in the same run
	@for part in generate check memory compare load pacing; do $(BIN)/python -m tests.bench.bench_$$part || exit 1; done

sheets: developed  ## Draw contact sheets of all product images, to look at: build/sheets
	@$(BIN)/python -m tests.images.sheets

screenshots: developed  ## Show the demo's page in a browser and keep two screenshots of it: .github/images
	@$(BIN)/python -m tests.pages.screenshots

torture: developed  ## Break loads for a long time: real kills, simulated crashes; and make demo in fresh clones
	@$(BIN)/python -m tests.torture

fuzz: developed  ## Damage what the program reads, by seeds, for MINUTES (10), and print what broke
	@$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),10) $(addprefix --only ,$(TARGET)) $(if $(filter command,$(origin SEED)),--seed $(SEED))

clean:  ## Remove what was built and measured; datasets under out/ stay
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	@find . -name __pycache__ -not -path './$(VENV)/*' -type d -prune -exec rm -rf {} +
