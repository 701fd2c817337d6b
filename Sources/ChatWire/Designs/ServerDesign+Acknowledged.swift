// swift-format-ignore-file: AlwaysUseLowerCamelCase

/// The releases that acknowledge, each over JSON text and over protobuf.
extension ServerDesign {
    /// Acknowledgements both ways, one object a frame.
    package static let v2_8 = ServerDesign(
        name: "v2.8",
        capabilities: v2_7.capabilities.with {
            $0.acknowledges = true
            $0.wantsClientAcknowledgement = true
            $0.restSending = RESTSending(acknowledgesEach: true, batchLimit: 50)
            $0.carriesGroupTyping = true
        },
        codec: HeadedJSONCodec(), routes: .acknowledged, socketPath: "/v1.0/wss/?ack=true")

    /// The same over protobuf.
    package static let v2_8Protobuf = v2_8.overProtobuf(routes: .acknowledged)

    /// Channels for groups, no replay. Who is not connected when a message comes has to fetch it, which on every
    /// server seen so far fails.
    package static let v3 = ServerDesign(
        name: "v3",
        capabilities: v2_8.capabilities.with {
            $0.echoesToSender = true
            $0.replaysPending = false
            $0.pullsPending = true
            $0.promotesNextAdmin = false
            $0.notifiesGroupChanges = .creation
        },
        codec: HeadedJSONCodec(), routes: .channels, socketPath: "/v1.0/wss/?ack=true")

    /// The same over protobuf.
    package static let v3Protobuf = v3.overProtobuf(
        routes: .channels.with { $0.pullMessages = "/v1.0/messages?format=binary" })

    private func overProtobuf(routes: APIRoutes) -> ServerDesign {
        ServerDesign(
            name: name + "-protobuf", capabilities: capabilities.with { $0.speaksBinary = true },
            codec: ProtobufCodec(),
            routes: routes.with { $0.sendMessages = "/v1.0/messages?format=binary&ack=true" },
            socketPath: socketPath + "&format=binary")
    }
}

extension APIRoutes {
    /// v2.8.
    fileprivate static let acknowledged = versioned.with {
        $0.takesTokenInBody = true
        $0.sendMessages = "/v1.0/messages?ack=true"
        $0.listsTakenMessages = true
    }

    /// v3. Both calls about members write, then fail on a method that does not exist.
    fileprivate static let channels = acknowledged.with {
        $0.profile = "/v1.0/profile"
        $0.createGroup = "/v1.0/channels"
        $0.groupType = "group"
        $0.listGroups = "/v1.0/channels"
        $0.group.path = "/v1.0/channels/{id}"
        $0.addMembers = GroupCall(method: .post, path: "/v1.0/channels/{id}/members", failureMayHaveWorked: true)
        $0.removeMember = GroupCall(method: .delete, path: "/v1.0/channels/{id}/members", failureMayHaveWorked: true)
        $0.pullMessages = "/v1.0/messages"
    }
}

extension ServerDesign {
    /// Ties codec and routes together, so that what is sent by REST has the form of the socket.
    init(name: String, capabilities: Capabilities, codec: any WireCodec, routes: APIRoutes, socketPath: String) {
        self.init(
            name: name, capabilities: capabilities, codec: codec,
            api: RESTAPI(
                routes: routes, codec: codec, batchLimit: capabilities.restSending?.batchLimit ?? 0),
            socketPath: socketPath)
    }
}
