import ChatCore
import ChatNetwork
import ChatWire

/// The echo protocol of the Autobahn TestSuite's fuzzing server, spoken with the program's own transport.
///
/// Everything that a case provokes is its business: a link that ends with an error ends the case, not the run.
nonisolated struct AutobahnSuite: Sendable {
    private let url: String
    private let agent: String
    private let asksForVerdicts: Bool
    private let transport: any Transport

    init(url: String, agent: String, asksForVerdicts: Bool = false) {
        var options = NetworkOptions()
        // Section 9 sends messages of 16 MiB, also in fragments of 64 bytes.
        options.maximumMessageBytes = 32 << 20
        options.maximumTinyFragments = .max
        options.allowsPlainText = true
        self.url = url
        self.agent = Self.escaped(agent)
        self.asksForVerdicts = asksForVerdicts
        transport = WebSocketTransport(options: options)
    }

    /// Runs the cases and lets the server write its report.
    ///
    /// - Parameters:
    ///   - chosen: the cases' numbers, from 1; none means all.
    ///   - progress: hears one line a case.
    /// - Throws: `ProgramError` or `TransportError` when the server cannot be reached or is no such suite.
    func run(only chosen: [Int], progress: @Sendable (String) -> Void) async throws -> AutobahnReport {
        let clock = ContinuousClock()
        let start = clock.now
        let count = try await caseCount()
        if let number = chosen.first(where: { $0 > count }) {
            throw ProgramError.usage("There is no case \(number): the suite has \(count).")
        }
        var report = AutobahnReport()
        for number in chosen.isEmpty ? Array(stride(from: 1, through: count, by: 1)) : chosen {
            try Task.checkCancellation()
            progress("case \(number) of \(count)")
            try await echo(try await connect("/runCase?case=\(number)&agent=\(agent)"))
            report.count += 1
            if asksForVerdicts { report.add(try await verdict(of: number), case: number) }
        }
        _ = try await answer(to: "/updateReports?agent=\(agent)")
        report.duration = clock.now - start
        return report
    }

    private func caseCount() async throws -> Int {
        guard let text = try await answer(to: "/getCaseCount"), let count = Int(text), count >= 0 else {
            throw ProgramError.layer(
                message: "The server at \(url) is not the Autobahn TestSuite: it did not tell how many cases it has.",
                code: "protocol", status: .protocolError)
        }
        return count
    }

    /// What the server holds of a case: `OK`, `NON-STRICT`, `FAILED` and more.
    private func verdict(of number: Int) async throws -> String {
        let text = try await answer(to: "/getCaseStatus?case=\(number)&agent=\(agent)") ?? ""
        let words = text.split(separator: "\"")
        guard let name = words.firstIndex(of: "behavior"), words.indices.contains(name + 2) else { return "unknown" }
        return String(words[name + 2])
    }

    /// The first text message that a path of the suite sends before it closes.
    private func answer(to path: String) async throws -> String? {
        let connection = try await connect(path)
        var text: String?
        do {
            for try await case .text(let message) in connection.frames where text == nil { text = message }
        } catch is TransportError {
            // The suite may drop the line once it has said what it had to say.
        }
        await connection.close()
        return text
    }

    /// Sends every message back until the link ends, however it ends.
    private func echo(_ connection: any Connection) async throws {
        do {
            for try await frame in connection.frames { try await connection.send(frame) }
        } catch is TransportError {
            // Most cases break the protocol on purpose.
        }
        await connection.close()
    }

    private func connect(_ path: String) async throws -> any Connection {
        do {
            return try await transport.connect(ConnectRequest(server: url, path: path, headers: []))
        } catch .unreachable(_, let reason) {
            throw ProgramError.unreachable(
                "Can't reach the Autobahn TestSuite at \(url): \(reason). Start it with: wstest -m fuzzingserver")
        }
    }

    /// Percent-encodes what is no unreserved character: RFC 3986, section 2.3.
    private static func escaped(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += "%" + (hex.count == 1 ? "0" : "") + hex
            }
        }
    }
}
