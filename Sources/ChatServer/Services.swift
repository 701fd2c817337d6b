import ChatModel

/// The services of one server, put together: who exists, and who listens to whom.
struct Services: Sendable {
    let profiles: ProfileService
    let pushes: PushNotificationService
    let persistence: PersistenceService
    let sockets: WebSocketGateway
    let gateway: APIGateway

    init(_ options: LocalServerOptions) async throws {
        let path: String? =
            switch options.storage {
            case .memory: nil
            case .file(let path): path
            }
        let database = try ServerDatabase(path: path)
        let (design, quirks, log) = (options.design, options.quirks, options.log)
        let broker = MessageBroker(log: log)
        profiles = ProfileService(
            database: database, codes: OneTimeCodes(now: options.now), broker: broker, log: log, now: options.now)
        pushes = PushNotificationService(form: design.form, now: options.now)
        persistence = PersistenceService(database: database, quirks: quirks, now: options.now)
        sockets = WebSocketGateway(form: design.form, quirks: quirks, broker: broker, log: log)
        let groups = GroupService(database: database, broker: broker, limits: design.memberLimits, quirks: quirks)
        gateway = APIGateway(paths: design.paths, profiles: profiles, groups: groups, sockets: sockets, log: log)
        try await persistence.removeExpired()

        let sessions = SessionService()
        let router = MessageRouter(
            broker: broker, sessions: sessions, persistence: persistence, gateway: sockets, quirks: quirks, log: log)
        await connect(
            broker, sessions: sessions, router: router, groups: GroupMessageRouter(broker: broker, groups: groups))
    }

    /// Subscribes every service to what concerns it.
    private func connect(
        _ broker: MessageBroker, sessions: SessionService, router: MessageRouter, groups: GroupMessageRouter
    ) async {
        let (persistence, pushes, sockets) = (persistence, pushes, sockets)
        await broker.subscribe { event in
            switch event {
            case .newMessage(let message): try await router.route(message)
            case .newGroupMessage(let message): try await groups.route(message)
            case .sendMessage(let message, let receivers): try await router.deliver(message, to: receivers)
            case .clientAcknowledgement(let user, let id): try await persistence.acknowledge(id, by: user)
            case .offlineMessage(let message, let receiver): await pushes.push(message, to: receiver)
            case .userConnected(let user, let gateway): await sessions.connected(user, at: gateway)
            case .userReady(let user): try await persistence.replay(to: user, through: sockets)
            case .userDisconnected(let user, let gateway): await sessions.disconnected(user, from: gateway)
            case .login(let user, let device, let token):
                await pushes.loggedIn(user, device: device, pushToken: token)
            }
        }
    }
}
