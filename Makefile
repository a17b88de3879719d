# Quad. `make run` and `make check` need nothing but this tree on a fresh Debian 12: they install what is missing, where
# they may. `make` alone builds build/quad and its catalogue; `make help` lists the targets.

PREFIX ?= /usr/local
ZSH_DIR ?= $(PREFIX)/share/zsh/site-functions
DESTDIR ?=
BUILD ?= build
CC ?= cc
CFLAGS ?= -O2 -g
FUZZ_SECONDS ?= 60
BENCH_SIZES ?= 10000 100000 1000000
VERSION := 0.2.0

PACKAGES := gcc libc6-dev make pkgconf gettext liblmdb-dev libpq-dev libcsv-dev libjansson-dev libutf8proc-dev \
            libncurses-dev libsodium-dev libseccomp-dev libzip-dev libexpat1-dev libxml2-dev libical-dev libpq5 \
            libzip4 libexpat1 libxml2 libxlsxwriter4 libical3 tzdata unicode-data bzip2 mawk
CHECK_PACKAGES := check libvterm-dev mandoc procps bash zsh openssh-server openssh-client \
                  libnss-wrapper libidn12 libgnutls-dane0 libnsl2 libdb5.3 libpcre2-8-0 postgresql
LINT_PACKAGES := clang clang-tidy clang-format libclang-rt-14-dev cppcheck shellcheck codespell pmccabe git
DEB_PACKAGES := debhelper dpkg-dev
DEB_CHECK_PACKAGES := lintian util-linux adduser postgresql openssl iproute2 openssh-client
BENCH_PACKAGES := libsqlite3-dev sqlite3 postgresql
CLUSTER_PACKAGES := postgresql patroni python3-etcd etcd-server iproute2 nftables faketime curl util-linux
CHECK_MODULES := check vterm libpq

# What makes a fault hard to use. HARDEN= leaves it out, as the builds under sanitizers do: these see more without it.
# -U first: some compilers define it themselves. Control flow is checked by the processor only on x86.
# The checks of FORTIFY are the optimizer's.
HARDEN_CC := -fPIE -fstack-protector-strong -fstack-clash-protection \
             $(if $(filter-out -O0,$(filter -O%,$(CFLAGS))),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2) \
             $(if $(filter x86_64-% i%86-%,$(shell $(CC) -dumpmachine 2>&1)),-fcf-protection)
HARDEN_LD := -pie -Wl,-z,relro,-z,now,-z,noexecstack
HARDEN ?= $(if $(SANITIZE),,yes)
HARDENED_CC := $(if $(HARDEN),$(HARDEN_CC))
HARDENED_LD := $(if $(HARDEN),$(HARDEN_LD))

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wmissing-prototypes -Wvla -Wwrite-strings -Wformat=2 -Wconversion
CPPFLAGS_ALL := -I. -I$(BUILD)/made -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE \
                -DQUAD_VERSION='"$(VERSION)"' -isystem /usr/include/libxml2 -isystem /usr/include/postgresql \
                -include store/base/banned.h $(CPPFLAGS)
CFLAGS_ALL := -std=c17 $(WARNINGS) $(WERROR) $(HARDENED_CC) $(CFLAGS) $(SANITIZE)
LDFLAGS_ALL = $(HARDENED_LD) $(LDFLAGS)

# The layers, in reading order. Each is a folder, and may call and include only the layers of its row: `make layers`.
LAYERS := store/base store/model store/db store/format store/facts store/change store/query store/list store/report \
          tui/base tui/words tui/chart tui/mail tui/demo tui/cmd tui/screen tui
BELOW_store/base :=
BELOW_store/model := store/base
BELOW_store/db := store/base
BELOW_store/format := store/base store/model
BELOW_store/facts := store/base store/model store/db store/format
BELOW_store/change := $(BELOW_store/facts) store/facts
BELOW_store/query := $(BELOW_store/change) store/change
BELOW_store/list := $(BELOW_store/query) store/query
BELOW_store/report := $(BELOW_store/query) store/query
BELOW_tui/base := $(BELOW_store/list) store/list store/report
BELOW_tui/words := $(BELOW_tui/base) tui/base
BELOW_tui/chart := $(BELOW_tui/words) tui/words
BELOW_tui/mail := $(BELOW_tui/words) tui/words
BELOW_tui/demo := $(BELOW_tui/base) tui/base
BELOW_tui/cmd := $(BELOW_tui/words) tui/words tui/chart tui/mail tui/demo
BELOW_tui/screen := $(BELOW_tui/cmd) tui/cmd
BELOW_tui := $(BELOW_tui/screen) tui/screen

