import FaultProxy

/// What stands between the clients of a schedule and their server.
protocol Trouble: Sendable {
    /// Where clients connect to.
    var url: String { get }
    /// Told at each step of the schedule: a chance to make other trouble.
    func turn() async
    /// From now on the network is sound; what is broken already stays so until somebody notices.
    func end() async
    func stop() async
    /// How often which trouble was made.
    var drawn: [String: Int] { get async }
}

/// The fault proxy with one set of faults after another, and peace in between.
actor ProxyTrouble: Trouble {
    nonisolated let url: String
    private let proxy: FaultProxy
    private var dice: Dice
    private var sets: [[Fault]]
    private(set) var drawn: [String: Int] = [:]

    init(server: String, seed: UInt64) async throws {
        proxy = try await FaultProxy.start(to: server, seed: seed)
        url = proxy.url
        dice = Dice(seed: seed, part: "proxy")
        sets = FaultSchedule.random(seed: seed).steps.map(\.faults)
    }

    func turn() async {
        guard dice.isLucky(0.3) else { return }
        guard dice.isLucky(0.6), !sets.isEmpty else { return await proxy.set([]) }
        let faults = sets.removeFirst()
        for fault in faults { drawn[String("\(fault)".prefix { $0 != " " }), default: 0] += 1 }
        await proxy.set(faults)
    }

    func end() async {
        await proxy.set([])
    }

    func stop() async {
        await proxy.stop()
    }
}
