/// How well a query fits a title: whole beginnings first, scattered letters last.
enum FuzzyMatch {
    /// 0 (the title begins with it) to 3 (its letters occur in this order); nil when it does not fit.
    static func rank(of query: String, in title: String) -> Int? {
        let query = query.lowercased()
        let title = title.lowercased()
        if title.hasPrefix(query) { return 0 }
        if title.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).contains(where: { $0.hasPrefix(query) }) {
            return 1
        }
        if title.contains(query) { return 2 }
        var rest = query[...]
        for character in title where character == rest.first { rest = rest.dropFirst() }
        return rest.isEmpty ? 3 : nil
    }
}
