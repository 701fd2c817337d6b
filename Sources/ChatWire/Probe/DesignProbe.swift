/// Finds out by harmless questions which design a server speaks, as a pure machine: it names the next request, is fed
/// the answer, and ends with what it learned.
///
/// Nothing is created, changed or sent to anybody by any of them. Some designs can only be told apart by somebody who is
/// signed in; those sign in alike, so the first of `ambiguous` serves for that, and a second probe decides.
/// Source: protocol page, section 3.1.
package struct DesignProbe: Sendable {
    /// What is to be done next, or what came out.
    package enum Step: Sendable {
        /// Perform this and call `receive`; with authentication where `needsAuthentication`.
        case ask(APIRequest)
        case found(ServerDesign)
        /// One of these. Sign in by the first, then ask `DesignProbe(decidingBetween:)`.
        case ambiguous([ServerDesign])
        case notVartalap(NotVartalap)
        /// The server failed or asks to wait; `receive` takes another answer to the same question.
        case interrupted(APIError)
    }

    /// Why the server cannot be one of ours: facts only.
    package enum NotVartalap: Error, Hashable, Sendable {
        /// It sends us elsewhere.
        case redirected(to: String?)
        /// No released design answers this to that path.
        case unexpected(status: Int, path: String)
    }

    package private(set) var step: Step
    private var question: ProbeQuestion

    /// For a server of which nothing is known.
    package init() {
        question = .versionedLogin
        step = .ask(question.request)
    }

    /// For somebody who is signed in to a server that an earlier probe could not tell.
    package init(decidingBetween designs: [ServerDesign]) {
        let names = Set(designs.map(\.name))
        question = names.contains(ServerDesign.v1.name) ? .contactSync : .download
        step = .ask(question.request)
    }

    /// Takes the answer to the question of `step`.
    package mutating func receive(_ response: APIResponse) {
        switch response.status {
        case 429, 500...599: step = .interrupted(APIReading.failure(response))
        case 300...399: step = .notVartalap(.redirected(to: response.header("location")))
        default: conclude(from: response)
        }
    }

    private mutating func conclude(from response: APIResponse) {
        switch question.verdict(on: response) {
        case .next(let next):
            question = next
            step = .ask(next.request)
        case .designs(let designs):
            if designs.count == 1, let design = designs.first {
                step = .found(design)
            } else {
                step = .ambiguous(designs)
            }
        case .signedOut: step = .interrupted(.unauthorized)
        case nil: step = .notVartalap(.unexpected(status: response.status, path: question.request.path))
        }
    }
}
