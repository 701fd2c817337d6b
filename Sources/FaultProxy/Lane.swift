import NIOCore

/// One direction of one connection: decides what happens to each unit that comes by, without input or output.
///
/// The same faults, seed and units give the same verdicts: every fault has a generator of its own for each lane, and
/// draws from it for each unit that it could happen to.
struct Lane {
    /// What comes by.
    enum Unit {
        /// Bytes that are no frame of a socket.
        case bytes(count: Int)
        case frame(WireFrame)
    }

    /// How the unit's connection ends with it.
    enum Ending: Hashable {
        case reset
        /// An orderly end of TCP.
        case drop
        case close(Int, toServer: Bool)
        /// Nothing passes any more; both sides are ended after the time.
        case hole(endsAfter: Duration?)
        /// The server never hears of it.
        case deadSocket
    }

    /// What happens to one unit.
    struct Verdict {
        /// The faults that happened, for the log.
        var fired: [Fault] = []
        /// How often the unit arrives.
        var copies = 1
        var delay = Duration.zero
        /// A delay that lets later units pass.
        var detachedDelay: Duration?
        /// The number of units to hold before they go in the opposite order.
        var holdUntil: Int?
        /// A place among the unit's bits.
        var flippedBit: Int?
        var sliceBytes: Int?
        var bytesPerSecond: Int?
        /// How many of the unit's bytes pass; nil: all.
        var passes: Int?
        var ending: Ending?
        /// Another login is to be made, for so long.
        var login: Login?

        enum Login: Hashable {
            case lasting(Duration?)
        }
    }

    fileprivate struct Armed {
        var fault: Fault
        var generator: SplitMix
        var messages = 0
        var bytes = 0
        /// How many more frames it happens to; nil: any number.
        var left: Int?
        var hasFired = false
    }

    let direction: Direction
    let connection: Int
    private var armed: [Armed] = []

    init(_ direction: Direction, connection: Int) {
        self.direction = direction
        self.connection = connection
    }

    /// Sets the faults from now on; counting begins anew.
    ///
    /// - Parameters:
    ///   - seed: of the whole proxy.
    ///   - epoch: how often faults were set before, so that the same fault draws other numbers the next time.
    mutating func arm(_ faults: [Fault], seed: UInt64, epoch: Int) {
        armed = faults.enumerated().compactMap { index, fault in
            guard fault.concerns(direction, connection: connection) else { return nil }
            let generator = SplitMix(
                seed, fault.seed ?? 0, UInt64(epoch), UInt64(index), UInt64(connection), direction == .in ? 1 : 2)
            return Armed(fault: fault, generator: generator, left: fault.budget)
        }
    }

    /// Decides over the next unit.
    mutating func judge(_ unit: Unit) -> Verdict {
        var verdict = Verdict()
        let isAcknowledgement = armed.contains { $0.fault.scope == .acknowledgements } && unit.isAcknowledgement
        for index in armed.indices {
            if unit.isMessage { armed[index].messages += 1 }
            if armed[index].happens(to: unit, isAcknowledgement: isAcknowledgement) {
                armed[index].act(on: unit, &verdict)
            }
            armed[index].bytes += unit.byteCount
        }
        return verdict
    }

    /// The delay with which the end of this lane's source reaches its target.
    var closeDelay: Duration {
        armed.reduce(.zero) { longest, armed in
            if case .slowClose(let delay) = armed.fault.kind { max(longest, delay) } else { longest }
        }
    }

    /// Decides over a request, or over a connection that begins with TLS; nil when nothing happens to it.
    mutating func judgeRequest(isTLS: Bool) -> Fault? {
        var result: Fault?
        for index in armed.indices {
            switch armed[index].fault.kind {
            case .http where !isTLS, .tlsFail where isTLS:
                armed[index].messages += 1
                if armed[index].isDue(isMessage: true), armed[index].draws(), result == nil {
                    result = armed[index].fault
                }
            default: break
            }
        }
        return result
    }
}

extension Lane.Armed {
    fileprivate mutating func happens(to unit: Lane.Unit, isAcknowledgement: Bool) -> Bool {
        guard left != 0, isDue(isMessage: unit.isMessage) else { return false }
        let isMeant =
            switch fault.scope {
            case .bytes: fault.trigger == .always || unit.isFrame
            case .socket: unit.isFrame
            case .messages: unit.isMessage
            case .acknowledgements: isAcknowledgement
            case .requests: false
            }
        guard isMeant, !(fault.endsLink && hasFired) else { return false }
        return draws()
    }

