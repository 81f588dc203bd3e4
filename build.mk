# How the library is built: PGXS, and beside it the tests that PGXS knows nothing of. The Makefile is the way in.
EXTENSION = pgops_ext
MODULE_big = pgops_ext
DATA = $(wildcard sql/pgops_ext--*.sql)
SOURCES = $(wildcard src/core/*.cpp src/model/*.cpp src/model/*/*.cpp src/checks/*.cpp src/checks/*/*.cpp src/report/*.cpp src/report/*/*.cpp src/pg/*.cpp src/pg/*/*.cpp src/sql/*.cpp)
OBJS = $(SOURCES:.cpp=.o)

PG_CONFIG ?= pg_config
# -isystem before PGXS's own -I of the same folder: the server's headers are not ours to warn about.
PG_CPPFLAGS = -Isrc -isystem $(shell $(PG_CONFIG) --includedir-server)
PG_CXXFLAGS = -std=c++20 -fvisibility=hidden -fvisibility-inlines-hidden -Wall -Wextra -Wpedantic -Wshadow -Wconversion $(WERROR) -MMD -MP
SHLIB_LINK = -lstdc++ -Wl,--version-script=src/sql/exports.map
EXTRA_CLEAN = build $(OBJS:.o=.d)

# Bitcode serves expressions that the JIT inlines; an advisor has none, and PGXS would compile all twice, as C++14.
override with_llvm = no
PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)
ifeq ($(wildcard $(PGXS)),)
$(error PostgreSQL's build files are missing: test/harness/packages build installs them on Debian, or set PG_CONFIG)
endif
include $(PGXS)
-include $(OBJS:.o=.d)

# Boost and the server's headers take longer to read than our sources to compile: each kind of source reads its own only once.
build/precompiled/%.hpp.gch: build/precompiled/%.hpp
	$(CXX) $(CXXFLAGS) $(CXXFLAGS_SL) $(CPPFLAGS) -fPIC -x c++-header -o $@ $<
build/precompiled/pure.hpp:
	@mkdir -p $(@D) && echo '#include "checks/registry.hpp"' >$@
build/precompiled/server.hpp:
	@mkdir -p $(@D) && echo '#include "pg/prelude.hpp"' >$@
-include $(wildcard build/precompiled/*.d)

SERVER_OBJS = $(filter src/pg/% src/sql/%,$(OBJS))
PURE_OBJS = $(filter-out $(SERVER_OBJS),$(OBJS))
$(SERVER_OBJS): build/precompiled/server.hpp.gch
$(SERVER_OBJS): override CPPFLAGS += -include build/precompiled/server.hpp
$(PURE_OBJS): build/precompiled/pure.hpp.gch
$(PURE_OBJS): override CPPFLAGS += -include build/precompiled/pure.hpp

# The test module: the product's objects without its entry points, with faults and measurements instead.
TEST_MODULE = build/module/pgops_ext_test.so
TEST_MODULE_OBJS = $(patsubst test/module/%.cpp,build/module/%.o,$(wildcard test/module/*.cpp))
-include $(TEST_MODULE_OBJS:.o=.d)

build/module/%.o: test/module/%.cpp
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) $(CXXFLAGS_SL) $(CPPFLAGS) -fPIC -c -o $@ $<

$(TEST_MODULE): $(TEST_MODULE_OBJS) $(filter-out src/sql/%,$(OBJS))
	$(CXX) $(CXXFLAGS) -shared -o $@ $^ $(SHLIB_LINK)

install-test: install $(TEST_MODULE)
	@install -m 755 $(TEST_MODULE) $(DESTDIR)$(pkglibdir)/
	@install -m 644 test/module/pgops_ext_test.control test/module/pgops_ext_test--1.0.sql $(DESTDIR)$(datadir)/extension/

# Unit tests: the rooms that know no server, plain and under the sanitizers.
UNIT_SOURCES = $(wildcard test/unit/*.cpp) $(wildcard src/core/*.cpp src/model/*.cpp src/model/*/*.cpp src/checks/*.cpp src/checks/*/*.cpp src/report/*.cpp src/report/*/*.cpp)
UNIT_OBJS = $(patsubst %.cpp,build/unit/%.o,$(UNIT_SOURCES))
UNIT_ASAN_OBJS = $(patsubst %.cpp,build/unit-asan/%.o,$(UNIT_SOURCES))
UNIT_FLAGS = -std=c++20 -g -O0 -Isrc -Itest/unit -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -MMD -MP
SANITIZE = -fsanitize=address,undefined -fno-sanitize-recover=all
-include $(UNIT_OBJS:.o=.d) $(UNIT_ASAN_OBJS:.o=.d)

build/unit/precompiled.hpp build/unit-asan/precompiled.hpp:
	@mkdir -p $(@D) && printf '#include "checks/run.hpp"\n#include <gtest/gtest.h>\n' >$@
build/unit/precompiled.hpp.gch: build/unit/precompiled.hpp
	$(CXX) $(UNIT_FLAGS) -x c++-header -o $@ $<
build/unit-asan/precompiled.hpp.gch: build/unit-asan/precompiled.hpp
	$(CXX) $(UNIT_FLAGS) $(SANITIZE) -x c++-header -o $@ $<
-include $(wildcard build/unit*/precompiled.hpp.d)

build/unit/%.o: %.cpp build/unit/precompiled.hpp.gch
	@mkdir -p $(@D)
	$(CXX) $(UNIT_FLAGS) -include build/unit/precompiled.hpp -c -o $@ $<

build/unit-asan/%.o: %.cpp build/unit-asan/precompiled.hpp.gch
	@mkdir -p $(@D)
	$(CXX) $(UNIT_FLAGS) $(SANITIZE) -include build/unit-asan/precompiled.hpp -c -o $@ $<

build/unit/unit: $(UNIT_OBJS)
	$(CXX) -o $@ $^ -lgtest -lgtest_main -lpthread

build/unit-asan/unit: $(UNIT_ASAN_OBJS)
	$(CXX) $(SANITIZE) -o $@ $^ -lgtest -lgtest_main -lpthread

.PHONY: install-test
