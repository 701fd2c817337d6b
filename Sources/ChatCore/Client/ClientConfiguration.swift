package import ChatModel
package import ChatWire

/// Whose connection the client keeps, and the numbers it keeps it by.
package struct ClientConfiguration: Sendable, Secretive {
    package var account: Account
    /// Never logged, shown or passed as an argument.
    package var accessKey: String
    package var design: ServerDesign
    /// Where the ID token comes from, for designs that want it with every request.
    package var tokens: (any TokenSource)?
    /// What tells of good moments to try again; nil for nothing but the user and the timers.
    package var wakes: (any Wakes)?
    package var backoff = Backoff.Limits()
    package var liveness = Liveness.Limits()
    package var outbox = Outbox.Limits()
    package var repair = Repair.Limits()
    package var receipts = Receipts.Limits()
    /// For how long the server is not asked again whether a number has an account.
    package var contactsFreshFor: Duration = .seconds(86_400)
    /// From the first packet to the finished upgrade.
    package var connectTimeout: Duration = .seconds(20)
    /// Throws the dice of the backoff: a number in 0…1.
    package var jitter: @Sendable () -> Double = { Double.random(in: 0...1) }

    package init(account: Account, accessKey: String, design: ServerDesign) {
        self.account = account
        self.accessKey = accessKey
        self.design = design
    }

    /// Keeps the key out of every log line and failure message that prints this value.
    package var description: String { "ClientConfiguration(\(account.server), \(design.name))" }
}
