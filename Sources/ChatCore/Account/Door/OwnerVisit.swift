package import ChatModel

/// A process that does not own the connection, at the door of the one that does: it hears what the link does, and may
/// ask for what the store cannot carry. It goes on to the next owner when one ends.
package actor OwnerVisit {
    private let directory: String
    private var channel: LineChannel?

    /// - Parameter directory: the account's.
    package init(directory: String) {
        self.directory = directory
    }

    /// Tells `report` what the owners tell, until it is cancelled.
    package func run(_ report: @escaping @Sendable (ClientEvent) async -> Void) async {
        // Made before the first attempt, so that no door opens unseen between the two.
        let watch = DoorWatch(directory: directory, name: OwnerDoor.fileName)
        var openings = watch.openings.makeAsyncIterator()
        repeat {
            // An owner that is followed at once has its successor's door in the same place.
            while await visit(report), !Task.isCancelled {}
        } while await openings.next() != nil
        withExtendedLifetime(watch) {}
    }

    /// Asks the present owner; false when there is none to ask.
    @discardableResult
    package func ask(_ request: OwnerRequest) -> Bool {
        guard let channel, let line = DoorLine(request).text else { return false }
        return channel.send(line)
    }

    /// What the present owner's link does; nil when no owner says so before the task is cancelled.
    package static func connection(directory: String) async -> ConnectionState? {
        guard let socket = LocalSocket.connect(OwnerDoor.fileName, in: directory) else { return nil }
        let channel = LineChannel(socket)
        for await line in channel.lines {
            if case .connection(let state)? = DoorLine(text: line)?.event { return state }
        }
        return nil
    }

    /// Asks the present owner for one thing; false when there is none to ask.
    @discardableResult
    package static func ask(_ request: OwnerRequest, directory: String) async -> Bool {
        guard let socket = LocalSocket.connect(OwnerDoor.fileName, in: directory),
            let line = DoorLine(request).text
        else { return false }
        let channel = LineChannel(socket)
        guard channel.send(line) else { return false }
        // The owner reads of those only whom it could greet.
        for await _ in channel.lines { return true }
        return false
    }

    /// One visit, to its end; false when nobody let us in.
    private func visit(_ report: @Sendable (ClientEvent) async -> Void) async -> Bool {
        guard let socket = LocalSocket.connect(OwnerDoor.fileName, in: directory) else { return false }
        let channel = LineChannel(socket)
        self.channel = channel
        var wasLetIn = false
        for await line in channel.lines {
            wasLetIn = true
            if let event = DoorLine(text: line)?.event { await report(event) }
        }
        self.channel = nil
        channel.close()
        if wasLetIn, !Task.isCancelled { await report(.connection(.connecting)) }
        return wasLetIn
    }
}
