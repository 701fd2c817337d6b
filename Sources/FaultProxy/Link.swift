import NIOCore

/// One connection of a client and the one to the server behind it. Lives on the event loop.
final class Link {
    let number: Int
    let board: Switchboard
    let toClient: Outlet
    let toServer: Outlet
    private var requests = StreamReader(expectsHead: true)
    private var responses = StreamReader(expectsHead: false)
    private var lanes: [Direction: Lane]
    var held: [Direction: [ByteBuffer]] = [:]
    private var releases: [Direction: Scheduled<Void>] = [:]
    /// Frames of the user's last link that wait to go behind the first of this one.
    private var carried: [Direction: [ByteBuffer]] = [:]
    private var messages: [Direction: Int] = [:]
    private(set) var upgradeRequest: HTTPHead?
    private(set) var isUpgraded = false
    private var isConnecting = false
    /// Nothing passes any more.
    private(set) var isHole = false
    /// It is so because the line is dead, not because the link is over.
    private var isLineDead = false
    /// The server is not told that the client has gone.
    private var isDeadSocket = false
    private var hasClientEnded = false
    private var hasServerEnded = false

    init(number: Int, client: any Channel, board: Switchboard) {
        self.number = number
        self.board = board
        toClient = Outlet(loop: client.eventLoop)
        toServer = Outlet(loop: client.eventLoop)
        lanes = [.in: Lane(.in, connection: number), .out: Lane(.out, connection: number)]
        toClient.channel = client
    }

    func arm(_ faults: [Fault], seed: UInt64, epoch: Int) {
        for direction in Direction.allCases {
            lanes[direction]?.arm(faults, seed: seed, epoch: epoch)
            release(direction)
        }
    }

    /// Whether the sides should not be read from for a while.
    var isCongested: Bool { max(toClient.queuedBytes, toServer.queuedBytes) > 4 << 20 }

    // MARK: What the sides say

    func clientSaid(_ bytes: ByteBuffer) {
        guard !isHole, !hasClientEnded else { return }
        requests.feed(bytes)
        while !isHole, let unit = requests.next() {
            switch unit {
            case .tls: beginTunnel()
            case .head(let head): forward(head)
            case .bytes(let bytes): pass(.bytes(count: bytes.readableBytes), bytes, .out)
            case .frame(let frame): pass(.frame(frame), frame.bytes, .out)
            }
        }
    }

    func serverSaid(_ bytes: ByteBuffer) {
        guard !isHole else { return }
        responses.feed(bytes)
        while !isHole, let unit = responses.next() {
            switch unit {
            case .tls: break
            case .head(let head): answer(head)
            case .bytes(let bytes): pass(.bytes(count: bytes.readableBytes), bytes, .in)
            case .frame(let frame): pass(.frame(frame), frame.bytes, .in)
            }
        }
    }

    func clientEnded() {
        hasClientEnded = true
        carryHeld()
        if !isDeadSocket { toServer.end(after: lanes[.out]?.closeDelay ?? .zero) }
        endIfOver()
    }

    func serverEnded() {
        hasServerEnded = true
        carryHeld()
        if !isHole { toClient.end(after: lanes[.in]?.closeDelay ?? .zero) }
        endIfOver()
    }

    private func endIfOver() {
        if hasClientEnded, hasServerEnded || (toServer.channel == nil && !isConnecting) { board.forget(self) }
    }

    // MARK: HTTP

    private func beginTunnel() {
        if let fault = lanes[.out]?.judgeRequest(isTLS: true) {
            board.tell(.fault(fault), self, .out)
            // An alert of level fatal: handshake_failure, RFC 8446 section 6.
            toClient.send(ByteBuffer(bytes: [0x15, 3, 3, 0, 2, 2, 40]))
            toClient.end()
            isHole = true
        } else {
            connect()
        }
    }

    private func forward(_ head: HTTPHead) {
        if let fault = lanes[.out]?.judgeRequest(isTLS: false), case .http(let status, let retryAfter) = fault.kind {
            board.tell(.fault(fault), self, .out)
            toClient.send(ByteBuffer(string: HTTPAnswer.text(status: status, retryAfter: retryAfter)))
            toClient.end()
            isHole = true
            return
        }
        var head = head
        if head["Host"] != nil { head["Host"] = board.target.authority }
        connect()
        if head.wantsWebSocket {
            upgradeRequest = head
            requests.wait()
            responses.expectHead()
        }
        let bytes = ByteBuffer(string: head.text)
        pass(.bytes(count: bytes.readableBytes), bytes, .out)
    }

    private func answer(_ head: HTTPHead) {
        let bytes = ByteBuffer(string: head.text)
        pass(.bytes(count: bytes.readableBytes), bytes, .in)
        responses.goOn(withFrames: head.switches)
        requests.goOn(withFrames: head.switches)
        guard head.switches, let upgradeRequest, !isHole else { return }
        isUpgraded = true
        board.tell(.upgraded, self)
        carried = board.takeCarried(upgradeRequest.identity)
        for direction in carried.keys { releaseLater(direction) }
        clientSaid(ByteBuffer())
    }

    private func connect() {
        guard toServer.channel == nil, !isConnecting else { return }
        isConnecting = true
        board.connect(for: self)
    }

