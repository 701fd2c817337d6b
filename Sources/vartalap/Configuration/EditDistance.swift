/// Finds the name that was probably meant, for unknown keys, roles and themes.
nonisolated enum EditDistance {
    /// The candidate nearest to `name`, or nil when none is near: at most a third of the letters, and at least one, may
    /// differ.
    static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        let allowed = max(1, (name.count + 2) / 3)
        return candidates.map { (distance: between(name.lowercased(), $0.lowercased()), name: $0) }
            .filter { $0.distance <= allowed }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    /// The number of letters to insert, delete, replace or swap with their neighbour to turn `one` into `other`.
    static func between(_ one: String, _ other: String) -> Int {
        let left = Array(one)
        let right = Array(other)
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let replace = previous[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(previous[column + 1] + 1, current[column] + 1, replace)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, beforePrevious[column - 1] + 1)
                }
                current.append(best)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
