# Vartalap for the terminal. Run `make` alone to see what there is.

SWIFT ?= swift
PREFIX ?= /usr/local
# C libraries that the program links, and what only the tests and the linter need.
LIBRARIES = g++ libncurses-dev libphonenumber-dev libsqlite3-dev
TEST_TOOLS = openssl procps python3 sqlite3 tmux
SOURCES = Package.swift Bench Sources Tests
UNITS = contrib/systemd/vartalap-agent.service contrib/systemd/vartalap-agent@.service

.DEFAULT_GOAL := help
.PHONY: help demo test lint format bench build release install libraries test-tools fault-shim power-cuts torture clean

# List the rules with their comments.
help:
	@awk '/^# / && !comment {comment = substr($$0, 3)} /^$$/ {comment = ""} /^[a-z][a-z-]*:/ {sub(":.*", ""); printf "make %-11s %s\n", $$0, comment}' Makefile

# Build a release and open it against the embedded server; without a terminal it runs one conversation and prints it.
demo: release
	@.build/release/vartalap demo

# Build and pass every test; the last lines are the test runner's own. One test at a time: on two cores a long
# computation beside a socket test would eat the socket's deadline.
test: libraries test-tools
	$(SWIFT) build --build-tests
	SWIFT="$(SWIFT)" .ci/test

# Kill the program, break its links, disk and power thousands of times: nothing may be lost or doubled; half an hour.
torture: libraries test-tools
	$(SWIFT) build --configuration release --product vartalap
	$(SWIFT) build --configuration release --product Torture
	.build/release/Torture all

# Check the formatting, the walls of the architecture, and what the recordings are expected to say.
lint: test-tools
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)
	python3 .ci/walls.py
	scripts/expectations --check

# Measure speed and memory beside bare C programs that do the same work; takes about seven minutes.
bench: libraries
	$(SWIFT) build --configuration release --product vartalap
	$(SWIFT) build --configuration release --product bench
	$(CC) -O2 -Wall -o .build/release/bench-floor Bench/floor.c -lsqlite3
	.build/release/bench --floor .build/release/bench-floor --program .build/release/vartalap

# Format every source file in place.
format:
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

# Build the debug program.
build: libraries
	$(SWIFT) build --product vartalap

# Build the release program, .build/release/vartalap.
release: libraries
	$(SWIFT) build --configuration release --product vartalap

# Install the release program, its themes and the systemd units of the agent below PREFIX.
install: release
	install -D -m 755 .build/release/vartalap $(DESTDIR)$(PREFIX)/bin/vartalap
	install -d $(DESTDIR)$(PREFIX)/share/vartalap/themes
	install -m 644 themes/*.toml $(DESTDIR)$(PREFIX)/share/vartalap/themes
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/user
	for unit in $(UNITS); do \
		sed 's|/usr/bin/env vartalap|$(PREFIX)/bin/vartalap|' $$unit > $(DESTDIR)$(PREFIX)/lib/systemd/user/$${unit##*/}; \
	done

# Install the C libraries that are missing (apt-get, through sudo when not root).
libraries:
	@.ci/packages $(LIBRARIES)

# Install the tools of the tests and the linter that are missing.
test-tools:
	@.ci/packages $(TEST_TOOLS)

# Build the library that lets a program's disk and sockets fail, .build/faultshim.so; its source says how to use it.
fault-shim:
	@mkdir -p .build
	$(CC) -shared -fPIC -O2 -Wall -Wextra -pthread -o .build/faultshim.so Tests/FaultShim/faultshim.c

# Cut the power 5,000 times under a working store and look for what was confirmed; without full syncs it must be missed.
power-cuts: libraries
	$(SWIFT) build --configuration release --product Torture
	.build/release/Torture power-cuts

# Remove everything that was built.
clean:
	$(SWIFT) package clean
