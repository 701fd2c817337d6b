import Foundation

/// Where files live, by the XDG base directory rules.
nonisolated enum Places {
    /// `$XDG_CONFIG_HOME/vartalap`.
    static func configurationDirectory(_ environment: [String: String]) -> String {
        base("XDG_CONFIG_HOME", fallback: ".config", environment) + "/vartalap"
    }

    /// `$XDG_DATA_HOME/vartalap/PROFILE`.
    static func dataDirectory(profile: String, _ environment: [String: String]) -> String {
        base("XDG_DATA_HOME", fallback: ".local/share", environment) + "/vartalap/" + profile
    }

    /// The directories with theme files that belong to the program, the best first: installed beside the executable's
    /// prefix, or in the source tree that the executable was built in.
    static func shippedThemes(executable: String) -> [String] {
        var places: [String] = []
        var directory = URL(filePath: executable).deletingLastPathComponent().standardizedFileURL
        places.append(directory.deletingLastPathComponent().appending(path: "share/vartalap/themes").path)
        for _ in 0..<6 where directory.path != "/" {
            directory.deleteLastPathComponent()
            if FileManager.default.fileExists(atPath: directory.appending(path: "Package.swift").path) {
                places.append(directory.appending(path: "themes").path)
            }
        }
        return places
    }

    /// The running program's own file.
    static var executable: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }

    /// `text` with a leading `~/` replaced by the home directory.
    static func expandingHome(_ text: String) -> String {
        guard text.hasPrefix("~/") else { return text }
        return (ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory()) + text.dropFirst()
    }

    /// A path of the command line or the configuration as one that means the same from everywhere.
    static func absolute(_ path: String) -> String {
        URL(filePath: expandingHome(path)).standardizedFileURL.path
    }

    /// XDG ignores variables that are not absolute.
    private static func base(_ variable: String, fallback: String, _ environment: [String: String]) -> String {
        if let value = environment[variable], value.hasPrefix("/") { return value }
        return (environment["HOME"] ?? NSHomeDirectory()) + "/" + fallback
    }
}