# The libraries of a layer, beside those of the layers that it may know. pkg-config is asked only when something is
# linked: when this is read, it may not be installed yet.
LIBS_store/base = $(shell pkg-config --libs libutf8proc libsodium)
LIBS_store/db = $(shell pkg-config --libs lmdb)
LIBS_store/format = -lcsv
LIBS_tui/base = $(shell pkg-config --libs ncursesw jansson libseccomp)
libs_of = $(foreach layer,$(1),$(LIBS_$(layer)))
STORE_LIBS = $(call libs_of,$(BELOW_tui/base))
QUAD_LIBS = $(call libs_of,$(BELOW_tui))
CHECK_LIBS = $(shell pkg-config --libs $(CHECK_MODULES))
# The program's own: small libraries are part of it where the system has their archives, because opening shared ones
# takes each start a quarter of a millisecond.
ARCHIVED := -lutf8proc -lsodium -llmdb -lncursesw -ltinfo -lseccomp
has_archive = $(filter /%,$(shell $(CC) -print-file-name=$(1:-l%=lib%.a)))
PROGRAM_LIBS = $(foreach lib,$(QUAD_LIBS),$(if $(and $(filter $(ARCHIVED),$(lib)),$(call has_archive,$(lib))),\
               $(lib:-l%=-l:lib%.a),$(lib)))

sources_of = $(foreach layer,$(1),$(wildcard $(layer)/*.c))
objects_of = $(patsubst %.c,$(BUILD)/%.o,$(call sources_of,$(1)))
STORE_SRC := $(call sources_of,$(filter store/%,$(LAYERS)))
TUI_SRC := $(call sources_of,$(filter-out store/%,$(LAYERS)))
STORE_OBJ := $(STORE_SRC:%.c=$(BUILD)/%.o)
TUI_OBJ := $(TUI_SRC:%.c=$(BUILD)/%.o)
ifneq ($(words $(STORE_SRC)),$(words $(sort $(notdir $(STORE_SRC)))))
$(error Two files of store/ have the same name; in libstore.a one would replace the other)
endif
LANGUAGES := $(patsubst po/%.po,%,$(wildcard po/*.po))
CATALOGUES := $(LANGUAGES:%=$(BUILD)/locale/%/LC_MESSAGES/quad.mo)

# Another make for a second step, on all processors unless the first was told how many.
STEP = $(MAKE) --no-print-directory $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc))

# `CC store/base/buf.c` in place of the command, unless V=1 is given.
say = $(if $(V),,@printf '%-3s %s\n' $(1) '$(2)')
Q := $(if $(V),,@)

all: $(BUILD)/quad $(CATALOGUES)

$(BUILD)/quad: $(TUI_OBJ) $(BUILD)/libstore.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $^ $(PROGRAM_LIBS)

$(BUILD)/libstore.a: $(STORE_OBJ)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# The readings and variants of characters, from the database that the package unicode-data brings.
UNICODE ?= /usr/share/unicode
UNIHAN := $(UNICODE)/Unihan_Readings.txt.bz2 $(UNICODE)/Unihan_Variants.txt.bz2
HAN_TABLE := $(BUILD)/made/store/base/han_table.h
$(BUILD)/store/base/han.o: $(HAN_TABLE)
$(HAN_TABLE): store/base/han_table.awk store/base/han_extra.txt
	@mkdir -p $(@D)
	$(call say,AWK,$@)
	$(Q)bzcat $(UNIHAN) | LC_ALL=C mawk -f store/base/han_table.awk store/base/han_extra.txt - >$@.new || \
	    { echo 'Install unicode-data, bzip2 and mawk: make setup' >&2; exit 1; }
	$(Q)mv $@.new $@

# The one file that knows PREFIX is compiled again when that changes.
$(BUILD)/tui/base/locale.o: private CPPFLAGS_ALL += -DQUAD_LOCALEDIR='"$(PREFIX)/share/locale"'
$(BUILD)/tui/base/locale.o: $(BUILD)/prefix
$(BUILD)/prefix: always
	@mkdir -p $(@D)
	@echo '$(PREFIX)' | cmp -s - $@ || echo '$(PREFIX)' >$@

# ---- running ----

# Opens the screen on a store of the sample consortium, made once; without a terminal, the tour of README.md.
run:
	@.ci/setup $(PACKAGES)
	@+$(STEP) all
	@+$(MAKE) --no-print-directory run-now

run-now: export QUAD_STORE := $(BUILD)/demo
run-now: export QUAD_LOCALEDIR := $(BUILD)/locale
run-now:
	@test -e $(BUILD)/demo/data.mdb || { rm -rf $(BUILD)/demo.new && \
	    $(BUILD)/quad --quiet --store $(BUILD)/demo.new init --demo && mv $(BUILD)/demo.new $(BUILD)/demo; }
	@if [ -t 0 ] && [ -t 1 ]; then $(BUILD)/quad; else tests/tour.sh $(BUILD) show; fi

# Runs the tour of README.md and puts what its commands print and its screens into it; the tests compare both.
tour:
	@.ci/setup $(PACKAGES) $(CHECK_PACKAGES)
	@+$(STEP) all $(BUILD)/screenshot
	@tests/tour.sh $(BUILD) write

# ---- tests ----

# A test group is a folder of tests/, linked with the layers that it tests and no other, so that a call upwards does not
# link. A file tests/GROUP/X.c defines `Suite *X_suite(void)`.
GROUPS := $(strip $(foreach group,pure db store tui,$(if $(wildcard tests/$(group)/*.c),$(group))))
SUITE_NAMES = $(patsubst tests/$(1)/%.c,%,$(wildcard tests/$(1)/*.c))
TEST_OBJ = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/$(1)/*.c)) $(BUILD)/tests/main-$(1).o $(BUILD)/tests/support.o \
           $(BUILD)/tests/engine.o
# By which tests/main.c leaves tests out.
ADDED := -Wl,--wrap=_tcase_add_test

$(BUILD)/tests/main-%.o: tests/main.c $(wildcard tests/*/*.c) Makefile
	@mkdir -p $(@D)
	$(call say,CC,$< for $*)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -DGROUP='"$*"' '-DSUITES=$(patsubst %,X(%),$(call SUITE_NAMES,$*))' \
	    -c -o $@ $<

# With the checker of histories, which is of the tests themselves.
CHECKER_OBJ := $(BUILD)/tests/cluster/history.o $(BUILD)/tests/cluster/serial.o
PURE := store/base store/model store/format
$(BUILD)/test-pure: $(call TEST_OBJ,pure) $(CHECKER_OBJ) $(call objects_of,$(PURE))
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $(ADDED) -o $@ $^ $(CHECK_LIBS) $(call libs_of,$(PURE)) \
	    $(shell pkg-config --libs libzip)

# The calls that tests/fault.c makes fail, and tests/db/faults.c; tests/store/faults.c puts a database that fails in
# front of the one that db_open gives. libcheck is told of assertions that hold by _mark_point.
FAULTS := malloc calloc realloc arena_alloc arena_dup arena_str arena_fmt arena_grow array_grow _mark_point
DB_FAULTS := $(addprefix mdb_,get put del drop cursor_open cursor_get txn_begin txn_renew txn_commit dbi_open \
    env_create env_open env_set_maxreaders env_set_mapsize env_info env_stat env_get_fd env_copyfd2 reader_check)

DB := store/base store/db
$(BUILD)/test-db: $(call TEST_OBJ,db) $(BUILD)/tests/fault.o $(call objects_of,$(DB))
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $(FAULTS:%=-Wl,--wrap=%) $(DB_FAULTS:%=-Wl,--wrap=%) $(ADDED) -o $@ $^ \
	    $(CHECK_LIBS) $(call libs_of,$(DB))

$(BUILD)/test-store: $(call TEST_OBJ,store) $(BUILD)/tests/fault.o $(BUILD)/libstore.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $(FAULTS:%=-Wl,--wrap=%) -Wl,--wrap=db_open $(ADDED) -o $@ $^ \
	    $(CHECK_LIBS) $(STORE_LIBS) $(shell pkg-config --libs libzip)

$(BUILD)/test-tui: $(call TEST_OBJ,tui) $(BUILD)/tests/pty.o $(BUILD)/tests/sshd.o $(BUILD)/tests/line.o \
                   $(filter-out $(BUILD)/tui/main.o,$(TUI_OBJ)) \
                   $(BUILD)/libstore.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $(ADDED) -o $@ $^ $(CHECK_LIBS) $(QUAD_LIBS) \
	    $(shell pkg-config --libs expat)

# Takes the pictures of README.md, on a day that never changes: these calls are those of tests/screenshot.c.
PINNED := time clock_gettime
$(BUILD)/screenshot: $(BUILD)/tests/screenshot.o $(BUILD)/tests/pty.o $(filter-out $(BUILD)/tui/main.o,$(TUI_OBJ)) \
                     $(BUILD)/libstore.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $(PINNED:%=-Wl,--wrap=%) -o $@ $^ $(CHECK_LIBS) $(QUAD_LIBS)

# tests/fuzz/fuzz_X.c has the entry LLVMFuzzerTestOneInput, corpus-X its examples: replay-X runs them and ends.
FUZZ := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))

