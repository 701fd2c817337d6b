import ChatCore
import ChatModel
import ChatStore
import ChatWire
import Foundation
import Logging

/// `--send` without a socket: while nobody owns the connection, this process takes the right to it and hands its
/// messages over by HTTP, the earlier ones of the same conversations first.
final class RESTDelivery {
    private let assembly: Assembly
    private let sender: RESTSender
    /// Told what keeps the messages here.
    private let report: (ConnectionState) -> Void

    /// nil where the design cannot.
    init?(assembly: Assembly, report: @escaping (ConnectionState) -> Void) throws {
        guard let sender = try assembly.restSender() else { return nil }
        self.assembly = assembly
        self.sender = sender
        self.report = report
    }

    /// Sends until nothing of these conversations waits.
    ///
    /// - Returns: false when it has to be done over a socket: another process owns the connection, or the server knows
    ///   no such call after all.
    func run(_ conversations: Set<ConversationID>) async throws -> Bool {
        let path = assembly.directory.lockPath
        guard let owner = try ConnectionOwner.tryAcquire(path: path, purpose: AccountLink.Purpose.send.rawValue) else {
            return false
        }
        defer { owner.release() }
        let epoch = try await assembly.store.takeOwnership(processID: getpid())
        try await assembly.store.setCheckpointing(true)
        await assembly.store.setReserveAside()
        assembly.log.info("sending without a socket")
        do {
            let isDone = try await send(conversations, as: epoch)
            try? await assembly.store.endCheckpointing()
            return isDone
        } catch {
            try? await assembly.store.endCheckpointing()
            throw error
        }
    }

    private func send(_ conversations: Set<ConversationID>, as epoch: OwnerEpoch) async throws -> Bool {
        var backoff = Backoff()
        let start = SystemClock.now()
        while true {
            do {
                switch try await sender.sendNext(of: conversations, at: SystemClock.now(), as: epoch) {
                case .done: return true
                case .needsLink: return false
                case .progress: backoff = Backoff()
                case .silent: try await pause(&backoff, since: start, reason: "The server did not answer.")
                }
            } catch let error as ClientError {
                switch Trouble(error) {
                case .unsupported: return false
                case .signedOut:
                    report(.signedOut(reason: error.message))
                    return true
                case .passing(let retryAfter):
                    try await pause(&backoff, since: start, reason: error.message, retryAfter: retryAfter)
                case .ours: throw error
                }
            }
        }
    }

    private func pause(
        _ backoff: inout Backoff, since start: Timestamp, reason: String, retryAfter: Duration? = nil
    ) async throws {
        let delay = backoff.failed(now: .zero, retryAfter: retryAfter, fraction: Double.random(in: 0...1))
        let retryAt = SystemClock.now().advanced(byMilliseconds: delay.milliseconds)
        report(.waiting(since: start, retryAt: retryAt, reason: reason))
        assembly.log.info("not sent", metadata: ["reason": "\(reason)"])
        try await ContinuousClock().sleep(for: delay)
    }
}

/// What is to be done about a failure to send by HTTP.
private enum Trouble {
    case unsupported
    case signedOut
    /// It may be over at the next attempt, which the server may have asked to put off.
    case passing(retryAfter: Duration?)
    /// No server's doing.
    case ours

    init(_ error: ClientError) {
        switch error {
        case .answer(.unavailable(_, let seconds), _): self = .passing(retryAfter: seconds.map { .seconds($0) })
        case .answer: self = .unsupported
        case .link(let failure, _) where failure.endsTheSession: self = .signedOut
        case .link: self = .passing(retryAfter: nil)
        default: self = .ours
        }
    }
}