    func connected(_ channel: any Channel) {
        isConnecting = false
        toServer.channel = channel
        if hasClientEnded, !isDeadSocket { toServer.end() }
    }

    func cannotConnect() {
        isConnecting = false
        hasServerEnded = true
        toClient.reset()
        endIfOver()
    }

    // MARK: Faults

    private func pass(_ unit: Lane.Unit, _ bytes: ByteBuffer, _ direction: Direction) {
        let verdict = lanes[direction]?.judge(unit) ?? Lane.Verdict()
        if unit.isMessage { messages[direction, default: 0] += 1 }
        tell(verdict, unit, direction)
        if case .lasting(let limit) = verdict.login, let upgradeRequest {
            board.logIn(upgradeRequest, for: limit, self)
        }
        perform(verdict, flipped(bytes, verdict.flippedBit), direction)
        if unit.isMessage {
            if !(carried[direction] ?? []).isEmpty { release(direction) }
            board.messagePassed()
        }
    }

    private func perform(_ verdict: Lane.Verdict, _ bytes: ByteBuffer, _ direction: Direction) {
        let outlet = direction == .in ? toClient : toServer
        if let ending = verdict.ending {
            let prefix = bytes.getSlice(at: bytes.readerIndex, length: min(verdict.passes ?? 0, bytes.readableBytes))
            if let prefix { outlet.send(prefix, delay: verdict.delay) }
            return end(ending)
        }
        if let count = verdict.holdUntil, verdict.copies > 0 {
            held[direction, default: []] += Array(repeating: bytes, count: verdict.copies)
            if held[direction, default: []].count >= count {
                held[direction]?.reverse()
                release(direction)
            } else {
                releaseLater(direction)
            }
            return
        }
        for _ in 0..<verdict.copies {
            if let delay = verdict.detachedDelay {
                let bound = NIOLoopBound((outlet, self), eventLoop: board.loop)
                board.loop.scheduleTask(in: TimeAmount(delay)) {
                    let (outlet, link) = bound.value
                    if !link.isHole { outlet.send(bytes) }
                }
            } else {
                outlet.send(
                    bytes, delay: verdict.delay, slice: verdict.sliceBytes, rate: verdict.bytesPerSecond)
            }
        }
    }

    private func end(_ ending: Lane.Ending) {
        isHole = true
        switch ending {
        case .reset:
            toClient.reset()
            toServer.reset()
        case .drop:
            toClient.end()
            toServer.end()
        case .close(let code, let toServer):
            let (target, other) = toServer ? (self.toServer, toClient) : (toClient, self.toServer)
            target.send(WireFrame.close(code, masked: toServer))
            // Long enough for the other close frame to come and be thrown away.
            target.end(after: .seconds(2))
            other.end()
        case .hole(let limit):
            isLineDead = true
            guard let limit else { return }
            toClient.end(after: limit)
            toServer.end(after: limit)
        case .deadSocket:
            isLineDead = true
            isDeadSocket = true
        }
    }

    /// Ends a link whose line was dead and is no more.
    func endDeadLine() {
        guard isLineDead else { return }
        toClient.reset()
        toServer.reset()
    }

    private func flipped(_ bytes: ByteBuffer, _ bit: Int?) -> ByteBuffer {
        guard let bit else { return bytes }
        var bytes = bytes
        let place = bytes.readerIndex + bit / 8
        if let byte = bytes.getInteger(at: place, as: UInt8.self) { bytes.setInteger(byte ^ 1 << (bit % 8), at: place) }
        return bytes
    }

    // MARK: Held frames

    /// How long a frame is held for others that do not come.
    private static let patience = TimeAmount.seconds(1)

    private func releaseLater(_ direction: Direction) {
        guard releases[direction] == nil else { return }
        let bound = NIOLoopBound(self, eventLoop: board.loop)
        releases[direction] = board.loop.scheduleTask(in: Self.patience) { bound.value.release(direction) }
    }

    private func release(_ direction: Direction) {
        releases.removeValue(forKey: direction)?.cancel()
        guard !isHole, isUpgraded else { return }
        let outlet = direction == .in ? toClient : toServer
        for bytes in (held.removeValue(forKey: direction) ?? []) + (carried.removeValue(forKey: direction) ?? []) {
            outlet.send(bytes)
        }
    }

    private func carryHeld() {
        for release in releases.values { release.cancel() }
        releases = [:]
        guard let upgradeRequest else { return }
        for (direction, frames) in held.merging(carried, uniquingKeysWith: +) {
            board.carry(frames, direction, upgradeRequest.identity)
        }
        held = [:]
        carried = [:]
    }

    // MARK: Telling

    private func tell(_ verdict: Lane.Verdict, _ unit: Lane.Unit, _ direction: Direction) {
        var glance: FrameGlance?
        if case .frame(let frame) = unit, frame.isMessage, board.recordsFrames || !verdict.fired.isEmpty {
            let payload = frame.payload
            glance = FrameGlance(payload, isText: frame.opcode != 2)
            if board.recordsFrames {
                board.tell(
                    .frame(payload: payload, isText: frame.opcode != 2), self, direction, messages[direction], glance)
            }
        }
        for fault in verdict.fired {
            board.tell(.fault(fault), self, direction, unit.isMessage ? messages[direction] : nil, glance)
        }
    }
}
