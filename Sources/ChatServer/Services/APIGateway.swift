import ChatModel
import ChatWire
import Logging
import NIOHTTP1

/// The front door: finds the service of a path, asks `ProfileService` whether the caller may pass, and speaks in the
/// front's own name (HTML) where no service answers.
struct APIGateway: Sendable {
    let paths: PathLayer
    let profiles: ProfileService
    let firebase: FirebaseEmulator
    let groups: GroupService
    let posts: MessageService
    /// Whether the design can be asked for a file by its id.
    let knowsFiles: Bool
    let log: Logger

    /// Answers one request, whatever it is.
    func respond(to request: ServerRequest) async -> ServerResponse {
        if let answer = await firebase.respond(to: request) { return answer }
        switch paths.resolve(request.path) {
        case .nowhere: return .frontPage(.notFound)
        case .redirect(let path): return .redirect(to: path + request.queryText)
        case .socket:
            guard await admits(request) else { return .frontPage(.unauthorized) }
            return .frontPage(HTTPResponseStatus(statusCode: 426))
        case .service(let service, let path, let isProtected):
            if isProtected {
                guard await admits(request) else { return .frontPage(.unauthorized) }
            }
            return await respond(to: request, service: service, path: path)
        }
    }

    /// Whether this request for a WebSocket may be upgraded; if not, `respond` says why.
    func acceptsUpgrade(_ request: ServerRequest) async -> Bool {
        guard paths.resolve(request.path) == .socket else { return false }
        return await admits(request)
    }

    private func admits(_ request: ServerRequest) async -> Bool {
        do {
            return try await profiles.admits(
                request.user, accessKey: request.credential("accesskey"), token: request.credential("token"))
        } catch {
            log.error("cannot check an access key", metadata: ["reason": "\(error)"])
            return false
        }
    }

    private func respond(to request: ServerRequest, service: PathLayer.Service, path: String) async -> ServerResponse {
        do {
            switch service {
            case .profile: return try await profiles.respond(to: request, path: path)
            case .group: return try await groups.respond(to: request, path: path)
            case .gateway, .message: return try await posts.respond(to: request, path: path)
            case .file: return fileResponse(to: request, path: path)
            }
        } catch ServerRefusal.badRequest(let message) {
            return .failure(.badRequest, message: message)
        } catch {
            log.debug("request failed", metadata: ["path": "\(path)", "reason": "\(error)"])
            return .internalError
        }
    }
}

extension APIGateway {
    /// Files are not kept; the answer about one that does not exist tells designs apart.
    private func fileResponse(to request: ServerRequest, path: String) -> ServerResponse {
        let parts = path.split(separator: "/")
        guard knowsFiles, request.method == .GET, parts.count == 3, parts[0] == "download",
            parts[2] == "presigned_url"
        else { return .notFound }
        return .json(["error": "file not found"], status: .notFound)
    }
}

extension ServerRequest {
    /// The check of the validated routes, which want the two headers themselves (a cookie will not do).
    func requireHeaders() throws(ServerRefusal) {
        let missing = ["user", "accesskey"].filter { headers.first(name: $0) == nil }
        guard missing.isEmpty else {
            throw .badRequest(missing.map { "\"\($0)\" is required" }.joined(separator: "\n"))
        }
    }
}
