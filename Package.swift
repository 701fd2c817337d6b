// swift-tools-version: 6.2
import PackageDescription

extension [SwiftSetting] {
    /// The flags every Swift target is held to; see docs/architecture.md.
    static var house: [SwiftSetting] {
        [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .treatAllWarnings(as: .error),
        ]
    }

    /// For the two targets that own the screen: everything in them is on the main actor unless it says otherwise.
    static var mainActor: [SwiftSetting] {
        house + [.defaultIsolation(MainActor.self)]
    }
}

extension Target.Dependency {
    static var argumentParser: Self { .product(name: "ArgumentParser", package: "swift-argument-parser") }
    static var grdb: Self { .product(name: "GRDB", package: "GRDB.swift") }
    static var http: Self { .product(name: "AsyncHTTPClient", package: "async-http-client") }
    static var log: Self { .product(name: "Logging", package: "swift-log") }
    static var nioCore: Self { .product(name: "NIOCore", package: "swift-nio") }
    static var nioHTTP: Self { .product(name: "NIOHTTP1", package: "swift-nio") }
    static var nioPosix: Self { .product(name: "NIOPosix", package: "swift-nio") }
    static var nioWebSocket: Self { .product(name: "NIOWebSocket", package: "swift-nio") }
    static var protobuf: Self { .product(name: "SwiftProtobuf", package: "swift-protobuf") }
    static var sqlite: Self { .product(name: "GRDBSQLite", package: "GRDB.swift") }
    static var ssl: Self { .product(name: "NIOSSL", package: "swift-nio-ssl") }
    static var subprocess: Self { .product(name: "Subprocess", package: "swift-subprocess") }
    static var system: Self { .product(name: "SystemPackage", package: "swift-system") }
    static var toml: Self { .product(name: "TOMLKit", package: "TOMLKit") }
}

