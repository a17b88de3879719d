# Quad. `make run` and `make check` need nothing but this file on a fresh Debian 12; `make` alone builds build/quad.

PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
CC ?= cc
CFLAGS ?= -O2 -g
VERSION := 0.1.0

PACKAGES := gcc make pkg-config gettext liblmdb-dev libcsv-dev libjansson-dev libutf8proc-dev libncurses-dev tzdata
CHECK_PACKAGES := check libvterm-dev mandoc procps
MODULES := lmdb jansson libutf8proc ncursesw panelw
CHECK_MODULES := check vterm

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wmissing-prototypes -Wvla -Wwrite-strings -Wformat=2 -Wconversion
CPPFLAGS_ALL := -I. -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -D_DEFAULT_SOURCE -DQUAD_VERSION='"$(VERSION)"' \
                -DQUAD_LOCALEDIR='"$(PREFIX)/share/locale"' -include store/banned.h $(CPPFLAGS)
CFLAGS_ALL := -std=c17 $(WARNINGS) $(WERROR) $(CFLAGS) $(SANITIZE)

STORE_LIBS = $(shell pkg-config --libs lmdb libutf8proc) -lcsv
QUAD_LIBS = $(STORE_LIBS) $(shell pkg-config --libs ncursesw panelw jansson)

STORE_SRC := $(wildcard store/*.c)
TUI_SRC := $(wildcard tui/*.c)
STORE_OBJ := $(STORE_SRC:%.c=$(BUILD)/%.o)
TUI_OBJ := $(TUI_SRC:%.c=$(BUILD)/%.o)

all: $(BUILD)/quad

$(BUILD)/quad: $(TUI_OBJ) $(BUILD)/libstore.a
	$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $^ $(QUAD_LIBS)

$(BUILD)/libstore.a: $(STORE_OBJ)
	rm -f $@ && ar rcs $@ $^

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# Tests: a folder a layer, each linked with no more than its layer may know, so that a call upwards does not link.
# A file tests/LAYER/X.c defines `Suite *X_suite(void)`.
PURE := err buf utf8 clock model opening reason rules codec
PURE_OBJ := $(PURE:%=$(BUILD)/store/%.o)
CHECK_LIBS = $(shell pkg-config --libs $(CHECK_MODULES))
SUITE_NAMES = $(patsubst tests/$(1)/%.c,%,$(wildcard tests/$(1)/*.c))
TEST_OBJ = $(patsubst tests/%.c,$(BUILD)/tests/%.o,$(wildcard tests/$(1)/*.c)) $(BUILD)/tests/main-$(1).o $(BUILD)/tests/support.o

$(BUILD)/tests/main-%.o: tests/main.c $(wildcard tests/*/*.c) Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) '-DSUITES=$(patsubst %,X(%),$(call SUITE_NAMES,$*))' -c -o $@ $<

$(BUILD)/test-pure: $(call TEST_OBJ,pure) $(PURE_OBJ)
	$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $^ $(CHECK_LIBS) $(shell pkg-config --libs libutf8proc)

$(BUILD)/test-store: $(call TEST_OBJ,store) $(BUILD)/libstore.a
	$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $^ $(CHECK_LIBS) $(STORE_LIBS)

$(BUILD)/test-tui: $(call TEST_OBJ,tui) $(filter-out $(BUILD)/tui/main.o,$(TUI_OBJ)) $(BUILD)/libstore.a
	$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $^ $(CHECK_LIBS) $(QUAD_LIBS)

tests: $(BUILD)/test-pure $(BUILD)/test-store $(BUILD)/test-tui

clean:
	rm -rf $(BUILD)

.PHONY: all tests clean
-include $(wildcard $(BUILD)/*/*.d $(BUILD)/*/*/*.d)