    fileprivate func isDue(isMessage: Bool) -> Bool {
        switch fault.trigger {
        case .always: true
        case .after(let count): messages > count
        case .at(let frame, _): isMessage && messages == frame
        }
    }

    fileprivate mutating func draws() -> Bool {
        fault.probability >= 1 || generator.unit() < fault.probability
    }

    fileprivate mutating func act(on unit: Lane.Unit, _ verdict: inout Lane.Verdict) {
        let isFirst = !hasFired
        hasFired = true
        left? -= 1
        if isFirst || !fault.isContinuous { verdict.fired.append(fault) }
        switch fault.kind {
        case .latency(let base, let jitter): verdict.delay += delay(base, jitter)
        case .bandwidth(let rate): verdict.bytesPerSecond = min(rate, verdict.bytesPerSecond ?? .max)
        case .slice(let size): verdict.sliceBytes = min(size, verdict.sliceBytes ?? .max)
        case .corrupt: verdict.flippedBit = bit(of: unit)
        case .drop, .noAcknowledgement, .dropAfterWrite: verdict.copies = 0
        case .duplicate: verdict.copies *= 2
        case .reorder(let count): verdict.holdUntil = count
        case .delayAcknowledgement(let delay): verdict.detachedDelay = delay
        case .secondLogin(let limit): verdict.login = .lasting(limit)
        case .limit(let limit):
            guard bytes + unit.byteCount > limit else {
                if isFirst { verdict.fired.removeLast() }
                hasFired = false
                return
            }
            verdict.end(.drop, passes: max(0, limit - bytes))
        case .reset: verdict.end(.reset, passes: passes)
        case .timeout(let limit): verdict.end(.hole(endsAfter: limit), passes: passes)
        case .halfOpen: verdict.end(.deadSocket, passes: passes)
        case .close(1006): verdict.end(.drop, passes: passes)
        case .close(let code): verdict.end(.close(code, toServer: fault.direction == .out), passes: passes)
        case .http, .tlsFail, .slowClose: break
        }
    }

    /// How many bytes of the unit still pass when the connection ends with it.
    private var passes: Int {
        if case .at(_, let byte?) = fault.trigger { byte } else { 0 }
    }

    private mutating func delay(_ base: Duration, _ jitter: Duration) -> Duration {
        guard jitter > .zero else { return base }
        return max(.zero, base + jitter * (generator.unit() * 2 - 1))
    }

    /// A bit of the payload, or of the header of a frame that has none.
    private mutating func bit(of unit: Lane.Unit) -> Int? {
        guard case .frame(let frame) = unit else { return nil }
        let count = frame.bytes.readableBytes
        if case .at(_, let byte?) = fault.trigger { return min(byte, count - 1) * 8 + generator.below(8) }
        let start = frame.headerLength < count ? frame.headerLength : 0
        return start * 8 + generator.below((count - start) * 8)
    }
}

extension Lane.Verdict {
    /// The first ending counts.
    fileprivate mutating func end(_ ending: Lane.Ending, passes: Int) {
        guard self.ending == nil else { return }
        self.ending = ending
        self.passes = passes
    }
}

extension Fault {
    /// How many frames it happens to.
    fileprivate var budget: Int? {
        switch kind {
        case .drop(let count), .duplicate(let count): count
        case .secondLogin: 1
        default: nil
        }
    }

    /// Whether it happens to everything, so that one line in the log is enough.
    fileprivate var isContinuous: Bool {
        switch kind {
        case .latency, .bandwidth, .slice, .dropAfterWrite: true
        default: false
        }
    }

    fileprivate var endsLink: Bool {
        switch kind {
        case .reset, .timeout, .halfOpen, .close, .limit: true
        default: false
        }
    }
}

extension Lane.Unit {
    var isFrame: Bool {
        if case .frame = self { true } else { false }
    }

    var isMessage: Bool {
        if case .frame(let frame) = self { frame.isMessage } else { false }
    }

    var byteCount: Int {
        switch self {
        case .bytes(let count): count
        case .frame(let frame): frame.bytes.readableBytes
        }
    }

    var isAcknowledgement: Bool {
        guard case .frame(let frame) = self, frame.isMessage else { return false }
        return FrameGlance(frame.payload, isText: frame.opcode != 2).isAcknowledgement
    }
}
