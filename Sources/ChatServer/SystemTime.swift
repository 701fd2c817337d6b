package import ChatModel
import FoundationEssentials

/// The wall clock, for those who do not bring their own.
package enum SystemTime {
    package static func now() -> Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
    }
}
