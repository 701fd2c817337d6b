// swift-tools-version: 6.2
import PackageDescription

// The wire alone, instrumented for libFuzzer, away from the normal build: scripts/fuzz builds and runs it. The sources
// are those of the program, by way of links, so that what is fuzzed is what is shipped.
let instrumented: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .unsafeFlags(["-sanitize=fuzzer,address"]),
]

let package = Package(
    name: "fuzz",
    products: [.library(name: "FuzzedWire", type: .static, targets: ["FuzzTargets"])],
    dependencies: [.package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0")],
    targets: [
        .target(name: "ChatModel", swiftSettings: instrumented),
        .target(
            name: "ChatWire", dependencies: ["ChatModel", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
            swiftSettings: instrumented),
        .target(name: "FuzzTargets", dependencies: ["ChatModel", "ChatWire"], swiftSettings: instrumented),
    ]
)
