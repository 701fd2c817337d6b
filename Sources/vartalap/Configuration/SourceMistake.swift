/// A mistake in a file that a person wrote, with its place.
nonisolated struct SourceMistake: Error, Equatable, Sendable {
    var file: String
    /// Counted from 1.
    var line: Int
    /// What is wrong there, without a full stop: `unknown key “theem”`.
    var problem: String
    /// What was probably meant.
    var nearest: String?

    init(file: String, line: Int, problem: String, nearest: String? = nil) {
        self.file = file
        self.line = line
        self.problem = problem
        self.nearest = nearest
    }

    var message: String {
        "\(file):\(line): \(problem)." + (nearest.map { " Did you mean “\($0)”?" } ?? "")
    }
}
