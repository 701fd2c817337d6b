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

    /// What a server of this design can do; the rest of the program asks these and never the name.
    package struct Capabilities: Hashable, Sendable {
        /// The server acknowledges each frame of ours by id.
        package var acknowledges: Bool
        /// The server wants a client acknowledgement for each message it delivers.
        package var wantsClientAcknowledgement: Bool
        /// A text frame `ping` is answered by `pong` on a mapped socket.
        package var answersTextPing: Bool
        /// Group messages come back to their sender.
        package var echoesToSender: Bool

        package init(
            acknowledges: Bool, wantsClientAcknowledgement: Bool, answersTextPing: Bool, echoesToSender: Bool
        ) {
            self.acknowledges = acknowledges
            self.wantsClientAcknowledgement = wantsClientAcknowledgement
            self.answersTextPing = answersTextPing
            self.echoesToSender = echoesToSender
        }
    }

    package init(
        name: String, capabilities: Capabilities, codec: any WireCodec, api: any ServerAPI, socketPath: String
    ) {
        self.name = name
        self.capabilities = capabilities
        self.codec = codec
        self.api = api
        self.socketPath = socketPath
    }

    /// The headers that authenticate a request or a WebSocket upgrade of `user`.
    package func authenticationHeaders(user: UserID, accessKey: String) -> [APIHeader] {
        [APIHeader("user", user.rawValue), APIHeader("accesskey", accessKey)]
    }
}
