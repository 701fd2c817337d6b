import ChatCore
import ChatWire

/// One value of the configuration file: checked, and as the text that `Configuration` keeps.
nonisolated struct ConfigurationValue {
    let key: Configuration.Key
    let place: [String]
    let document: TOMLDocument

    /// Refuses values that no part of the program could use.
    func read(_ value: TOMLDocument.Value) throws(SourceMistake) -> String {
        switch (key, value) {
        case (.contactSources, .array(let values)):
            return try paths(values)
        case (.contactSources, _):
            throw mistake("“\(key.rawValue)” must be a list of paths, [\"~/.contacts\"], not \(value.typeName)")
        case (.contactsFreshHours, .integer(let hours)) where (0...8760).contains(hours):
            return String(hours)
        case (.contactsFreshHours, _):
            throw mistake("“\(key.rawValue)” must be a number of hours from 0 to 8760")
        case (.notificationsCommand, .array(let values)):
            return try command(try values.map { (value) throws(SourceMistake) in try word(value) })
        case (.notificationsCommand, .string(let line)):
            return try command(ArgumentWords.split(line) ?? [])
        case (.notificationsMarkup, .boolean(let flag)), (.notificationsShowText, .boolean(let flag)),
            (.serverPlainText, .boolean(let flag)):
            return String(flag)
        case (.notificationsMarkup, _), (.notificationsShowText, _), (.serverPlainText, _):
            throw mistake("“\(key.rawValue)” must be true or false, not \(value.typeName)")
        case (_, .string(let text)):
            return try checked(text)
        default:
            throw mistake("“\(key.rawValue)” must be text in quotes, not \(value.typeName)")
        }
    }

    private func paths(_ values: [TOMLDocument.Value]) throws(SourceMistake) -> String {
        var paths: [String] = []
        for value in values {
            guard case .string(let path) = value, !path.isEmpty else {
                throw mistake("“\(key.rawValue)” must hold paths in quotes, not \(value.typeName)")
            }
            paths.append(Places.expandingHome(path))
        }
        return paths.joined(separator: String(Configuration.listSeparator))
    }

    private func word(_ value: TOMLDocument.Value) throws(SourceMistake) -> String {
        guard case .string(let word) = value else {
            throw mistake("“\(key.rawValue)” must hold words in quotes, not \(value.typeName)")
        }
        return word
    }

    private func command(_ words: [String]) throws(SourceMistake) -> String {
        guard words.first?.isEmpty == false else {
            throw mistake("“\(key.rawValue)” holds no command; every quote needs its other one")
        }
        if let name = NotificationCommand.unknownPlaceholder(in: words) {
            let known = NotificationCommand.placeholders
            throw mistake(
                "“{\(name)}” stands for nothing (\(known.map { "{\($0)}" }.joined(separator: ", ")))",
                nearest: EditDistance.nearest(to: name, among: known).map { "{\($0)}" })
        }
        return words.joined(separator: String(Configuration.listSeparator))
    }

    private func checked(_ text: String) throws(SourceMistake) -> String {
        switch key {
        case .logLevel where LogLevel(rawValue: text) == nil:
            throw mistake(
                "“\(text)” is no log level (\(LogLevel.allCases.map(\.rawValue).joined(separator: ", ")))",
                nearest: EditDistance.nearest(to: text, among: LogLevel.allCases.map(\.rawValue)))
        case .defaultRegion where text.count != 2 || !text.allSatisfy { $0.isASCII && $0.isLetter }:
            throw mistake("“\(text)” is no region; use two letters such as “IN”")
        case .dataDirectory, .serverAuthorities, .tokenFile:
            return Places.expandingHome(text)
        case .serverURL where !isAddress(text), .firebaseEndpoint where !isAddress(text):
            throw mistake("“\(text)” is no server address; it begins with http:// or https://")
        case .serverDesign where text != DesignChoice.automatic && ServerDesign.named(text) == nil:
            throw mistake(
                "“\(text)” is no server design (\(DesignChoice.names.joined(separator: ", ")))",
                nearest: DesignChoice.nearest(to: text))
        case .authMethod where SignInMethod(rawValue: text) == nil:
            let names = SignInMethod.allCases.map(\.rawValue)
            throw mistake(
                "“\(text)” is no way to sign in (\(names.joined(separator: ", ")))",
                nearest: EditDistance.nearest(to: text, among: names))
        case .notificationsWhen where NotificationSettings.When(rawValue: text) == nil:
            let names = NotificationSettings.When.allCases.map(\.rawValue)
            throw mistake(
                "“\(text)” is no process that notifies (\(names.joined(separator: ", ")))",
                nearest: EditDistance.nearest(to: text, among: names))
        case .tokenCommand where ArgumentWords.split(text) == nil:
            throw mistake("“\(text)” is no command; every quote needs its other one")
        default:
            return text
        }
    }

    private func isAddress(_ text: String) -> Bool {
        text.hasPrefix("http://") || text.hasPrefix("https://")
    }

    private func mistake(_ problem: String, nearest: String? = nil) -> SourceMistake {
        document.mistake(at: place, problem, nearest: nearest)
    }
}