let package = Package(
    name: "vartalap",
    products: [
        .executable(name: "vartalap", targets: ["vartalap"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .target(name: "ChatModel", swiftSettings: .house),
        .target(name: "ChatWire", dependencies: ["ChatModel", .protobuf], swiftSettings: .house),
        .target(name: "ChatStore", dependencies: ["ChatModel", .grdb, .sqlite], swiftSettings: .house),
        .target(
            name: "ChatCore", dependencies: ["ChatModel", "ChatStore", "ChatWire", "CPhoneNumber", .log],
            swiftSettings: .house),
        .target(
            name: "ChatNetwork",
            dependencies: [
                "ChatCore", "ChatModel", "ChatWire", "CWakes", .http, .ssl, .log, .nioCore, .nioHTTP, .nioPosix,
                .nioWebSocket,
            ],
            swiftSettings: .house),
        .target(name: "CWakes"),
        .target(
            name: "CPhoneNumber",
            linkerSettings: [.linkedLibrary("phonenumber"), .linkedLibrary("stdc++")]),
        .target(name: "Terminal", swiftSettings: .house),
        .target(name: "CNCurses", linkerSettings: [.linkedLibrary("ncursesw")]),
        .target(name: "CursesTerminal", dependencies: ["Terminal", "CNCurses"], swiftSettings: .mainActor),
        .target(name: "ChatUI", dependencies: ["ChatModel", "Terminal"], swiftSettings: .house),
        .target(
            name: "ChatServer",
            dependencies: ["ChatModel", "ChatWire", .grdb, .log, .nioCore, .nioHTTP, .nioPosix, .nioWebSocket],
            swiftSettings: .house),
        .target(
            name: "FaultProxy", dependencies: [.nioCore, .nioPosix, .ssl], swiftSettings: .house),
        .executableTarget(
            name: "vartalap",
            dependencies: [
                "ChatModel", "ChatStore", "ChatCore", "ChatNetwork", "ChatServer", "ChatUI", "ChatWire",
                "CursesTerminal", "FaultProxy", "Terminal", .argumentParser, .log, .subprocess, .system, .toml,
            ],
            swiftSettings: .mainActor),

        .target(
            name: "ChatTestSupport",
            dependencies: ["ChatCore", "ChatModel", "ChatStore", "ChatUI", "ChatWire", "Terminal"],
            path: "Tests/ChatTestSupport", swiftSettings: .house),
        .target(
            name: "StoreTortureKit", dependencies: ["ChatModel", "ChatStore", "ChatTestSupport", .grdb],
            path: "Tests/StoreTortureKit", swiftSettings: .house),
        .executableTarget(
            name: "StoreTorture", dependencies: ["StoreTortureKit"], path: "Tests/StoreTorture", swiftSettings: .house),
        .target(
            name: "TortureKit",
            dependencies: [
                "ChatCore", "ChatModel", "ChatNetwork", "ChatServer", "ChatStore", "ChatTestSupport", "ChatWire",
                "FaultProxy", .grdb, .log, .nioCore, .nioPosix, .subprocess, .system,
            ],
            path: "Tests/TortureKit", swiftSettings: .house),
        .executableTarget(
            name: "Torture", dependencies: ["ChatStore", "StoreTortureKit", "TortureKit", .argumentParser],
            path: "Tests/Torture",
            swiftSettings: .house),
        .testTarget(name: "ChatModelTests", dependencies: ["ChatModel"], swiftSettings: .house),
        .testTarget(
            name: "ChatWireTests", dependencies: ["ChatModel", "ChatWire"], resources: [.copy("Fixtures")],
            swiftSettings: .house),
        .testTarget(
            name: "ChatStoreTests", dependencies: ["ChatModel", "ChatStore", "ChatTestSupport", .grdb],
            resources: [.copy("Databases")], swiftSettings: .house),
        .testTarget(
            name: "ChatCoreTests",
            dependencies: ["ChatCore", "ChatModel", "ChatStore", "ChatTestSupport", "ChatWire", .log],
            swiftSettings: .house),
        .testTarget(name: "TerminalTests", dependencies: ["Terminal", "ChatTestSupport"], swiftSettings: .house),
        .testTarget(
            name: "ChatUITests", dependencies: ["ChatModel", "ChatTestSupport", "ChatUI", "Terminal"],
            exclude: ["Snapshots"], swiftSettings: .house),
        .testTarget(
            name: "ChatServerTests",
            dependencies: [
                "ChatModel", "ChatServer", "ChatWire", .grdb, .log, .nioCore, .nioHTTP, .nioPosix, .nioWebSocket,
            ],
            swiftSettings: .house),
        .testTarget(
            name: "ChatNetworkTests",
            dependencies: [
                "ChatCore", "ChatModel", "ChatNetwork", "ChatServer", "ChatStore", "ChatTestSupport", "ChatWire",
                "CWakes", "FaultProxy", .log, .nioCore, .nioHTTP, .nioPosix, .nioWebSocket, .ssl, .subprocess,
            ],
            swiftSettings: .house),
        .testTarget(
            name: "FaultProxyTests",
            dependencies: [
                "ChatCore", "ChatModel", "ChatNetwork", "ChatServer", "ChatWire", "FaultProxy", .log, .nioCore,
                .nioPosix,
            ],
            swiftSettings: .house),
        .testTarget(
            name: "ProgramTests",
            dependencies: [
                "ChatCore", "ChatModel", "ChatStore", "ChatTestSupport", "ChatUI", "ChatWire", "Terminal", "vartalap",
                .argumentParser,
                .log,
            ],
            swiftSettings: .mainActor),
        .testTarget(
            name: "StorageFaultTests",
            dependencies: [
                "ChatModel", "ChatStore", "ChatTestSupport", "StoreTorture", "StoreTortureKit", "vartalap", .grdb,
                .subprocess, .system,
            ],
            swiftSettings: .house),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "ChatCore", "ChatModel", "ChatNetwork", "ChatServer", "ChatStore", "ChatTestSupport", "ChatWire",
                "vartalap", .log, .nioCore, .nioHTTP, .nioPosix, .nioWebSocket, .subprocess, .system,
            ],
            swiftSettings: .house),
        .executableTarget(
            name: "bench",
            dependencies: ["ChatModel", "ChatServer", "ChatStore", .argumentParser, .log], path: "Bench",
            exclude: ["floor.c"], swiftSettings: .house),
        .testTarget(
            name: "TortureTests", dependencies: ["ChatModel", "ChatTestSupport", "TortureKit", "vartalap"],
            swiftSettings: .house),
    ],
    cxxLanguageStandard: .cxx17
)
