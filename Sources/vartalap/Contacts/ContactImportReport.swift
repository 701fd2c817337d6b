import ChatCore
import ChatStore

/// What an import says: every problem, then the counts.
nonisolated struct ContactImportReport: Sendable {
    let books: [ContactBook]
    let changes: ContactChanges

    /// Source: cli page, "Exit codes".
    var status: ProgramStatus {
        if books.contains(where: \.hasUnreadableFile) { return .noInput }
        return books.allSatisfy(\.people.isEmpty) ? .data : .success
    }

    func print(to output: Output) throws(ProgramError) {
        for problem in books.flatMap(\.problems) {
            if output.isJSON { try output.object(Self.json(problem)) } else { Output.complain(problem.message) }
        }
        let sums = counts
        if output.isJSON {
            var line = JSONLine("contactImport")
            for (name, count) in sums { line.add(name, Int64(count)) }
            try output.object(line)
        } else {
            try output.line(sums.map { "\($0.name)\t\($0.count)" }.joined(separator: "\n"))
        }
        if status == .data { Output.complain("No contact could be read. Nothing was changed.") }
    }

    private var counts: [(name: String, count: Int)] {
        func sum(_ part: (ContactBook) -> Int) -> Int { books.reduce(0) { $0 + part($1) } }
        return [
            ("files", sum(\.files)), ("cards", sum(\.cards)), ("withoutNumber", sum(\.cardsWithoutNumber)),
            ("numbers", sum(\.people.count)), ("unreadable", sum(\.problems.count)), ("added", changes.added),
            ("renamed", changes.renamed), ("removed", changes.removed), ("unchanged", changes.unchanged),
        ]
    }

    private static func json(_ problem: ContactProblem) -> JSONLine {
        var line = JSONLine("contactProblem")
        line.add("file", problem.file)
        line.add("line", problem.line.map(Int64.init))
        line.add("name", problem.name)
        line.add("reason", problem.explanation)
        return line
    }
}
