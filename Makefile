# pgops_ext. `make && make install` builds and installs it; `make help` lists everything else.
# PG_MAJOR=17 chooses one of Debian's versions, PG_CONFIG=/path/to/pg_config any installation.
PG_CONFIG ?= $(if $(PG_MAJOR),/usr/lib/postgresql/$(PG_MAJOR)/bin/pg_config,pg_config)
export PG_CONFIG

# Installed into a folder of its own, for servers that load extensions from there (tests, the demo).
STAGE ?= $(CURDIR)/build/stage
TEST_STAGE = $(CURDIR)/build/stage-test
PGXS_MAKE = $(MAKE) --no-print-directory -f build.mk
QUICK = $(PGXS_MAKE) -s -j$(shell nproc)

.PHONY: all install uninstall clean help demo check unit bench stage format

all: ## build the extension
	@$(PGXS_MAKE) all
install: ## install it into the PostgreSQL that PG_CONFIG names
	@$(PGXS_MAKE) install
uninstall: ## take it out again
	@$(PGXS_MAKE) uninstall
clean: ## remove what was built
	@$(PGXS_MAKE) clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | sort | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

demo: ## see what it says about a sample database (KEEP=1, DATABASE="host=... dbname=...")
	@test/harness/packages demo
	@echo "building pgops_ext ..."
	@$(QUICK) install DESTDIR=$(STAGE) >/dev/null
	@STAGE=$(STAGE) KEEP=$(KEEP) DATABASE="$(DATABASE)" demo/run

check: ## every test (SUITES="lint unit ..." chooses); ends with `N passed, N failed`
	@test/harness/packages check
	@echo "building pgops_ext and its tests ..."
	@$(QUICK) install install-test $(foreach suite,$(filter unit unit-asan,$(or $(SUITES),unit unit-asan)),build/$(suite)/unit) WERROR=-Werror DESTDIR=$(TEST_STAGE) >/dev/null
	@STAGE=$(TEST_STAGE) test/check $(SUITES)

unit: ## the unit tests alone, plain and under ASAN and UBSAN
	@$(QUICK) build/unit/unit build/unit-asan/unit
	@build/unit/unit --gtest_brief=1 && build/unit-asan/unit --gtest_brief=1

bench: ## what a run costs, as ratios measured in one run (SIZES="5000 20000"; takes minutes)
	@test/harness/packages check
	@$(QUICK) install install-test DESTDIR=$(TEST_STAGE) >/dev/null
	@STAGE=$(TEST_STAGE) bench/run $(SIZES)
	@STAGE=$(TEST_STAGE) bench/history
	@STAGE=$(TEST_STAGE) bench/why_not_used

stage: ## install into STAGE (build/stage), which the scripts in test/ and demo/ use
	@$(QUICK) install DESTDIR=$(STAGE) >/dev/null

format: ## clang-format over all sources
	@clang-format -i $$(git ls-files '*.cpp' '*.hpp')
