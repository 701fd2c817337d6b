#!/usr/bin/env python3
"""Checks the walls and those laws of docs/architecture.md that can be read off the sources.

SwiftPM does not refuse an import that a target reaches only through another one, so each `import` line is compared
with the target's own dependencies, and those with the table of the architecture page.
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# What each target may depend on: the drawing "Who may import whom".
NIO = {"NIOCore", "NIOHTTP1", "NIOPosix", "NIOWebSocket"}
WALLS = {
    "ChatModel": set(),
    "ChatWire": {"ChatModel", "SwiftProtobuf"},
    "ChatStore": {"ChatModel", "GRDB", "GRDBSQLite"},
    "ChatCore": {"ChatModel", "ChatStore", "ChatWire", "CPhoneNumber", "Logging"},
    "ChatNetwork": {"ChatCore", "ChatModel", "ChatWire", "CWakes", "AsyncHTTPClient", "Logging", "NIOSSL"} | NIO,
    "CPhoneNumber": set(),
    "CWakes": set(),
    "Terminal": set(),
    "CNCurses": set(),
    "CursesTerminal": {"Terminal", "CNCurses"},
    "ChatUI": {"ChatModel", "Terminal"},
    "ChatServer": {"ChatModel", "ChatWire", "GRDB", "Logging"} | NIO,
    "FaultProxy": {"NIOCore", "NIOPosix", "NIOSSL"},
    "vartalap": {
        "ArgumentParser", "ChatCore", "ChatModel", "ChatNetwork", "ChatServer", "ChatStore", "ChatUI", "ChatWire",
        "CursesTerminal", "FaultProxy", "Logging", "Subprocess", "SystemPackage", "Terminal", "TOMLKit",
    },
}

# Modules of the toolchain, by the target that may import them; the others import none.
TOOLCHAIN = {
    "ChatWire": {"FoundationEssentials"},
    "ChatStore": {"Dispatch", "Foundation", "Glibc", "Synchronization"},
    "ChatCore": {"Dispatch", "Foundation", "Glibc", "Synchronization"},
    "ChatNetwork": {"Dispatch", "FoundationEssentials", "Glibc", "Synchronization"},
    "ChatServer": {"FoundationEssentials", "Glibc"},
    "CursesTerminal": {"Dispatch", "Glibc"},
    "FaultProxy": {"Glibc"},
    "vartalap": {"Dispatch", "Foundation", "Glibc", "Synchronization"},
}

# Laws that a line of source can break, with the files that are exempt.
FORBIDDEN = [
    (r"@unchecked\s+Sendable", "state has one owner: no @unchecked Sendable"),
    (r"nonisolated\(unsafe\)", "state has one owner: no nonisolated(unsafe)"),
    (r"Task\.detached", "structured concurrency: no detached tasks"),
    (r"\btry!", "bad input never ends the program: no try!"),
    (r"^\s*public\b|\bpublic (import|func|struct|class|enum|var|let|init|actor|protocol)\b", "targets share by `package`"),
    (r"isRunningTests|#if\s+DEBUG", "no behaviour for tests alone (law 10)"),
    (r"\bTask\.sleep\(|\busleep\(|makeTimerSource|Timer\.scheduled", "nothing polls: waits have an end that is known (law 12)"),
    (r"import\s+FoundationNetworking", "HTTP goes through AsyncHTTPClient"),
]
FORBIDDEN_IN_TESTS = [
    (r"Task\.sleep|Thread\.sleep|\busleep\(|(?<!func )(?<!\.)\bsleep\(", "no test waits by the clock"),
    (r"\bsetenv\(|\bchdir\(|changeCurrentDirectoryPath", "tests run in parallel in one process"),
]
# A single wait that nobody can be woken from: the switch to the write-ahead log, which ignores SQLite's own waiting; and
# a delay that the local server is told to make.
WAITING_EXEMPT = {"Opening.swift", "WebSocketGateway.swift"}
# Law 11: only the wire, and the server that plays every design, may tell designs apart by name.
DESIGN_NAME = re.compile(r"\bcase\s+\"v[123](\.\d)?\"|design(\.name)?\s*==\s*\"v[123]|switch\s+\w*[dD]esign\b")
DESIGN_EXEMPT = {"ChatWire", "ChatServer"}

# Pages whose tables name tests; the heading below which they stand, or None for the whole page.
NAMED_TESTS = [("protocol.md", "## Flows and designs"), ("bad-input.md", None), ("threat-model.md", None)]

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:package|internal|private|fileprivate|public)\s+)?import\s+"
    r"(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)"
)
# What only tests and measurements are made of: in no product, and free to use every target.
SUPPORT = {"ChatTestSupport", "StoreTorture", "StoreTortureKit", "Torture", "TortureKit", "bench"}
MAXIMUM_LINES = {"Sources": 400, "Tests": 500, "Bench": 400}


def declared_dependencies():
    """The dependencies, the type and the folder (None by default) of each target, from Package.swift."""
    manifest = subprocess.run(
        ["swift", "package", "--ignore-lock", "dump-package"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    targets = {}
    for target in json.loads(manifest)["targets"]:
        names = set()
        for dependency in target["dependencies"]:
            for kind in ("byName", "product", "target"):
                if kind in dependency:
                    names.add(dependency[kind][0])
        targets[target["name"]] = (names, target["type"], target.get("path"))
    return targets


def swift_files(folder):
    return sorted(path for path in folder.rglob("*.swift") if not path.name.endswith(".pb.swift"))


def check_file(path, target, allowed, laws, complaints):
    lines = path.read_text(encoding="utf-8").splitlines()
    where = path.relative_to(ROOT)
    limit = MAXIMUM_LINES[where.parts[0]]
    if len(lines) > limit:
        complaints.append(f"{where}: {len(lines)} lines, at most {limit}: split it by what it does")
    for number, line in enumerate(lines, start=1):
        match = IMPORT.match(line)
        if match and match.group(1) not in allowed:
            complaints.append(f"{where}:{number}: {target} may not import {match.group(1)}")
        code = line.split("//")[0]
        for pattern, law in laws:
            if re.search(pattern, code) and not ("law 12" in law and path.name in WAITING_EXEMPT):
                complaints.append(f"{where}:{number}: {law}")
        if target not in DESIGN_EXEMPT and where.parts[0] == "Sources" and DESIGN_NAME.search(code):
            complaints.append(f"{where}:{number}: ask for a capability, not for the design's name (law 11)")


def check_named_tests(complaints):
    """Every test that a table of the documentation names exists; without this, renaming one leaves a lie behind."""
    tests = set()
    for path in swift_files(ROOT / "Tests"):
        tests.update(re.findall(r"\bfunc (\w+)\s*\(", path.read_text(encoding="utf-8")))
    for name, heading in NAMED_TESTS:
        path = ROOT / "docs" / name
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        named, inside = 0, heading is None
        for number, line in enumerate(lines, start=1):
            if line.startswith("## ") and heading is not None:
                inside = line == heading
            if not inside or not line.startswith("| "):
                continue
            for word in re.findall(r"`(\w+)`", line):
                if not re.match(r"[a-z]+[A-Z]\w{8,}$", word):
                    continue
                named += 1
                if word not in tests:
                    complaints.append(f"docs/{name}:{number}: there is no test {word}")
        if not named:
            complaints.append(f"docs/{name}: names no test")


def main():
    complaints = []
    check_named_tests(complaints)
    declared = declared_dependencies()
    for target, (names, kind, path) in declared.items():
        folder = ROOT / (path or f"{'Sources' if target in WALLS else 'Tests'}/{target}")
        if target in WALLS:
            for name in sorted(names - WALLS[target]):
                complaints.append(f"Package.swift: {target} may not depend on {name}")
            allowed = names | TOOLCHAIN.get(target, set())
            laws = FORBIDDEN
        else:
            if kind != "test" and target not in SUPPORT:
                complaints.append(f"Package.swift: {target} has no place in docs/architecture.md")
            allowed = names | {"Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Testing"}
            laws = FORBIDDEN + FORBIDDEN_IN_TESTS
        for path in swift_files(folder):
            check_file(path, target, allowed, laws, complaints)
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    if not complaints:
        print(f"walls: {len(declared)} targets keep to docs/architecture.md")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
