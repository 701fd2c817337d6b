import ArgumentParser
import Foundation

/// How the interface looks.
struct InterfaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Use this theme: default, light, mono, one of your own, or a file.", valueName: "name"))
    var theme: String?

    @Flag(name: .customLong("no-color"), help: "Use no colours, as the environment variable NO_COLOR asks.")
    var noColor = false

    /// The flags as configuration values.
    ///
    /// - Parameter environment: where `NO_COLOR` (any value but the empty one) means the mono theme, as long as no flag
    ///   asks for another.
    func flags(environment: [String: String] = ProcessInfo.processInfo.environment) -> [Configuration.Key: String] {
        if let theme { return [.theme: theme] }
        let asksForNone = ["NO_COLOR", "VARTALAP_NO_COLOR"].contains { !(environment[$0] ?? "").isEmpty }
        return noColor || asksForNone ? [.theme: "mono"] : [:]
    }
}
