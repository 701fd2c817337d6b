import ChatWire
import Testing

/// Mutated recordings: whatever the bytes, decoding ends, and what it keeps is not much larger than what came.
@Suite struct RandomFrameTests {
    private static let rounds = 5_000

    @Test(arguments: ServerDesign.all, [1, 20_260_401] as [UInt64])
    func mutatedFramesAreAlwaysKeptOrUnderstood(design: ServerDesign, seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        let isBinary = design.capabilities.speaksBinary
        let corpus = try corpus(of: design)
        var counts = (envelopes: 0, unreadable: 0)
        for _ in 0..<Self.rounds {
            let bytes = mutate(corpus, using: &generator)
            let frame = isBinary ? Frame.binary(bytes) : .text(String(decoding: bytes, as: UTF8.self))

            let items = design.codec.decode(frame)

            var kept = 0
            for item in items {
                switch item {
                case .pong: break
                case .envelope(let envelope):
                    counts.envelopes += 1
                    kept += envelope.notation.utf8.count
                    // Writing what was read may be refused, but never traps.
                    _ = try? design.codec.encode(envelope)
                case .unreadable(_, let raw):
                    counts.unreadable += 1
                    kept += raw.byteCount
                }
            }
            // Every byte may become U+FFFD (3 bytes) or an escape (6 bytes) when it is written down.
            #expect(kept <= 8 * bytes.count + 200)
        }
        #expect(counts.envelopes > Self.rounds / 50)
        #expect(counts.unreadable > Self.rounds / 50)
    }

    private func corpus(of design: ServerDesign) throws -> [[UInt8]] {
        try Vector.frames(in: design.release).compactMap { vector in
            switch vector.frame {
            case .text(let text) where !design.capabilities.speaksBinary: Array(text.utf8)
            case .binary(let bytes) where design.capabilities.speaksBinary: bytes
            default: nil
            }
        }
    }

    @Test func randomBytesAreNeverATrap() throws {
        var generator = SeededGenerator(state: 7)
        let alphabet = Array(#"{}[]",:\u0d8d01.-+eE trufalsn"#.utf8)
        for _ in 0..<Self.rounds {
            let count = Int.random(in: 0..<40, using: &generator)
            let bytes = (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let value = try? JSONValue.parse(text) else { continue }
            #expect(try JSONValue.parse(value.text) == value, "\(text)")
        }
    }

    private func mutate(_ corpus: [[UInt8]], using generator: inout SeededGenerator) -> [UInt8] {
        var bytes = corpus.randomElement(using: &generator) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<7, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 2: bytes.remove(at: place)
            case 3: bytes.removeSubrange(place...)
            case 4: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
            case 5:
                let other = corpus.randomElement(using: &generator) ?? []
                bytes.replaceSubrange(place..., with: other.suffix(other.count / 2))
            default:
                let quoted = JSONValue.array([.string(String(decoding: bytes, as: UTF8.self)), 5])
                bytes = Array(quoted.text.utf8)
            }
        }
        return bytes
    }
}