REPLAY_OBJ := $(BUILD)/tests/fuzz/replay.o $(BUILD)/tests/support.o

# The program's own part, for the targets that are about it; the linker takes what is called.
$(BUILD)/libtui.a: $(filter-out $(BUILD)/tui/main.o,$(TUI_OBJ))
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(BUILD)/replay-%: $(BUILD)/tests/fuzz/fuzz_%.o $(REPLAY_OBJ) $(BUILD)/libtui.a $(BUILD)/libstore.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $^ $(QUAD_LIBS)

$(BUILD)/fuzz-%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/libtui.a $(BUILD)/libstore.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -fsanitize=fuzzer -o $@ $^ $(QUAD_LIBS)

.SECONDARY: $(FUZZ:%=$(BUILD)/tests/fuzz/fuzz_%.o) $(REPLAY_OBJ)

# What a store goes through in years: tests/torture, with a library that stands between a program and the disk.
TORTURE_OBJ := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/torture/*.c)) $(BUILD)/tests/support.o \
               $(BUILD)/tests/engine.o

$(BUILD)/torture: $(TORTURE_OBJ) $(BUILD)/libstore.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $^ $(STORE_LIBS) $(shell pkg-config --libs libpq)

$(BUILD)/shim.so: tests/torture/shim.c tests/torture/shim.h Makefile
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(CPPFLAGS_ALL) -std=c17 $(WARNINGS) $(CFLAGS) -shared -fPIC -o $@ $<

# Clients of a store whose servers fail, and the verdict on what they were answered: tests/cluster.
CLUSTER_OBJ := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/cluster/*.c)) $(BUILD)/tests/support.o

$(BUILD)/cluster: $(CLUSTER_OBJ) $(BUILD)/libstore.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $^ $(STORE_LIBS)

tests: $(GROUPS:%=$(BUILD)/test-%) $(FUZZ:%=$(BUILD)/replay-%) $(BUILD)/torture $(BUILD)/shim.so $(BUILD)/screenshot

check:
	@.ci/setup $(PACKAGES) $(CHECK_PACKAGES)
	@+$(STEP) all tests
	@+$(MAKE) --no-print-directory layers-now check-now

# The tests find the program by $QUAD. POSTGRES= leaves PostgreSQL out; ON_POSTGRES says which groups run on it too.
POSTGRES := tests/postgres.sh
ON_POSTGRES := db store tui
TOUR := check
TORTURE := --brief
RUN_TORTURE = $(BUILD)/torture --quad='$(abspath $(BUILD)/quad)' --shim='$(abspath $(BUILD)/shim.so)'
check-now: export QUAD := $(abspath $(BUILD)/quad)
# All groups run at the same time, and a machine may have other work.
check-now: export CK_TIMEOUT_MULTIPLIER ?= 4
check-now: export QUAD_LOCALEDIR := $(abspath $(BUILD)/locale)
check-now:
	@tests/mta.sh $(BUILD)
	@test -z '$(HARDEN)' || tests/hardened.sh $(BUILD)/quad
	@$(POSTGRES) tests/run.sh $(BUILD) '$(FUZZ)' '$(GROUPS)' '$(ON_POSTGRES)'
	@test -z '$(TOUR)' || { echo 'tour   README.md' && tests/tour.sh $(BUILD) check; }
	@test -z '$(TORTURE)' || { echo 'torture $(TORTURE)' && $(RUN_TORTURE) $(TORTURE); }
	@test -z '$(TORTURE)' || test -z '$(POSTGRES)' || $(POSTGRES) $(RUN_TORTURE) $(TORTURE)

# A table of the layers, and a list of the calls that are not allowed and of the circles of files that call each other;
# one of them fails. Then each layer is linked with nothing but the layers that it may know: no other call links.
LINKED_LAYERS := $(filter-out tui,$(LAYERS))
layers:
	@.ci/setup $(PACKAGES)
	@+$(STEP) all
	@+$(MAKE) --no-print-directory layers-now

layers-now:
	@echo 'layers'
	@tests/layers.sh $(BUILD) $(foreach layer,$(LAYERS),'$(layer): $(BELOW_$(layer))')
	@+$(STEP) $(LINKED_LAYERS:%=$(BUILD)/layers/%/linked)

$(BUILD)/layers/main.o:
	@mkdir -p $(@D)
	@echo 'int main(void) { return 0; }' | $(CC) $(CFLAGS_ALL) -x c -c -o $@ -

.SECONDEXPANSION:
$(LINKED_LAYERS:%=$(BUILD)/layers/%/linked): $(BUILD)/layers/%/linked: $(BUILD)/layers/main.o \
                                             $$(call objects_of,$$* $$(BELOW_$$*))
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $^ $(call libs_of,$* $(BELOW_$*))

# The long form, minutes. TORTURE_ROUNDS sets how often, SCENARIOS which (see tests/torture/main.c).
torture:
	@.ci/setup $(PACKAGES) $(CHECK_PACKAGES)
	@+$(STEP) all $(BUILD)/torture $(BUILD)/shim.so
	@QUAD_LOCALEDIR='$(abspath $(BUILD)/locale)' $(RUN_TORTURE) $(SCENARIOS)
	@test -z '$(POSTGRES)' || QUAD_LOCALEDIR='$(abspath $(BUILD)/locale)' $(POSTGRES) $(RUN_TORTURE) $(SCENARIOS)

# Clients book on three PostgreSQL servers while these fail, see tests/cluster/README.md; some minutes, as root.
# SCENARIOS says which, CLIENTS how many.
cluster:
	@.ci/setup $(PACKAGES) $(CLUSTER_PACKAGES)
	@+$(STEP) $(BUILD)/cluster
	@tests/cluster/run $(BUILD) $(SCENARIOS)

# Random operations against a simple model of the store. MODEL_STEPS says how many on single bookings (on series and the
# calendar a twentieth of that), MODEL_SEED where they begin; what fails is shrunk to a short script.
MODEL_STEPS ?= 3000000
MODEL_SEED ?= 1
model:
	@.ci/setup $(PACKAGES) $(CHECK_PACKAGES)
	@+$(STEP) $(BUILD)/test-store
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && trap 'exit 1' INT TERM && \
	export TMPDIR="$$tmp" QUAD_TEST_SEED='$(MODEL_SEED)' && \
	QUAD_TEST_OPERATIONS='$(MODEL_STEPS)' $(BUILD)/test-store model && \
	QUAD_TEST_OPERATIONS="$$(($(MODEL_STEPS) / 20))" $(BUILD)/test-store model_series

# Random keys, bytes, pastes and resizes at the screen, under the sanitizers, for MONKEY_SECONDS; MONKEY_SEED is where
# they begin. What the sanitizers say is in $(BUILD)/asan/monkey.*.
MONKEY_SECONDS ?= 300
MONKEY_SEED ?= 1
monkey: export ASAN_OPTIONS := detect_leaks=1:log_path=$(abspath $(BUILD))/asan/monkey:$(ASAN_OPTIONS)
monkey: export UBSAN_OPTIONS := print_stacktrace=1:log_path=$(abspath $(BUILD))/asan/monkey:$(UBSAN_OPTIONS)
monkey:
	@.ci/setup $(PACKAGES) $(CHECK_PACKAGES)
	@+$(STEP) BUILD=$(BUILD)/asan CFLAGS='-O1 -g -fno-omit-frame-pointer' HARDEN= \
	    SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=undefined' $(BUILD)/asan/test-tui all
	@rm -f $(BUILD)/asan/monkey.*
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && trap 'exit 1' INT TERM && \
	TMPDIR="$$tmp" QUAD_TEST_SEED='$(MONKEY_SEED)' QUAD_MONKEY_SECONDS='$(MONKEY_SECONDS)' \
	    QUAD_LOCALEDIR='$(abspath $(BUILD))/asan/locale' $(BUILD)/asan/test-tui monkey || \
	{ cat $(BUILD)/asan/monkey.* 2>/dev/null; exit 1; }

asan: export ASAN_OPTIONS := detect_leaks=1:abort_on_error=0:$(ASAN_OPTIONS)
asan: export UBSAN_OPTIONS := print_stacktrace=1:$(UBSAN_OPTIONS)
asan: export CK_TIMEOUT_MULTIPLIER ?= 10
# Above the database all that is done in memory is the same on both engines.
asan:
	@+$(STEP) BUILD=$(BUILD)/asan CFLAGS='-O1 -g -fno-omit-frame-pointer' \
	    SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=undefined' all tests
	@+$(MAKE) --no-print-directory BUILD=$(BUILD)/asan HARDEN= TORTURE= ON_POSTGRES=db check-now

tsan: export CK_TIMEOUT_MULTIPLIER ?= 10
tsan:
	@+$(STEP) BUILD=$(BUILD)/tsan CFLAGS='-O1 -g' SANITIZE=-fsanitize=thread $(BUILD)/tsan/test-db \
	    $(BUILD)/tsan/test-store
	@+$(MAKE) --no-print-directory BUILD=$(BUILD)/tsan HARDEN= GROUPS='db store' FUZZ= TOUR= TORTURE= check-now

# The suites that neither race nor repeat themselves thousands of times. A suite may be named: VALGRIND_pure=codec.
VALGRIND_pure := buf codec opening pattern person reason rules utf8 csv encoding xlsx
VALGRIND_store := book series store list
VALGRIND := valgrind --quiet --error-exitcode=9 --suppressions=tests/valgrind.supp --trace-children=no
valgrind: export CK_TIMEOUT_MULTIPLIER ?= 30
valgrind:
	@.ci/setup $(PACKAGES) $(CHECK_PACKAGES) valgrind
	@+$(STEP) all tests
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && trap 'exit 1' INT TERM && export TMPDIR="$$tmp" && \
	$(VALGRIND) $(BUILD)/test-pure $(filter $(call SUITE_NAMES,pure),$(VALGRIND_pure)) && \
	$(VALGRIND) $(BUILD)/test-store $(filter $(call SUITE_NAMES,store),$(VALGRIND_store))

# Every fuzz target for FUZZ_SECONDS; what it finds is added to a copy of its corpus in the build directory.
fuzz:
	@+$(STEP) BUILD=$(BUILD)/fuzz CC=clang CFLAGS='-O1 -g' \
	    SANITIZE='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined' fuzz-targets
	@for x in $(FUZZ); do \
	    mkdir -p $(BUILD)/fuzz/corpus-$$x && echo "fuzz-$$x: $(FUZZ_SECONDS) s" && \
	    $(BUILD)/fuzz/fuzz-$$x -max_total_time=$(FUZZ_SECONDS) -verbosity=0 -print_final_stats=1 -timeout=10 \
	        -artifact_prefix=$(BUILD)/fuzz/$$x- $(BUILD)/fuzz/corpus-$$x tests/fuzz/corpus-$$x || exit 1; done

fuzz-targets: $(FUZZ:%=$(BUILD)/fuzz-%)

# Which lines and branches of the engine the tests go through: a table, and pages in $(BUILD)/coverage/html.
coverage: export CK_TIMEOUT_MULTIPLIER ?= 5
coverage:
	@.ci/setup $(PACKAGES) $(CHECK_PACKAGES) gcovr
	@+$(STEP) BUILD=$(BUILD)/coverage HARDEN= CFLAGS='-O0 -g --coverage -fprofile-update=atomic' all tests
	@find $(BUILD)/coverage -name '*.gcda' -delete
	@+$(MAKE) --no-print-directory BUILD=$(BUILD)/coverage HARDEN= TORTURE= check-now
	@mkdir -p $(BUILD)/coverage/html
	@gcovr --root . --filter 'store/' --exclude-throw-branches --exclude-unreachable-branches \
	    --html-details $(BUILD)/coverage/html/index.html --txt - --print-summary $(BUILD)/coverage/store

# ---- figures ----

# PostgreSQL and SQLite are needed only here: make bench builds in a second make, when they are installed.
REPORT_OBJ := $(patsubst %.c,$(BUILD)/%.o,$(wildcard bench/report*.c))
BENCH_OBJ := $(filter-out $(REPORT_OBJ) $(BUILD)/bench/slow_flush.o,$(patsubst %.c,$(BUILD)/%.o,$(wildcard bench/*.c)))
$(BENCH_OBJ): private CPPFLAGS_ALL += $(shell pkg-config --cflags libpq 2>/dev/null)

$(BUILD)/bench/bench: $(BENCH_OBJ) $(BUILD)/libstore.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $^ $(STORE_LIBS) $(shell pkg-config --libs libpq sqlite3 libzip)

$(BUILD)/bench/report: $(REPORT_OBJ) $(BUILD)/libstore.a
	$(call say,LD,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $^ -lm

$(BUILD)/bench/slow_flush.so: bench/slow_flush.c
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) -D_GNU_SOURCE $(CFLAGS_ALL) -shared -fPIC -o $@ $< -ldl

# Quad against SQLite and PostgreSQL, see bench/README.md: a table and a plot in $(BUILD)/bench. BENCH_SIZES says with
# how many bookings.
bench:
	@.ci/setup $(PACKAGES) $(BENCH_PACKAGES)
	@+$(STEP) all $(BUILD)/bench/bench $(BUILD)/bench/report $(BUILD)/bench/slow_flush.so
	@bench/run $(BUILD) $(BENCH_SIZES)

# ---- manuals ----

# Manual pages in other languages: man/LANGUAGE/PAGE holds translations of units of man/PAGE, see man/translate.awk.
TRANSLATED := $(wildcard man/*/*.[1-9])
$(TRANSLATED:%=$(BUILD)/%): $(BUILD)/man/%: man/% man/translate.awk man/$$(notdir $$*)
	@mkdir -p $(@D)
	$(call say,MAN,$@)
	$(Q)LC_ALL=C mawk -f man/translate.awk man/$* man/$(notdir $*) >$@.new && mv $@.new $@

