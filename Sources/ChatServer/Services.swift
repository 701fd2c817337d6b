import ChatModel

/// The services of one server, put together: who exists, and who listens to whom.
struct Services: Sendable {
    let profiles: ProfileService
    let firebase: FirebaseEmulator
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
        let (design, quirks, log, now) = (options.design, options.quirks, options.log, options.now)
        let form = design.form(quirks, now)
        let broker = MessageBroker(log: log)
        let codes = OneTimeCodes(now: now)
        firebase = FirebaseEmulator(codes: codes, lifetime: options.tokenLifetime, log: log, now: now)
        let tokens = IdentityTokens(
            codes: codes, firebase: firebase, lifetime: design.profiles.needsToken ? options.tokenLifetime : .zero,
            now: now)
        profiles = ProfileService(
            database: database, rules: design.profiles, quirks: quirks, tokens: tokens, broker: broker, log: log,
            now: now)
        pushes = PushNotificationService(form: form, log: log, now: now)
        persistence = PersistenceService(database: database, form: form, design: design, quirks: quirks, now: now)
        sockets = WebSocketGateway(
            form: form, answersTextPing: design.answersTextPing, longestHold: options.longestHold, quirks: quirks,
            broker: broker, log: log)
        let groups = GroupService(
            database: database, broker: broker, rules: design.groups, form: form, quirks: quirks, now: now)
        let posts = MessageService(
            posting: design.posting, quirks: quirks, sockets: sockets, persistence: persistence)
        gateway = APIGateway(
            paths: design.paths(quirks), profiles: profiles, firebase: firebase, groups: groups, posts: posts,
            knowsFiles: design.knowsFiles, log: log)
        try await persistence.removeExpired()

        let sessions = SessionService()
        let router = MessageRouter(
            broker: broker, sessions: sessions, persistence: persistence, gateway: sockets, design: design,
            quirks: quirks)
        let groupRouter = GroupMessageRouter(broker: broker, groups: groups, quirks: quirks)
        await connect(broker, sessions: sessions, router: router, groups: groupRouter)
    }

    /// Subscribes every service to what concerns it.
    private func connect(
        _ broker: MessageBroker, sessions: SessionService, router: MessageRouter, groups: GroupMessageRouter
    ) async {
        let (persistence, pushes, sockets) = (persistence, pushes, sockets)
        let routesByChannel = router.design.routesByChannel
        await broker.subscribe { event in
            switch event {
            case .newMessage(let message): try await router.route(message)
            case .newGroupMessage(let message) where routesByChannel: try await groups.routeByChannel(message)
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
