import ChatModel
import ChatServer
import ChatStore
import ChatTestSupport
import ChatWire
import Foundation
import Glibc

/// Three accounts and a group on one server, and the processes that live and die there.
struct KillStage: Sendable {
    let run: KillRun
    let accounts: [KillAccount]
    let group: ConversationID
    let ledger: KillLedger
    /// The calls at which a process of each role can die.
    let points: [Role: [CrashPoint]]

    enum Role: String, CaseIterable, Sendable {
        /// Owns the connection: sends what is queued, receives, writes receipts.
        case owner
        /// Stores one message and ends.
        case enqueuer
    }

    private static let users = ["+919876543210", "+919812345678", "+14155550123"].map { UserID($0) }

    // MARK: Setting

    static func set(
        _ run: KillRun, server: LocalServer, design: ServerDesign, ledger: KillLedger
    ) async throws -> KillStage {
        var accounts: [KillAccount] = []
        for (number, user) in users.enumerated() {
            accounts.append(
                try await KillAccount.logIn(
                    user, server: server, design: design.name, path: run.path,
                    directory: run.directory + "/account\(number)"))
        }
        let group = try await accounts[0].createGroup(
            "Torture", with: Array(users.dropFirst()), server: server.url, design: design)
        let stage = KillStage(run: run, accounts: accounts, group: group, ledger: ledger, points: [:])
        let points = try await stage.findPoints()
        return KillStage(run: run, accounts: accounts, group: group, ledger: ledger, points: points)
    }

    /// Lets every role work once undisturbed, and counts its calls.
    private func findPoints() async throws -> [Role: [CrashPoint]] {
        let shims = try accounts.map { account in
            var shim = try FaultShim(directory: account.program.directory)
            shim.countTo = account.program.directory + "/calls.txt"
            return shim
        }
        let leashes = accounts.map { _ in Leash() }
        var points: [Role: [CrashPoint]] = [:]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, account) in accounts.enumerated() {
                group.addTask {
                    _ = try await account.program.run(["receive", "--json"], shim: shims[index], leash: leashes[index])
                }
            }
            for account in accounts {
                let isMember = try await account.wait(atMost: run.options.quietWithin) { store in
                    try await !store.groups().isEmpty
                }
                guard isMember else { throw KillRun.Trouble.silent("no group for \(account.user.rawValue)") }
            }
            points[.enqueuer] = try await countEnqueuer()
            await ledger.beginRound(kills: .max, messages: 30)
            var script = self.script(for: 0)
            for _ in 1...20 { try await enqueue(script.next(), from: accounts[0], planned: nil) }
            try await waitForQuiet()
            for leash in leashes { await leash.send(SIGTERM) }
            try await group.waitForAll()
        }
        points[.owner] = CrashPoint.all(in: try FaultShim.counts(in: shims[0].countTo ?? ""), limit: 24)
            .merged(with: CrashPoint.all(in: try FaultShim.counts(in: shims[1].countTo ?? ""), limit: 24))
        return points
    }

    private func countEnqueuer() async throws -> [CrashPoint] {
        let account = accounts[0]
        var shim = try FaultShim(directory: account.program.directory)
        shim.countTo = account.program.directory + "/enqueuer-calls.txt"
        var script = script(for: 0, part: "count")
        let message = script.next()
        await ledger.ask(message)
        let outcome = try await account.program.run(arguments(for: message), shim: shim)
        guard outcome.ending == .exited(0) else { throw KillRun.Trouble.silent(outcome.errors) }
        await ledger.acknowledge(message.id)
        return CrashPoint.all(in: try FaultShim.counts(in: shim.countTo ?? ""), limit: 16)
    }

    func script(for index: Int, part: String = "") -> MessageScript {
        MessageScript(
            dice: Dice(seed: run.options.seed, part: "\(part) messages of \(index) after"),
            sender: accounts[index].user, others: accounts.map(\.user).filter { $0 != accounts[index].user },
            group: group, prefix: part + "\(index)")
    }

    func arguments(for message: Asked) -> [String] {
        let isGroup = message.conversation == group
        let to =
            isGroup
            ? ["--to-group", group.rawValue] : ["--to", message.receivers.first?.rawValue ?? message.sender.rawValue]
        return ["--send", message.text, "--queue", "--json", "--id", message.id.rawValue] + to
    }
}

extension [CrashPoint] {
    fileprivate func merged(with other: [CrashPoint]) -> [CrashPoint] {
        self + other.filter { !contains($0) }
    }
}
