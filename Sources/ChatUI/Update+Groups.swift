import ChatModel
import Terminal

/// Groups: their members, and changes of them.
extension AppState {
    /// The open chat if it is a group; otherwise says so.
    private mutating func openGroup() -> Conversation? {
        guard let conversation = timeline?.conversation else {
            notice = Notice(.error, "No chat is open.")
            return nil
        }
        guard conversation.isGroup else {
            notice = Notice(.error, "\(NumberText.spaced(conversation.title)) is one person; only groups have members.")
            return nil
        }
        return conversation
    }

    mutating func showMembers(_ intent: MembersState.Intent? = nil) -> [AppEffect] {
        guard let group = openGroup() else { return [] }
        layers.append(.members(MembersState(group, intent: intent)))
        return [.loadMembers(group.id)]
    }

    mutating func addToOpenGroup(_ name: String) -> [AppEffect] {
        guard let group = openGroup() else { return [] }
        return startAdding(to: group, query: name)
    }

    /// No server design has a call for it. Source: protocol page, section 5.2.
    mutating func explainRenaming() {
        notice = Notice(.hint, "A group keeps the name that it was made with: no server can rename one.")
    }

    // MARK: The members panel

    mutating func take(_ key: KeyEvent, in members: MembersState) -> [AppEffect] {
        guard let command = keys.command(for: key, in: .members) else { return [] }
        var members = members
        switch command {
        case .up: members.move(by: -1)
        case .down: members.move(by: 1)
        case .pageUp: members.move(by: -MembersView.itemRows(size))
        case .pageDown: members.move(by: MembersView.itemRows(size))
        case .first: members.move(by: -members.entries.count)
        case .last: members.move(by: members.entries.count)
        case .open: return openMember(members)
        case .add: return add(to: members)
        case .remove:
            if let entry = members.selected { askToRemove(entry, from: members) }
            return []
        case .leave:
            askToLeave(members)
            return []
        case .rename: explainRenaming()
        case .back, .quit, .redraw: return leaveLayer(command)
        default: break
        }
        replaceLayer(.members(members))
        return []
    }

    private mutating func openMember(_ members: MembersState) -> [AppEffect] {
        guard let entry = members.selected, entry.user != account.user else { return [] }
        layers.removeLast()
        return startChat(with: entry.user, title: entry.name)
    }

    private mutating func add(to members: MembersState) -> [AppEffect] {
        guard let page = members.page else { return [] }
        if let reason = page.refusalToAdd(account.user) {
            notice = Notice(.error, reason)
            return []
        }
        return startAdding(to: members.conversation)
    }

    private mutating func askToRemove(_ entry: MembersPage.Entry, from members: MembersState) {
        guard entry.user != account.user else { return askToLeave(members) }
        if let reason = members.page?.refusalToRemove(account.user) {
            notice = Notice(.error, reason)
        } else if entry.pending == .removal {
            notice = Notice(.hint, "The removal waits for the server already.")
        } else {
            let name = entry.name ?? NumberText.spaced(entry.user.rawValue)
            layers.append(.question(.remove(entry.user, name: name, from: members.conversation)))
        }
    }

    private mutating func askToLeave(_ members: MembersState) {
        let conversation = members.conversation
        if conversation.hasLeft {
            notice = Notice(.error, "You are not in \(conversation.title) any more.")
        } else {
            let losesItsAdmin = members.page?.losesItsAdmin(without: account.user) == true
            layers.append(.question(.leave(conversation, losesItsAdmin: losesItsAdmin)))
        }
    }

    private mutating func follow(_ intent: MembersState.Intent, _ members: inout MembersState) {
        switch intent {
        case .leave:
            askToLeave(members)
        case .remove(let name):
            if let entry = members.select(named: name) {
                askToRemove(entry, from: members)
            } else {
                notice = Notice(.error, "Choose whom to remove: \"\(name)\" does not name one member.")
            }
        }
    }

    /// Members have come, for the panel or for who adds somebody.
    mutating func take(_ page: MembersPage) -> [AppEffect] {
        for index in layers.indices {
            switch layers[index] {
            case .members(var members) where members.conversation.id == page.conversation.id:
                members.take(page)
                let intent = members.intent
                members.intent = nil
                if let intent { follow(intent, &members) }
                layers[index] = .members(members)
            case .people(var people) where people.purpose == .addition(to: page.conversation):
                people.leaveOut(Set(page.present.map(\.user)), recent: list.summaries)
                layers[index] = .people(people)
                guard let reason = page.refusalToAdd(account.user) else { continue }
                layers.remove(at: index)
                notice = Notice(.error, reason)
                return []
            default: continue
            }
        }
        return []
    }

    /// Hands a change over. It is stored and shown at once; the server is told when it is reached.
    mutating func change(_ conversation: Conversation, _ request: GroupRequest, saying words: String) -> [AppEffect] {
        notice = Notice(.hint, connection.isOnline ? "\(words)." : "\(words): waits for the server.")
        return [.changeGroup(conversation.id, request)]
    }
}