# ---- lint ----

HEADERS := $(wildcard store/*/*.h tui/*.h tui/*/*.h tests/*.h tests/*/*.h bench/*.h)
SCRIPTS := .ci/run .ci/setup tests/run.sh tests/postgres.sh tests/hardened.sh tests/layers.sh tests/mta.sh \
           tests/tour.sh tests/screens.sh tests/package.sh debian/quad.postinst debian/quad.postrm \
           debian/quad-generator bench/run \
           $(addprefix tests/cluster/,run servers.sh faults.sh promote fence disk_watch)
LINT_CPPFLAGS := $(filter-out -DQUAD_VERSION=%,$(CPPFLAGS_ALL)) -DQUAD_VERSION=__FILE__ -DQUAD_LOCALEDIR=__FILE__

LINT_STEPS := words lines languages spelling includes headers scripts man translations complexity cppcheck format tidy
lint:
	@+for step in $(LINT_STEPS); do echo "lint-$$step" && $(MAKE) --no-print-directory lint-$$step || exit 1; done

lint-words:
	@! grep -rnE '\b(TO''DO|FIX''ME|X''XX|HA''CK)\b' store tui tests man bench .ci \
	    --include='*.[ch]' --include='*.sh' --include='*.[1-9]'

# Columns of a line: a tab reaches to the next multiple of 8.
LINED := $(STORE_SRC) $(TUI_SRC) $(wildcard store/*/*.h tui/*.h tui/*/*.h) Makefile $(SCRIPTS) CONTRIBUTING.md \
         SECURITY.md CHANGELOG.md
