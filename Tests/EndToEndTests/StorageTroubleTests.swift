import ChatModel
import ChatServer
import ChatStore
import ChatTestSupport
import Foundation
import Testing

/// The built program on a disk that fails, is full, or cannot be written.
@Suite(.timeLimit(.minutes(5)))
struct StorageTroubleTests {
    private let ravi = "+919812345678"

    /// The n-th call fails, for each n until a run passes: either the message is there and the status 0, or a sentence
    /// says what happened and the status is 74.
    @Test(arguments: ["write:ENOSPC", "write:EIO", "short-write", "sync:EIO", "open:EMFILE", "truncate:EIO"])
    func queueingTellsTheTruthWhateverFails(fault: String) async throws {
        let us = try await account()
        var confirmed: Set<String> = []
        for sticky in ["", ":sticky"] {
            var number = 1
            while number < 60 {
                let id = "\(fault.replacing(":", with: "-"))-\(number)\(sticky.isEmpty ? "" : "-sticky")"
                var shim = try FaultShim(directory: us.dataDirectory)
                shim.fault = "\(fault):\(number)\(sticky)"
                shim.countTo = us.home.path + "/count"
                let outcome = try await us.run("--send", "hello", "--to", ravi, "--queue", "--id", id, shim: shim)

                #expect(outcome.status == 0 || outcome.status == 74, "\(id): \(outcome)")
                if outcome.status == 0 {
                    confirmed.insert(id)
                } else {
                    #expect(
                        outcome.errors.hasPrefix("vartalap: ") || outcome.errors.contains("failed"), "\(id): \(outcome)"
                    )
                    #expect(outcome.errors.filter { $0 == "\n" }.count == 1, "\(id): \(outcome)")
                }
                let kind = String(fault.replacing("short-", with: "").prefix { $0 != ":" })
                let counts = try FaultShim.counts(in: us.home.path + "/count")
                guard counts.filter({ $0.key.hasSuffix("-" + kind) }).values.reduce(0, +) >= number else { break }
                number += number < 4 ? 1 : 3
            }
        }
        #expect(confirmed.count >= 2)
        try await expect(confirmed, queuedBy: us)
    }

    @Test func aFullDiskKeepsTheTextInTheComposerAndSaysWhy() async throws {
        let us = try await account()
        _ = try await us.run("--send", "before", "--to", ravi, "--queue")
        var shim = try FaultShim(directory: us.dataDirectory)
        shim.fault = "write:ENOSPC:1:sticky"
        shim.armedBy = us.home.path + "/full"
        try await TerminalSession.open(
            command: [Program.path], environment: us.environment.merging(shim.environment) { $1 }
        ) { terminal in
            try await terminal.wait(forText: "before")
            try await terminal.type("do not lose me")
            try await terminal.wait(forText: "do not lose me")
            _ = FileManager.default.createFile(atPath: us.home.path + "/full", contents: nil)
            try await terminal.press("Enter")
            let refused = try await terminal.wait(forText: "The disk is full")
            #expect(refused.components(separatedBy: "do not lose me").count == 2, "once, in the composer:\n\(refused)")
            try FileManager.default.removeItem(atPath: us.home.path + "/full")
            try await terminal.press("Enter")
            try await terminal.wait(for: "the message in the timeline") { screen in
                screen.contains("do not lose me") && screen.contains("queued")
            }
            try await terminal.press("C-q")
            try await terminal.waitUntilEnded()
        }
        let listed = try await us.run("list", "messages", "--json")
        #expect(try listed.objects().compactMap { $0["text"] as? String }.sorted() == ["before", "do not lose me"])
    }

    /// Of a text that the disk failed under nobody knows whether it was stored, so the next try has its id; the same words
    /// said again later are another message.
    @Test func aTextThatTheDiskFailedUnderIsStoredOnceAndTheSameWordsLaterAgain() async throws {
        let us = try await account()
        _ = try await us.run("--send", "before", "--to", ravi, "--queue")
        var shim = try FaultShim(directory: us.dataDirectory)
        shim.fault = "write:EIO:1:sticky"
        shim.armedBy = us.home.path + "/broken"
        try await TerminalSession.open(
            command: [Program.path], environment: us.environment.merging(shim.environment) { $1 }
        ) { terminal in
            try await terminal.wait(forText: "before")
            try await terminal.type("ok")
            try await terminal.wait(forText: "> ok")
            _ = FileManager.default.createFile(atPath: us.home.path + "/broken", contents: nil)
            try await terminal.press("Enter")
            try await terminal.wait(forText: "The disk failed")
            try FileManager.default.removeItem(atPath: us.home.path + "/broken")
            try await terminal.press("Enter")
            try await terminal.wait(for: "the first message") { $0.components(separatedBy: "ok  ").count == 2 }
            try await terminal.type("ok", "Enter")
            try await terminal.wait(for: "the second message") { $0.components(separatedBy: "ok  ").count == 3 }
            try await terminal.press("C-q")
            try await terminal.waitUntilEnded()
        }
        let listed = try await us.run("list", "messages", "--json")
        #expect(try listed.objects().compactMap { $0["text"] as? String } == ["before", "ok", "ok"])
    }

    @Test func aFullDiskOfItsOwnRefusesAndTakesAgainWhenThereIsRoom() async throws {
        let us = try await account()
        guard try await canMount(us) else { return }
        let outcome = try await us.runShell(
            """
            exec unshare -m bash -c '
                set -e
                cp -a "$1" "$1.copy"; mount -t tmpfs -o size=1500k,mode=700 tmpfs "$1"; cp -a "$1.copy"/. "$1"
                dd if=/dev/zero of="$1/ballast" bs=4k 2>/dev/null || true
                "$0" --send "too much" --to \(ravi) --queue --id full && echo stored || echo "status $?"
                rm "$1/ballast"
                "$0" --send "room again" --to \(ravi) --queue --id room && echo stored || echo "status $?"
                "$0" list messages
            ' "$0" '\(us.dataDirectory)'
            """)

        #expect(outcome.output.contains("status 74"), "\(outcome)")
        #expect(outcome.output.contains("stored") && outcome.output.contains("room again"), "\(outcome)")
        #expect(!outcome.output.contains("too much"), "\(outcome)")
        #expect(outcome.errors.contains("disk is full") || outcome.output.contains("disk is full"), "\(outcome)")
    }

    /// A text of 8 MB would not fit into what is left; a message does, and receiving waits.
    @Test func onAFullDiskTheSpaceThatWasSetAsideTakesWhatTheUserWrites() async throws {
        let world = try await LocalAccounts.start()
        let us = try await world.person("+919876543210")
        _ = try await world.person(ravi)
        guard try await canMount(us) else { return }
        let outcome = try await us.runShell(
            """
            exec unshare -m bash -c '
                set -e
                cp -a "$1" "$1.copy"; mount -t tmpfs -o size=40m,mode=700 tmpfs "$1"; cp -a "$1.copy"/. "$1"
                "$0" --send "sent" --to \(ravi) && stat -c "reserve %s %a" "$1"/store.sqlite.reserve
                dd if=/dev/zero of="$1/ballast" bs=4k 2>/dev/null || true
                "$0" --send "on a full disk" --to \(ravi) --queue
                test -e "$1"/store.sqlite.reserve || echo "given up"
                dd if=/dev/zero of="$1/ballast2" bs=4k 2>/dev/null || true
                "$0" --send "too much" --to \(ravi) --queue || echo "status $?"
                rm "$1"/ballast*
                "$0" --send "room again" --to \(ravi) && stat -c "reserve %s again" "$1"/store.sqlite.reserve
                "$0" list messages
            ' "$0" '\(us.dataDirectory)'
            """)
        await world.server.stop()

        let lines = outcome.output.split(separator: "\n").map(String.init)
        #expect(lines.contains("reserve 8388608 600") && lines.contains("given up"), "\(outcome)")
        #expect(lines.contains("status 74") && lines.contains("reserve 8388608 again"), "\(outcome)")
        let listed = lines.suffix(3).joined()
        #expect(listed.contains("sent") && listed.contains("on a full disk"), "\(outcome)")
        #expect(listed.contains("room again") && !listed.contains("too much"), "\(outcome)")
    }

    @Test func theInterfaceTellsWhenTheSpaceThatWasSetAsideIsInUse() async throws {
        let world = try await LocalAccounts.start()
        let (us, peer) = (try await world.person("+919876543210"), try await world.person(ravi))
        guard try await canMount(us) else { return }
        _ = try await peer.run("--send", "hi", "--to", "+919876543210")
        let small = """
            cp -a "$1" "$1.copy" && mount -t tmpfs -o size=40m,mode=700 tmpfs "$1" && cp -a "$1.copy"/. "$1" && exec "$0"
            """
        try await TerminalSession.open(
            columns: 120, command: ["unshare", "-m", "bash", "-c", small, Program.path, us.dataDirectory],
            environment: us.environment
        ) { terminal in
            try await terminal.wait(for: "the greeting") { $0.contains("online") && $0.contains("hi") }
            let inside = "nsenter -m -t \(try await terminal.processID()) bash -c"
            let filled = try await us.runShell(
                "\(inside) 'dd if=/dev/zero of=\"\(us.dataDirectory)/ballast\" bs=4k 2>/dev/null; ls \"\(us.dataDirectory)\"'"
            )
            #expect(filled.output.contains("store.sqlite.reserve"), "\(filled)")
            try await terminal.type("still stored", "Enter")
            try await terminal.wait(forText: "The disk is full. What you write is stored in the last 8 MB")
            try await terminal.wait(for: "the message") { $0.contains("still stored") && $0.contains("sent") }
            try await terminal.press("C-q")
            try await terminal.waitUntilEnded()
        }
        await world.server.stop()
    }

    /// A disk that is full when something arrives, while nobody types: the user is told, and the message comes later.
    @Test func theInterfaceTellsThatWhatArrivesCannotBeStored() async throws {
        let world = try await LocalAccounts.start()
        let (us, peer) = (try await world.person("+919876543210"), try await world.person(ravi))
        _ = try await peer.run("--send", "hi", "--to", "+919876543210")
        var shim = try FaultShim(directory: us.dataDirectory)
        shim.fault = "write:ENOSPC:1:sticky"
        shim.armedBy = us.home.path + "/full"
        try await TerminalSession.open(
            columns: 120, command: [Program.path], environment: us.environment.merging(shim.environment) { $1 }
        ) { terminal in
            try await terminal.wait(for: "the greeting") { $0.contains("online") && $0.contains("hi") }
            _ = FileManager.default.createFile(atPath: us.home.path + "/full", contents: nil)
            _ = try await peer.run("--send", "are you there?", "--to", "+919876543210")
            try await terminal.wait(forText: "The disk is full")
            try FileManager.default.removeItem(atPath: us.home.path + "/full")
            try await terminal.wait(forText: "are you there?")
            try await terminal.press("C-q")
            try await terminal.waitUntilEnded()
        }
        await world.server.stop()
    }

    @Test(arguments: [false, true])
    func aDirectoryThatCannotBeWrittenOpensForReading(wasClosed: Bool) async throws {
        let us = try await account()
        guard try await canMount(us) else { return }
        // Whoever closes the store last copies the log into the file.
        let other = try MessageStore.open(path: us.dataDirectory + "/store.sqlite")
        _ = try await us.run("--send", "remember", "--to", ravi, "--queue")
        if wasClosed { try other.close() }
        let log = us.dataDirectory + "/store.sqlite-wal"
        #expect(FileManager.default.fileExists(atPath: log) == !wasClosed)
        let outcome = try await us.runShell(
            """
            exec unshare -m bash -c '
                set -e
                rm -f "$1"/store.sqlite-shm
                mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"
                "$0" list messages
                "$0" status
                "$0" --send "no" --to \(ravi) --queue || echo "status $?"
            ' "$0" '\(us.dataDirectory)'
            """)

        #expect(outcome.output.contains("remember"), "\(outcome)")
        #expect(outcome.output.contains("can only be read"), "\(outcome)")
        #expect(outcome.output.contains("status 74"), "\(outcome)")
        #expect(outcome.errors.contains("The message store cannot be written"), "\(outcome)")
        if !wasClosed { try other.close() }
    }

    @Test func aDamagedStoreIsRecoveredAndTheUserTold() async throws {
        let us = try await account()
        _ = try await us.run("--send", "still here", "--to", ravi, "--queue")
        try damageFile(of: us)

        let looked = try await us.run("list", "messages")
        let sent = try await us.run("--send", "and this", "--to", ravi, "--queue")
        let status = try await us.run("status")
        let outbox = try await us.run("list", "outbox", "--json")

        #expect(looked.status == 74 && looked.errors.contains("is damaged"), "\(looked)")
        #expect(
            sent.status == 0 && sent.errors.contains("The message store was damaged. All of it was recovered"),
            "\(sent)")
        #expect(sent.errors.contains("1 message, one of them unsent and set aside"), "\(sent)")
        #expect(status.output.contains("recovered\t") && status.output.contains("store.sqlite.corrupt-"), "\(status)")
        let states = try outbox.objects().compactMap { $0["state"] as? String }
        #expect(states == ["parked", "queued"], "\(outbox)")
    }

    @Test func theInterfaceTellsOfARecoveredStore() async throws {
        let us = try await account()
        _ = try await us.run("--send", "still here", "--to", ravi, "--queue")
        try damageFile(of: us)

        try await TerminalSession.open(columns: 120, command: [Program.path], environment: us.environment) { terminal in
            let told = try await terminal.wait(for: "the notice and what was recovered") { screen in
                screen.contains("The message store was damaged. All of it was recovered")
                    && screen.contains("still here")
            }
            #expect(told.contains("parked") || told.contains("set aside"), "it does not go out by itself:\n\(told)")
            try await terminal.press("C-q")
            try await terminal.waitUntilEnded()
        }
    }

    @Test func theInterfaceTellsOfAStoreThatCanOnlyBeReadAndKeepsWhatIsTyped() async throws {
        let us = try await account()
        guard try await canMount(us) else { return }
        _ = try await us.run("--send", "remember", "--to", ravi, "--queue")
        let readOnly = """
            mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && exec "$0"
            """
        try await TerminalSession.open(
            columns: 120, command: ["unshare", "-m", "bash", "-c", readOnly, Program.path, us.dataDirectory],
            environment: us.environment
        ) { terminal in
            try await terminal.wait(for: "the notice and the history") { screen in
                screen.contains("Opened for reading only, nothing is sent or received.") && screen.contains("remember")
            }
            try await terminal.type("not lost", "Enter")
            try await terminal.wait(for: "the refusal, and the text once, in the composer") { screen in
                screen.contains("The message store cannot be written")
                    && screen.components(separatedBy: "not lost").count == 2
            }
            try await terminal.press("C-q")
            try await terminal.waitUntilEnded()
        }
    }

    /// Overwrites the beginning of the database file.
    private func damageFile(of program: Program) throws {
        // Closing it copies the log into the file that is damaged now.
        try MessageStore.open(path: program.dataDirectory + "/store.sqlite").close()
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: program.dataDirectory + "/store.sqlite"))
        try file.write(contentsOf: Data(repeating: 0x2A, count: 100))
        try file.close()
    }

    private func account() async throws -> Program {
        let world = try await LocalAccounts.start()
        let program = try await world.person("+919876543210")
        await world.server.stop()
        return program
    }

    /// Opens the store without faults: each confirmed message waits, once, and nothing is broken.
    private func expect(_ confirmed: Set<String>, queuedBy program: Program) async throws {
        let store = try MessageStore.open(path: program.dataDirectory + "/store.sqlite")
        let waiting = try await store.outboxItems().map(\.messageID.rawValue)
        #expect(confirmed.subtracting(waiting).isEmpty)
        #expect(Set(waiting).count == waiting.count)
        #expect(try await store.complaints().isEmpty)
        try store.close()
    }

    private func canMount(_ program: Program) async throws -> Bool {
        let tried = try await program.runShell(
            "mkdir -p '\(program.home.path)/m' && unshare -m mount -t tmpfs tmpfs '\(program.home.path)/m'")
        if tried.status != 0 { print("skipped: file systems cannot be mounted here: \(tried.errors)") }
        return tried.status == 0
    }
}

extension Program {
    func run(_ arguments: String..., shim: FaultShim) async throws -> Outcome {
        let assignments = shim.environment.map { "\($0.key)=\($0.value)" }.sorted()
        let words = (["env"] + assignments + [try Self.path] + arguments).map { "'\($0)'" }
        return try await runShell("exec " + words.joined(separator: " "))
    }
}
