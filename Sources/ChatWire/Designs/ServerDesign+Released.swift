extension ServerDesign {
    /// v2.8 over JSON text: one object a frame, acknowledged both ways.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    package static let v2_8 = ServerDesign(
        name: "v2.8",
        capabilities: Capabilities(
            acknowledges: true, wantsClientAcknowledgement: true, answersTextPing: true, echoesToSender: false),
        codec: HeadedJSONCodec(), api: RESTAPI(routes: .v2_8), socketPath: "/v1.0/wss/?ack=true")

    /// Every design that this program speaks, oldest first.
    package static let all: [ServerDesign] = [v2_8]

    /// The design that configuration or a stored account names, in any case; nil when there is none of that name.
    package static func named(_ name: String) -> ServerDesign? {
        all.first { $0.name == name.lowercased() }
    }
}