lint-lines:
	@! for file in $(LINED); do \
	    expand -t 8 $$file | LC_ALL=C.UTF-8 grep -nE '^.{121,}' | sed "s|^|$$file:|"; done | grep .

# The paths through a function, counted by pmccabe: its cyclomatic complexity.
lint-complexity:
	@pmccabe $(STORE_SRC) $(TUI_SRC) | \
	    awk '$$1 > 20 { print "complexity " $$1 ": " $$6 " " $$7; bad = 1 } END { exit bad }'

# .codespellrc says where, and which words are right.
lint-spelling:
	@codespell

# Only the modules named here may include LMDB or curses.
lint-includes:
	@! grep -lE '#[ ]*include <lmdb\.h>' store/*/* tui/*/* | grep -vx 'store/db/lmdb_env.h'
	@! grep -lE '#[ ]*include <(n?curses|panel|ncursesw/.*)\.h>' store/*/* tui/*/* | \
	    grep -vE '^tui/(base/term|screen/(ui(_.*)?|app.*))\.[ch]$$'
	@! grep -lE '#[ ]*include "tui/' store/*/*

lint-headers:
	@for h in $(HEADERS); do $(CC) $(LINT_CPPFLAGS) -std=c17 $(WARNINGS) -Werror \
	    -fsyntax-only -x c $$h || exit 1; done

lint-scripts:
	@shellcheck $(SCRIPTS)

lint-man: $(TRANSLATED:%=$(BUILD)/%)
	@for page in $(wildcard man/*.[1-9]) $^; do mandoc -Tlint -Wwarning $$page || exit 1; done

# What of the manual pages has no translation, or had one before it was changed; it stands there in English meanwhile.
# EMPTY=1 writes it in the form in which man/LANGUAGE/PAGE takes it.
translations:
	@for page in $(TRANSLATED); do \
	    LC_ALL=C mawk -v $(if $(EMPTY),empty,tell)=1 -f man/translate.awk $$page man/$${page##*/}; done

