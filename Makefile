# pgops_ext: build with `make && make install`; `make help` lists everything else.
EXTENSION = pgops_ext
MODULE_big = pgops_ext
DATA = $(wildcard sql/pgops_ext--*.sql)
SOURCES = $(wildcard src/core/*.cpp src/model/*.cpp src/checks/*.cpp src/checks/*/*.cpp src/report/*.cpp src/pg/*.cpp src/sql/*.cpp)
OBJS = $(SOURCES:.cpp=.o)

PG_CONFIG ?= pg_config
# -isystem before PGXS's own -I of the same folder: the server's headers are not ours to warn about.
PG_CPPFLAGS = -Isrc -isystem $(shell $(PG_CONFIG) --includedir-server)
PG_CXXFLAGS = -std=c++20 -fvisibility=hidden -fvisibility-inlines-hidden -Wall -Wextra -Wpedantic -Wshadow -Wconversion $(WERROR) -MMD -MP
SHLIB_LINK = -lstdc++ -Wl,--version-script=src/sql/exports.map
EXTRA_CLEAN = build $(OBJS:.o=.d)

# Bitcode serves expressions that the JIT inlines; an advisor has none, and PGXS would compile all twice, as C++14.
override with_llvm = no
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)
-include $(OBJS:.o=.d)

# Installed into a folder of its own, for servers that load extensions from there (tests, the demo).
STAGE ?= $(CURDIR)/build/stage

.PHONY: help stage stage-test demo check unit bench format
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | sort -u | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

all: ## build the extension
install: ## install it into the PostgreSQL that PG_CONFIG names
clean: ## remove what was built

stage: all ## install into STAGE (build/stage)
	@$(MAKE) -s install DESTDIR=$(STAGE) >/dev/null

# The test module: the product's objects without its entry points, with faults and measurements instead.
TEST_MODULE = build/module/pgops_ext_test.so
TEST_MODULE_OBJS = $(patsubst test/module/%.cpp,build/module/%.o,$(wildcard test/module/*.cpp))
-include $(TEST_MODULE_OBJS:.o=.d)

build/module/%.o: test/module/%.cpp
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) $(CXXFLAGS_SL) $(CPPFLAGS) -fPIC -c -o $@ $<

$(TEST_MODULE): $(TEST_MODULE_OBJS) $(filter-out src/sql/%,$(OBJS))
	$(CXX) $(CXXFLAGS) -shared -o $@ $^ $(SHLIB_LINK)

stage-test: stage $(TEST_MODULE)
	@install -m 755 $(TEST_MODULE) $(STAGE)$(pkglibdir)/
	@install -m 644 test/module/pgops_ext_test.control test/module/pgops_ext_test--1.0.sql $(STAGE)$(datadir)/extension/
