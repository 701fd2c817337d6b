package import ChatWire

/// Performs the HTTP requests of a server design: the seam that `ChatNetwork` fills and tests script.
package protocol Directory: Sendable {
    /// Sends `request` to the server at base URL `server` and returns whatever it answers, error statuses included.
    func perform(_ request: APIRequest, server: String) async throws(TransportError) -> APIResponse
}
