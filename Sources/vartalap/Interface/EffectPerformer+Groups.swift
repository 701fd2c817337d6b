import ChatCore
import ChatModel
import ChatStore
import ChatUI

/// What the interface wants of groups: queued with the messages, shown at once, done by whoever owns the connection.
extension EffectPerformer {
    func touchGroups(_ effect: AppEffect) async throws {
        switch effect {
        case .createGroup(let title, let users):
            let id = try await client.createGroup(title: title, members: users)
            guard let conversation = try await store.conversation(id) else { return }
            queue.post(.groupCreated(conversation))
        case .changeGroup(let group, .add(let users)):
            try await client.addMembers(users, to: group)
        case .changeGroup(let group, .remove(let user)):
            try await client.removeMembers([user], from: group)
        case .changeGroup(let group, .leave):
            try await client.leaveGroup(group)
        case .loadMembers(let group):
            guard let page = try await Loading.members(of: group, design: design, from: store) else { return }
            queue.post(.members(page))
        case .findConversation(let id):
            guard let current = try await store.currentID(of: id), current != id,
                let conversation = try await store.conversation(current)
            else { return }
            queue.post(.renamed(id, conversation))
        default:
            break
        }
    }
}
