/// The words of a specification, one after another, and the sentences for those that are wrong.
struct FaultWords {
    private var rest: ArraySlice<String>

    init(_ text: String) {
        rest = text.split(whereSeparator: \.isWhitespace).map(String.init)[...]
    }

    mutating func next() -> String? { rest.popFirst() }

    /// Takes the next word if it is one of these.
    @discardableResult
    mutating func skip(_ words: String...) -> Bool {
        guard let word = rest.first, words.contains(word) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func count(_ name: String, _ wanted: String) throws(FaultSpecificationError) -> Int {
        let word = next() ?? ""
        guard let count = FaultText.count(word) else { throw needs(name, wanted, word) }
        return count
    }

    mutating func number(
        _ name: String, in range: ClosedRange<Int>, _ wanted: String
    ) throws(FaultSpecificationError) -> Int {
        let word = next() ?? ""
        guard let number = Int(word), range.contains(number) else { throw needs(name, wanted, word) }
        return number
    }

    mutating func duration(_ name: String) throws(FaultSpecificationError) -> Duration {
        let word = next() ?? ""
        guard let duration = FaultText.duration(word) else { throw needs(name, "a time such as 5s", word) }
        return duration
    }

    /// The next word if it is a time.
    mutating func optionalDuration() -> Duration? {
        guard let duration = rest.first.flatMap({ FaultText.duration($0) }) else { return nil }
        rest.removeFirst()
        return duration
    }

    func wrong(_ word: String, _ what: String) -> FaultSpecificationError {
        FaultSpecificationError(word: word, message: "In a fault, “\(word)” \(what).")
    }

    func unknown(_ name: String) -> FaultSpecificationError {
        let message =
            switch name {
            case "": "A fault has no name. Faults: \(Self.names.joined(separator: ", "))."
            case "dns-fail":
                "“dns-fail” comes before any proxy is asked: give the client a name that does not exist, such as"
                    + " http://nowhere.invalid."
            case "clock": "“clock” is no fault of a link: a proxy cannot move the client's clock."
            default: "There is no fault “\(name)”. Faults: \(Self.names.joined(separator: ", "))."
            }
        return FaultSpecificationError(word: name, message: message)
    }

    private func needs(_ name: String, _ wanted: String, _ word: String) -> FaultSpecificationError {
        let found = word.isEmpty ? "" : ", not “\(word)”"
        return FaultSpecificationError(
            word: word.isEmpty ? name : word, message: "The fault “\(name)” needs \(wanted)\(found).")
    }

    static let names = [
        "latency", "bandwidth", "timeout", "reset", "slow-close", "slice", "limit", "drop", "dup", "reorder", "corrupt",
        "delay-ack", "no-ack", "close", "http", "half-open", "drop-after-write", "second-login", "tls-fail",
    ]
}
