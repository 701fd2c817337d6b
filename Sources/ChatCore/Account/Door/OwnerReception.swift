import ChatModel

/// Serves the guests at the owner's door: tells each what the link does, and does what they ask.
package actor OwnerReception {
    private let door: OwnerDoor
    private let client: ChatClient
    private var guests: [ObjectIdentifier: LineChannel] = [:]
    /// The last words about the link, for guests who come later.
    private var state = ConnectionState.connecting
    private var heard: ClientEvent?
    private var synchronized: ClientEvent?
    private let clock = ContinuousClock()
    private var lastRetry: ContinuousClock.Instant?
    /// Those who are served at a time.
    private static let capacity = 64
    /// Between two attempts that guests ask for: a loop of scripts must not hammer the server.
    private static let retryPause = Duration.seconds(5)

    package init(door: OwnerDoor, client: ChatClient) {
        self.door = door
        self.client = client
    }

    /// Serves until the door is closed.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for await guest in door.guests {
                guard guests.count < Self.capacity, let line = DoorLine(.connection(state))?.text,
                    guest.send(line)
                else {
                    guest.close()
                    continue
                }
                guests[ObjectIdentifier(guest)] = guest
                for case let line? in [heard, synchronized].map({ $0.flatMap(DoorLine.init)?.text }) {
                    guest.send(line)
                }
                group.addTask { await self.serve(guest) }
            }
            for guest in guests.values { guest.close() }
        }
    }

    /// Passes on what the client tells.
    package func tell(_ event: ClientEvent) {
        switch event {
        case .connection(let state): self.state = state
        case .heard: heard = event
        case .synchronized: synchronized = event
        default: break
        }
        guard let line = DoorLine(event)?.text else { return }
        for guest in guests.values { guest.send(line) }
    }

    private func serve(_ guest: LineChannel) async {
        for await line in guest.lines {
            guard let request = DoorLine(text: line)?.request else { continue }
            switch request {
            case .typing(let isTyping, let conversation): await client.sendTyping(isTyping, in: conversation)
            case .retryNow: await retryNow()
            case .synchronize: await client.synchronize()
            case .leave: await client.stop()
            }
        }
        guests[ObjectIdentifier(guest)] = nil
    }

    private func retryNow() async {
        if let last = lastRetry, clock.now - last < Self.retryPause { return }
        lastRetry = clock.now
        await client.retryNow()
    }
}