# How much of each manual page is translated; each translation is of a unit that is there.
lint-translations:
	@for page in $(TRANSLATED); do \
	    LC_ALL=C mawk -v count=1 -f man/translate.awk $$page man/$${page##*/} || exit 1; done

lint-cppcheck:
	@cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 --enable=warning,performance,portability \
	    --suppressions-list=.cppcheck -I. -D__attribute__\(x\)= store tui bench

# .clang-tidy says what is looked for.
lint-tidy: $(HAN_TABLE)
	@printf '%s\n' $(STORE_SRC) $(TUI_SRC) | xargs -P "$$(nproc)" -n 4 sh -c \
	    'out=$$(clang-tidy --quiet "$$@" -- -std=c17 $(LINT_CPPFLAGS) 2>/dev/null) || \
	        { printf "%s\n" "$$out"; exit 1; }' tidy

# Lines that were changed since FORMAT_BASE, a commit, must be laid out as clang-format does it; no others are checked.
# HEAD: what is not committed yet. For a branch: FORMAT_BASE=origin/main.
FORMAT_BASE ?= HEAD
lint-format:
	@! git clang-format --quiet --diff $(FORMAT_BASE) | grep .

# Faults that gcc finds on the paths through each file. Leaks are left to asan: gcc takes a view that is handed out by
# its first member, and the -1 of iconv_open, for memory that is lost.
analyze:
	@.ci/setup $(PACKAGES)
	@+$(STEP) BUILD=$(BUILD)/analyze CC=gcc WERROR=-Werror objects \
	    CFLAGS='-O2 -g -fanalyzer -Wno-analyzer-malloc-leak'

objects: $(STORE_OBJ) $(TUI_OBJ)

# The compile command of every source, for editors and tools.
compile_commands.json: export COMMAND = $(CC) $(CPPFLAGS_ALL) -DQUAD_LOCALEDIR='"$(PREFIX)/share/locale"' $(CFLAGS_ALL)
compile_commands.json: $(HAN_TABLE) always
	@printf '%s\n' $(STORE_SRC) $(TUI_SRC) $(wildcard tests/*.c tests/*/*.c bench/*.c) | \
	    awk -v dir='$(CURDIR)' ' \
	    BEGIN { command = ENVIRON["COMMAND"]; gsub(/["\\]/, "\\\\&", command); print "[" } \
	    NR > 1 { print "," } \
	    { printf "{\"directory\": \"%s\", \"file\": \"%s\", ", dir, $$0 } \
	    { printf "\"command\": \"%s -c %s\"}", command, $$0 } \
	    END { print "\n]" }' >$@

# ---- languages ----

# The texts are taken from preprocessed sources, because some are put together by macros; those of inttypes.h stay,
# which xgettext knows how to name. The engine marks nothing; the front end translates its words for errors.
CHECK_SRC := $(sort $(wildcard store/query/check*.c))
POT := $(BUILD)/po/quad.pot
$(POT): $(TUI_SRC:%.c=$(BUILD)/po/%.c) store/base/err.c $(CHECK_SRC) store/db/lmdb_pages.c
	$(Q)cd $(BUILD)/po && xgettext --language=C --from-code=UTF-8 --keyword=gettext_noop --keyword=gettext_in:1c,2 \
	    --package-name=quad --package-version=$(VERSION) --no-location -o quad.pot \
	    $(sort $(TUI_SRC))
	$(Q)xgettext --language=C --extract-all --join-existing --no-location -o $@ store/base/err.c
	$(Q)xgettext --language=C --keyword=check_fault:2 --keyword=N_ --join-existing --no-location -o $@ \
	    $(CHECK_SRC)
	$(Q)xgettext --language=C --keyword=report_fault:3 --join-existing --no-location -o $@ store/db/lmdb_pages.c
	$(Q)sed -i '/^"POT-Creation-Date/d' $@

po: $(POT)
	for x in $(LANGUAGES); do \
	    msgmerge --quiet --update --no-fuzzy-matching --backup=none --no-location po/$$x.po $(POT) && \
	    msgfmt --statistics -o /dev/null po/$$x.po || exit 1; done

# Every text is translated into every language, with the same directives, and none is a guess.
lint-languages: $(POT)
	@for x in $(LANGUAGES); do \
	    msgfmt --check -o /dev/null po/$$x.po && msgcmp po/$$x.po $(POT) || exit 1; done

$(BUILD)/po/tui/%.c: tui/%.c $(wildcard tui/*/*.h)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) -DQUAD_TUI_LOCALE_H -D_INTTYPES_H '-D_(text)=gettext(text)' \
	    '-DN_(text)=gettext_noop(text)' '-DC_(context,text)=pgettext(context,text)' \
	    '-DNC_(context,text)=gettext_in(context,text)' -E -P -o $@ $<

