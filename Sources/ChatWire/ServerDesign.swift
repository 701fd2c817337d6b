package import ChatModel

/// One released Vartalap server design: the only value, with its codec, that knows which design is spoken.
package struct ServerDesign: Sendable {
    /// How configuration and `status` name it: `v2.8`.
    package var name: String
    package var capabilities: Capabilities
    package var codec: any WireCodec
    package var api: any ServerAPI
    /// Path and query of the WebSocket, `/v1.0/wss/?ack=true`.
    package var socketPath: String

    package init(
        name: String, capabilities: Capabilities, codec: any WireCodec, api: any ServerAPI, socketPath: String
    ) {
        self.name = name
        self.capabilities = capabilities
        self.codec = codec
        self.api = api
        self.socketPath = socketPath
    }

    /// The release that the design is of, without its form: `v2.8` for `v2.8-protobuf`.
    package var release: String {
        String(name.prefix { $0 != "-" })
    }

    /// The headers that authenticate a request or a WebSocket upgrade of `user`.
    ///
    /// - Parameter token: the Firebase ID token, valid now; only designs that need it with every request get it.
    package func authenticationHeaders(user: UserID, accessKey: String, token: String? = nil) -> [APIHeader] {
        var headers = [APIHeader("user", user.rawValue), APIHeader("accesskey", accessKey)]
        if capabilities.needsToken, let token { headers.append(APIHeader("token", token)) }
        return headers
    }
}
