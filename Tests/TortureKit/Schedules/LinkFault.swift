/// What goes wrong with one connection through the `FaultyRelay`.
enum LinkFault: Hashable, Sendable {
    enum Direction: Hashable, Sendable {
        case toServer
        case toClient
    }

    /// Nobody listens.
    case refuse
    /// The connection is reset after so many bytes of one direction, wherever in a frame that is.
    case reset(Direction, after: Int)
    /// The connection ends without a word of the WebSocket.
    case end(Direction, after: Int)
    /// From then on bytes of one direction vanish, and nobody notices: a half-open link.
    case swallow(Direction, after: Int)
    /// The same of both directions.
    case stall(after: Int)
    /// Bytes come in pieces of this size.
    case slice(Int)

    /// What may happen to a connection of a schedule; nil for nothing.
    static func draw(_ dice: inout Dice) -> LinkFault? {
        let direction: Direction = dice.isLucky(0.5) ? .toServer : .toClient
        // The upgrade takes some hundred bytes each way; a message is about as long.
        let bytes = dice.isLucky(0.3) ? dice.number(0...400) : dice.number(400...6_000)
        switch dice.number(0...9) {
        case 0: return .refuse
        case 1, 2: return .reset(direction, after: bytes)
        case 3: return .end(direction, after: bytes)
        case 4, 5: return .swallow(direction, after: bytes)
        case 6: return .stall(after: bytes)
        case 7: return .slice(dice.number(1...40))
        default: return nil
        }
    }
}

/// What becomes of the bytes of one direction of one connection.
struct LinkFilter {
    enum Verdict: Equatable {
        case pass([Range<Int>])
        /// Pass so many bytes, then reset or end the connection.
        case reset(after: Int)
        case end(after: Int)
    }

    let fault: LinkFault?
    let direction: LinkFault.Direction
    private var seen = 0

    init(_ fault: LinkFault?, _ direction: LinkFault.Direction) {
        self.fault = fault
        self.direction = direction
    }

    /// - Parameter count: bytes that have just come.
    mutating func take(_ count: Int) -> Verdict {
        let before = seen
        seen += count
        switch fault {
        case .reset(direction, let limit) where seen > limit: return .reset(after: max(0, limit - before))
        case .end(direction, let limit) where seen > limit: return .end(after: max(0, limit - before))
        case .swallow(direction, let limit) where seen > limit, .stall(let limit) where seen > limit:
            return .pass(before < limit ? [0..<(limit - before)] : [])
        case .slice(let size):
            return .pass(stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) })
        default: return .pass([0..<count])
        }
    }
}
