import ChatCore
import ChatStore
import Foundation
import Glibc

/// Kills the owners of two accounts' connections while messages arrive.
actor OwnerKiller {
    private let options: ProcessRun.Options
    private let sender: KillAccount
    private let receiver: KillAccount
    private var dice: Dice
    private(set) var kills = ProcessKills()

    init(options: ProcessRun.Options, sender: KillAccount, receiver: KillAccount) {
        self.options = options
        self.sender = sender
        self.receiver = receiver
        dice = Dice(seed: options.seed, part: "owners")
    }

    /// Kills when a random number of messages has arrived and a random moment later, until it is cancelled.
    func run() async throws {
        let count = Int64(options.total)
        let most = max(12, options.total / 25)
        var next: Int64 = 1
        for await _ in receiver.store.changes {
            while !Task.isCancelled {
                let row = try await receiver.store.newestRow()
                guard row >= next, row < count else { break }
                try? await ContinuousClock().sleep(for: .microseconds(dice.number(0...20_000)))
                if try dice.isLucky(0.2) ? killReceiver() : killSender() { next += Int64(dice.number(0...most)) }
            }
        }
    }

    private func killReceiver() throws -> Bool {
        guard try killOwner(of: receiver) != nil else { return false }
        kills.receivers += 1
        return true
    }

    private func killSender() throws -> Bool {
        switch try killOwner(of: sender) {
        case nil: return false
        case "agent": kills.agents += 1
        default: kills.senders += 1
        }
        return true
    }

    /// - Returns: what the killed process wanted the connection for; nil when nobody owned it.
    private func killOwner(of account: KillAccount) throws -> String? {
        let path = account.program.directory + "/" + ConnectionOwner.fileName
        guard let owner = ConnectionOwner.holder(path: path), let purpose = owner.purpose else { return nil }
        // Never anything but the program: the file may be read before its new owner has written into it.
        let program = URL(filePath: account.program.path).resolvingSymlinksInPath().path
        let running = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(owner.processID)/exe")
        guard running == program, kill(owner.processID, SIGKILL) == 0 else { return nil }
        return purpose
    }
}
