import Foundation

/// Reads `config.toml`; every key is checked, so that a misspelt one is found at once rather than ignored.
nonisolated enum ConfigurationFile {
    /// Reads the file that applies: `explicit` must exist; the default place may be empty.
    ///
    /// - Returns: the file's values and its path; no path when there is no file.
    static func load(
        explicit: String?, environment: [String: String]
    ) throws(ProgramError) -> (values: [Configuration.Key: String], file: String?) {
        let named = explicit ?? environment["VARTALAP_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        let path = named ?? Places.configurationDirectory(environment) + "/config.toml"
        guard named != nil || FileManager.default.fileExists(atPath: path) else { return ([:], nil) }
        let document: TOMLDocument
        do {
            document = try TOMLDocument.read(path)
        } catch .cannotRead(let path, let reason) {
            throw .configuration(SourceMistake(file: path, line: 1, problem: "can't be read: \(reason)"))
        }
        do {
            return (try values(of: document), path)
        } catch {
            throw .configuration(error)
        }
    }

    /// The document's values by key.
    static func values(of document: TOMLDocument) throws(SourceMistake) -> [Configuration.Key: String] {
        var result: [Configuration.Key: String] = [:]
        try collect(document.root, at: [], of: document, into: &result)
        return result
    }

    private static func collect(
        _ table: [String: TOMLDocument.Value], at path: [String], of document: TOMLDocument,
        into result: inout [Configuration.Key: String]
    ) throws(SourceMistake) {
        for (name, value) in table.sorted(by: {
            document.line(of: path + [$0.key]) < document.line(of: path + [$1.key])
        }) {
            let place = path + [name]
            let dotted = place.joined(separator: ".")
            if let key = Configuration.Key(rawValue: dotted) {
                result[key] = try ConfigurationValue(key: key, place: place, document: document).read(value)
            } else if case .table(let inner) = value,
                Configuration.Key.allCases.contains(where: { $0.rawValue.hasPrefix(dotted + ".") })
            {
                try collect(inner, at: place, of: document, into: &result)
            } else {
                throw document.mistake(at: place, "unknown key “\(dotted)”", nearest: nearest(to: dotted))
            }
        }
    }

    private static func nearest(to name: String) -> String? {
        let names = Configuration.Key.allCases.map(\.rawValue)
        return EditDistance.nearest(to: name, among: names)
            ?? names.first { $0.split(separator: ".").last.map(String.init) == name }
    }
}
