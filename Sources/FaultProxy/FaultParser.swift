/// Why a specification of faults cannot be read; the word is the one that is wrong.
package struct FaultSpecificationError: Error, Hashable, Sendable {
    package var word: String
    /// The user's sentence.
    package var message: String
}

extension Fault {
    /// Reads a fault as the testers' page writes it: `latency 300ms±50 dir=in p=0.2`.
    package init(parsing text: String) throws(FaultSpecificationError) {
        var words = FaultWords(text)
        self.init(try Self.kind(&words))
        while let word = words.next() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw words.wrong(word, "is none of dir=, p=, seed=, after=, at=, conn=") }
            try read(String(parts[0]), String(parts[1]), word, &words)
        }
    }

    /// Reads any number of faults one after another; each begins with its name.
    package static func list(parsing text: String) throws(FaultSpecificationError) -> [Fault] {
        var groups: [[Substring]] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            if groups.isEmpty || FaultWords.names.contains(String(word)) { groups.append([]) }
            groups[groups.count - 1].append(word)
        }
        var faults: [Fault] = []
        for group in groups { faults.append(try Fault(parsing: group.joined(separator: " "))) }
        return faults
    }

    private mutating func read(
        _ name: String, _ value: String, _ word: String, _ words: inout FaultWords
    ) throws(FaultSpecificationError) {
        switch name {
        case "dir":
            guard let direction = Direction(rawValue: value) else {
                throw words.wrong(word, "is not dir=in or dir=out")
            }
            self.direction = direction
        case "p":
            guard let number = Double(value), (0...1).contains(number) else {
                throw words.wrong(word, "is not a probability from 0 to 1")
            }
            probability = number
        case "seed":
            guard let number = UInt64(value) else { throw words.wrong(word, "is not a whole number") }
            seed = number
        case "after":
            guard let number = Int(value), number >= 0 else { throw words.wrong(word, "is not a number of frames") }
            words.skip("frames", "frame")
            trigger = .after(number)
        case "at":
            trigger = try Self.place(value, word, &words)
        case "conn":
            guard let number = Int(value), number > 0 else {
                throw words.wrong(word, "is not the number of a connection, from 1")
            }
            connection = number
        default:
            throw words.wrong(word, "is none of dir=, p=, seed=, after=, at=, conn=")
        }
    }

    /// `at=frame 5`, `at=frame 5 byte 10`, or shorter `at=5`.
    private static func place(
        _ value: String, _ word: String, _ words: inout FaultWords
    ) throws(FaultSpecificationError) -> Trigger {
        let numberWord = value == "frame" ? words.next() ?? "" : value
        guard let frame = Int(numberWord), frame > 0 else {
            throw words.wrong(value == "frame" ? "\(word) \(numberWord)" : word, "is not the number of a frame, from 1")
        }
        guard words.skip("byte") else { return .at(frame: frame, byte: nil) }
        let byteWord = words.next() ?? ""
        guard let byte = Int(byteWord), byte >= 0 else {
            throw words.wrong("byte \(byteWord)", "is not a number of bytes")
        }
        return .at(frame: frame, byte: byte)
    }

    private static func kind(_ words: inout FaultWords) throws(FaultSpecificationError) -> Kind {
        let name = words.next() ?? ""
        switch name {
        case "latency": return try latency(&words)
        case "bandwidth": return .bandwidth(try words.count(name, "a number of bytes a second such as 16k"))
        case "timeout": return .timeout(words.optionalDuration())
        case "reset": return .reset
        case "slow-close": return .slowClose(words.optionalDuration() ?? .seconds(1))
        case "slice": return .slice(try words.count(name, "a number of bytes"))
        case "limit": return .limit(try words.count(name, "a number of bytes"))
        case "drop": return .drop(try words.count(name, "a number of frames"))
        case "dup": return .duplicate(try words.count(name, "a number of frames"))
        case "reorder": return .reorder(try words.count(name, "a number of frames"))
        case "corrupt":
            words.skip("bit")
            return .corrupt
        case "delay-ack": return .delayAcknowledgement(try words.duration(name))
        case "no-ack": return .noAcknowledgement
        case "close": return .close(try words.number(name, in: 1000...4999, "a close code from 1000 to 4999"))
        case "http": return try http(&words)
        case "half-open": return .halfOpen
        case "drop-after-write": return .dropAfterWrite
        case "second-login": return .secondLogin(words.optionalDuration())
        case "tls-fail": return .tlsFail
        default: throw words.unknown(name)
        }
    }

    private static func latency(_ words: inout FaultWords) throws(FaultSpecificationError) -> Kind {
        let word = words.next() ?? ""
        let parts = word.split(separator: "±", maxSplits: 1, omittingEmptySubsequences: false)
        guard let base = parts.first.flatMap({ FaultText.duration($0) }) else {
            throw words.wrong(word.isEmpty ? "latency" : word, "needs a time such as 300ms or 300ms±50")
        }
        guard parts.count == 2 else { return .latency(base, jitter: .zero) }
        guard let jitter = FaultText.duration(parts[1]) else {
            throw words.wrong(word, "needs a time such as 300ms or 300ms±50")
        }
        return .latency(base, jitter: jitter)
    }

    private static func http(_ words: inout FaultWords) throws(FaultSpecificationError) -> Kind {
        let status = try words.number("http", in: 300...599, "a status from 300 to 599")
        let seconds = words.optionalDuration().map { Int($0.components.seconds) }
        return .http(status, retryAfter: seconds)
    }
}