$(BUILD)/locale/%/LC_MESSAGES/quad.mo: po/%.po
	@mkdir -p $(@D)
	$(call say,MO,$@)
	$(Q)msgfmt --check -o $@ $<

# ---- installing ----

# At each Tab these ask the installed program, so they hold nothing that could be old.
$(BUILD)/completion.%: $(BUILD)/quad
	$(call say,GEN,$@)
	$(Q)$(BUILD)/quad completion $* >$@.new && mv $@.new $@

install: all $(BUILD)/completion.bash $(BUILD)/completion.zsh $(TRANSLATED:%=$(BUILD)/%)
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(BUILD)/quad $(DESTDIR)$(PREFIX)/bin/quad
	for page in $(wildcard man/*.[1-9]); do \
	    dir=$(DESTDIR)$(PREFIX)/share/man/man$${page##*.} && install -d $$dir && install -m 644 $$page $$dir/ || \
	    exit 1; done
	for page in $(TRANSLATED); do \
	    dir=$(DESTDIR)$(PREFIX)/share/$${page%/*}/man$${page##*.} && install -d $$dir && \
	    install -m 644 $(BUILD)/$$page $$dir/ || exit 1; done
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(ZSH_DIR)
	install -m 644 $(BUILD)/completion.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/quad
	install -m 644 $(BUILD)/completion.zsh $(DESTDIR)$(ZSH_DIR)/_quad
	for x in $(LANGUAGES); do \
	    dir=$(DESTDIR)$(PREFIX)/share/locale/$$x/LC_MESSAGES && install -d $$dir && \
	    install -m 644 $(BUILD)/locale/$$x/LC_MESSAGES/quad.mo $$dir/ || exit 1; done

# The Debian package, built in a copy of the sources by what Debian builds with.
DEB := $(BUILD)/quad_$(VERSION)_$(shell dpkg --print-architecture 2>/dev/null).deb
deb:
	@.ci/setup $(PACKAGES) $(DEB_PACKAGES)
	@rm -rf $(BUILD)/deb && mkdir -p $(BUILD)/deb/quad-$(VERSION)
	@tar --exclude='./build*' --exclude=./.git --exclude=./compile_commands.json -cf - . | \
	    tar -xf - -C $(BUILD)/deb/quad-$(VERSION)
	@cd $(BUILD)/deb/quad-$(VERSION) && dpkg-buildpackage -us -uc -j$$(nproc) >../log 2>&1 || \
	    { tail -n 50 ../log; exit 1; }
	@cp $(BUILD)/deb/$(notdir $(DEB)) $(DEB)
	@echo $(DEB)

# The package by Debian's own rules, then a life of it on a machine of which nothing stays: as root only.
deb-check: deb
	@.ci/setup $(DEB_CHECK_PACKAGES)
	@lintian --allow-root --pedantic --fail-on error,warning --tag-display-limit 0 $(BUILD)/deb/quad_*.changes
	@tests/package.sh $(abspath $(DEB))

clean:
	rm -rf $(BUILD)

setup:
	@.ci/setup $(PACKAGES) $(CHECK_PACKAGES)

setup-lint:
	@.ci/setup $(PACKAGES) $(CHECK_PACKAGES) $(LINT_PACKAGES)

help:
	@echo 'all         builds $(BUILD)/quad and its catalogues'
	@echo 'run         builds, makes a sample store once, opens the screen'
	@echo 'check       builds and runs all tests'
	@echo 'layers      links each layer with those that it may know; lists circles'
	@echo 'tour        runs the tour of README.md and writes what it prints and its screens into it'
	@echo 'lint        style, spelling, static analysis; lint-STEP does one of: $(LINT_STEPS)'
	@echo 'analyze     the analyzer of gcc'
	@echo 'asan tsan   the tests under sanitizers'
	@echo 'valgrind    tests under valgrind'
	@echo 'fuzz        each fuzz target for FUZZ_SECONDS'
	@echo 'torture     kills, power cuts, bad disks, for minutes: TORTURE_ROUNDS, SCENARIOS'
	@echo 'cluster     three servers that fail under clients, as root: SCENARIOS, CLIENTS'
	@echo 'monkey      random input at the screen, under sanitizers: MONKEY_SECONDS, MONKEY_SEED'
	@echo 'model       random operations against a model: MODEL_STEPS, MODEL_SEED'
	@echo 'coverage    lines and branches that the tests go through'
	@echo 'bench       Quad beside SQLite and PostgreSQL: BENCH_SIZES'
	@echo 'po          takes the messages from the sources into po/*.po'
	@echo 'translations   what of the manuals is not translated; EMPTY=1 writes it to be filled in'
	@echo 'install     PREFIX=$(PREFIX), DESTDIR='
	@echo 'deb         a Debian package in $(BUILD); deb-check tries it out'
	@echo 'setup       installs the packages that building and testing need; setup-lint those of lint'
	@echo 'clean       removes $(BUILD)'
	@echo 'compile_commands.json   the compile command of each file, for editors'
	@echo 'V=1 shows whole commands; BUILD=, CC=, CFLAGS=, WERROR=-Werror as usual; HARDEN= does not harden.'

.PHONY: all always run run-now tour tests layers layers-now check check-now torture cluster model monkey asan tsan \
        valgrind fuzz fuzz-targets coverage bench lint analyze objects $(LINT_STEPS:%=lint-%) \
        po install deb deb-check translations clean setup setup-lint help
-include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d $(BUILD)/*/*/*/*.d)
