import ChatModel
import Terminal

/// Keys of the popup that marks people, and what comes of it.
extension AppState {
    mutating func startGroup(named name: String = "") -> [AppEffect] {
        layers.append(.people(PeopleState(.newGroup, me: account.user, name: name, recent: list.summaries)))
        return [.searchConversations("")]
    }

    /// Asks whom to add; who may, and who is there already, is known when the members have come.
    mutating func startAdding(to conversation: Conversation, query: String = "") -> [AppEffect] {
        let people = PeopleState(
            .addition(to: conversation), me: account.user, query: query, recent: list.summaries)
        layers.append(.people(people))
        return [.searchConversations(query), .loadMembers(conversation.id)]
    }

    mutating func take(_ key: KeyEvent, in people: PeopleState) -> [AppEffect] {
        guard !people.isCreating else { return [] }
        var people = people
        let before = people.input.text
        let page = PeopleView.itemRows(size)
        var effects: [AppEffect] = []
        if let command = keys.command(for: key, in: .people) {
            switch command {
            case .back where people.step == .name: people.go(to: .people)
            case .back, .quit, .redraw: return leaveLayer(command)
            case .goOn: return goOn(people)
            case .mark where people.step == .name: return goOn(people)
            case .mark: effects = mark(&people)
            case .up: people.move(by: -1)
            case .down: people.move(by: 1)
            case .pageUp: people.move(by: -page)
            case .pageDown: people.move(by: page)
            case .deleteBack where people.input.isEmpty && people.step == .people: people.unmarkLast()
            default: people.input.perform(command)
            }
        } else if let text = key.text {
            people.input.insert(text)
        }
        if people.step == .people, people.query.text != before, effects.isEmpty {
            effects = people.queryChanged(recent: list.summaries)
        }
        replaceLayer(.people(people))
        return effects
    }

    private mutating func mark(_ people: inout PeopleState) -> [AppEffect] {
        guard people.mark() else {
            notice = Notice(.hint, "Nobody is under the cursor.")
            return []
        }
        guard !people.query.isEmpty else { return [] }
        people.query.clear()
        return people.queryChanged(recent: list.summaries)
    }

    /// From the people to the name, and from there to the group.
    private mutating func goOn(_ people: PeopleState) -> [AppEffect] {
        var people = people
        guard !people.chosen.isEmpty else {
            let key = keys.hint(for: .mark, in: .people) ?? "Enter"
            notice = Notice(.error, "Nobody is marked yet. \(key) marks who is under the cursor.")
            return []
        }
        switch (people.purpose, people.step) {
        case (.addition(let conversation), _):
            layers.removeLast()
            return change(conversation, .add(people.chosen.map(\.user)), saying: "Adding \(count(people.chosen.count))")
        case (.newGroup, .people):
            people.go(to: .name)
            replaceLayer(.people(people))
            return []
        case (.newGroup, .name):
            let title = people.name.text.trimmed
            guard !title.isEmpty else {
                notice = Notice(.error, "A group needs a name.")
                return []
            }
            people.isCreating = true
            replaceLayer(.people(people))
            return [.createGroup(title: title, people.chosen.map(\.user))]
        }
    }

    private func count(_ people: Int) -> String {
        people == 1 ? "1 person" : "\(NumberText.grouped(people)) people"
    }

    /// The new group is stored: it is opened, to be written to at once.
    mutating func openCreated(_ conversation: Conversation) -> [AppEffect] {
        if case .people(let people) = layers.last, people.purpose == .newGroup { layers.removeLast() }
        leaveListFocus()
        if conversation.id.isProvisional, !connection.isOnline {
            notice = Notice(.hint, "The group is made when the server is reached. What you write until then waits.")
        }
        return list.reload() + open(conversation, byUser: true)
    }

    /// After a failure the popup takes keys again.
    mutating func resumeCreating() {
        guard case .people(var people) = layers.last, people.isCreating else { return }
        people.isCreating = false
        replaceLayer(.people(people))
    }
}
