import ChatWire

/// One open connection with the loops that live and end with it.
struct Link: Sendable {
    let connection: any Connection
    var liveness: Liveness
    /// What `liveness` decided and nobody has done yet.
    var pulseActions: [Liveness.Action]
    /// The machine has slept too long for the link to be alive.
    var isStale = false
    /// A PING control frame is to be sent.
    var isPingAsked = false

    /// Finds and writes what waits.
    let outbox: WakeLoop
    /// Records what was taken, and what may be written next.
    let ledger: WakeLoop
    /// Takes frames into the store.
    let inbox: WakeLoop
    let receipts: WakeLoop
    /// Sends again what nobody has confirmed.
    let repair: WakeLoop
    /// Watches over the link's life.
    let pulse: WakeLoop
    /// Waits for the answers of PINGs, which `pulse` must not.
    let ping: WakeLoop
    let sync: WakeLoop
    let groups: WakeLoop
    /// Ends the link when the client stops, or for `refusal`.
    let control: WakeLoop
    /// Why the link has to end although it works: the server takes our key no more.
    var refusal: LinkFailure?
    /// Group operations that the outbox hands over to be done.
    let groupOperations: AsyncStream<Outbox.Entry>
    let groupOperationSink: AsyncStream<Outbox.Entry>.Continuation

    init(
        connection: any Connection, checksMapping: Bool, isDoubted: Bool, limits: Liveness.Limits,
        clock: any Clock<Duration>, uptime: Uptime
    ) {
        self.connection = connection
        liveness = Liveness(now: uptime.now, checksMapping: checksMapping, isDoubted: isDoubted, limits: limits)
        pulseActions = liveness.opened(now: uptime.now)
        let loop = { WakeLoop(clock: clock, uptime: uptime) }
        outbox = loop()
        ledger = loop()
        inbox = loop()
        receipts = loop()
        repair = loop()
        pulse = loop()
        ping = loop()
        sync = loop()
        groups = loop()
        control = loop()
        (groupOperations, groupOperationSink) = AsyncStream.makeStream()
    }
}
