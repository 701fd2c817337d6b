/// One question of a probe, and what each answer to it means.
enum ProbeQuestion: Hashable, Sendable {
    /// A login without anything: told apart by whether the path exists and whether bodies are checked.
    case versionedLogin
    /// A login with a key that only the later servers allow; without a token it is refused in any case.
    case messageVersion
    /// The channels of v3, without a key.
    case channels
    /// The login of the older servers, to tell them from any other server that has no `/v1.0/login`.
    case plainLogin
    /// The REST send of the older servers, asked with the wrong method and without a key.
    case messages
    /// Signed in: whether a number without an account is answered.
    case contactSync
    /// Signed in: whether there is a route for the download of a file.
    case download

    /// What an answer leads to.
    enum Verdict: Sendable {
        case next(ProbeQuestion)
        case designs([ServerDesign])
        case signedOut
    }

    var request: APIRequest {
        switch self {
        case .versionedLogin: Self.login("/v1.0/login", body: [:])
        case .messageVersion:
            Self.login(
                "/v1.0/login",
                body: ["username": "probe", "notificationToken": "probe", "messageVersion": .decimal("2.1")])
        case .channels: APIRequest(method: .get, path: "/v1.0/channels", needsAuthentication: false)
        case .plainLogin: Self.login("/login", body: [:])
        case .messages: APIRequest(method: .get, path: "/messages", needsAuthentication: false)
        case .contactSync: .posting(["users": ["0"]], to: "/profile/user/sync")
        case .download: APIRequest(method: .get, path: "/file/download/000000000000000000000000/presigned_url")
        }
    }

    private static func login(_ path: String, body: JSONValue) -> APIRequest {
        APIRequest(method: .post, path: path, headers: [.json], body: body.text, needsAuthentication: false)
    }

    /// nil: an answer that no released design gives.
    func verdict(on response: APIResponse) -> Verdict? {
        let json = try? JSONValue.parse(response.body)
        let isObject = json?.members != nil
        switch (self, response.status) {
        case (.versionedLogin, 404): return .next(.plainLogin)
        case (.versionedLogin, 401) where isObject: return .designs([.v2_6])
        case (.versionedLogin, 400) where isObject: return .next(.messageVersion)
        case (.messageVersion, 400) where json?["message"]?.string?.contains("messageVersion") == true:
            return .designs([.v2_7])
        case (.messageVersion, 401) where isObject: return .next(.channels)
        case (.channels, 404): return .designs([.v2_8])
        case (.channels, 401): return .designs([.v3])
        case (.plainLogin, 401) where isObject: return .next(.messages)
        case (.messages, 401): return .designs([.v2_2])
        // The service's own answer, so nginx let us through without a key: the check of v2.3 and v2.5 never refuses.
        case (.messages, 404): return .designs(isObject ? [.v2_3, .v2_5] : [.v1, .v2_0])
        case (.contactSync, 200): return contactSyncVerdict(json)
        case (.download, 404): return .designs(json?["error"] == "file not found" ? [.v2_5] : [.v2_3])
        case (.contactSync, 401), (.download, 401): return .signedOut
        default: return nil
        }
    }

    private func contactSyncVerdict(_ json: JSONValue?) -> Verdict? {
        guard let members = json?.members else { return nil }
        if json?["0"] == false { return .designs([.v1]) }
        return members.isEmpty ? .designs([.v2_0]) : nil
    }
}
