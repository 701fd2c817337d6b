extension Fault: CustomStringConvertible {
    /// The fault as `init(parsing:)` reads it.
    package var description: String {
        var words = [kind.description]
        if let direction { words.append("dir=\(direction.rawValue)") }
        if probability != 1 { words.append("p=\(probability)") }
        if let seed { words.append("seed=\(seed)") }
        switch trigger {
        case .always: break
        case .after(let count): words.append("after=\(count) frames")
        case .at(let frame, nil): words.append("at=frame \(frame)")
        case .at(let frame, let byte?): words.append("at=frame \(frame) byte \(byte)")
        }
        if let connection { words.append("conn=\(connection)") }
        return words.joined(separator: " ")
    }
}

extension Fault.Kind: CustomStringConvertible {
    package var description: String {
        switch self {
        case .latency(let base, .zero): "latency \(FaultText.words(base))"
        case .latency(let base, let jitter): "latency \(FaultText.words(base))±\(FaultText.words(jitter))"
        case .bandwidth(let rate): "bandwidth \(rate)"
        case .timeout(let limit): "timeout" + FaultText.suffix(limit)
        case .reset: "reset"
        case .slowClose(let delay): "slow-close \(FaultText.words(delay))"
        case .slice(let size): "slice \(size)"
        case .limit(let bytes): "limit \(bytes)"
        case .drop(let count): "drop \(count)"
        case .duplicate(let count): "dup \(count)"
        case .reorder(let count): "reorder \(count)"
        case .corrupt: "corrupt bit"
        case .delayAcknowledgement(let delay): "delay-ack \(FaultText.words(delay))"
        case .noAcknowledgement: "no-ack"
        case .close(let code): "close \(code)"
        case .http(let status, nil): "http \(status)"
        case .http(let status, let seconds?): "http \(status) \(seconds)s"
        case .halfOpen: "half-open"
        case .dropAfterWrite: "drop-after-write"
        case .secondLogin(let limit): "second-login" + FaultText.suffix(limit)
        case .tlsFail: "tls-fail"
        }
    }
}

/// Numbers of the vocabulary as text.
enum FaultText {
    /// Whole milliseconds as `300ms`, whole seconds as `5s`.
    static func words(_ duration: Duration) -> String {
        let milliseconds = milliseconds(duration)
        return milliseconds % 1000 == 0 && milliseconds > 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
    }

    static func suffix(_ duration: Duration?) -> String {
        duration.map { " " + words($0) } ?? ""
    }

    static func milliseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
    }

    /// Reads `300ms`, `5s`, `2m` or a bare number of milliseconds, up to a day.
    static func duration(_ text: some StringProtocol) -> Duration? {
        let units: [(String, Double)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("", 1)]
        for (unit, milliseconds) in units where text.hasSuffix(unit) {
            guard let number = Double(text.dropLast(unit.count)), number >= 0, number * milliseconds <= 86_400_000,
                text.first.map({ $0.isNumber || $0 == "." }) == true
            else { return nil }
            return .milliseconds(Int64((number * milliseconds).rounded()))
        }
        return nil
    }

    /// Reads `4096`, `16k` or `2M`: a number of bytes or of frames, from 1.
    static func count(_ text: some StringProtocol) -> Int? {
        let factor =
            switch text.last {
            case "k": 1 << 10
            case "M": 1 << 20
            default: 1
            }
        guard let number = Int(factor == 1 ? String(text) : String(text.dropLast())),
            (1...1 << 40).contains(number), text.first?.isNumber == true
        else { return nil }
        return number * factor
    }
}
