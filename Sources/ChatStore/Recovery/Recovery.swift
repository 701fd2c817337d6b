/// What became of a damaged store.
package struct Recovery: Hashable, Sendable {
    /// Where the damaged file is kept; its log and index, if there were any, beside it.
    package var damagedFile: String
    package var messages: Int
    /// Messages that had not reached the server; they are parked, since it is not known how far they came.
    package var waiting: Int
    package var contacts: Int
    package var conversations: Int
    /// Parts of tables could not be read, or made no sense.
    package var isIncomplete: Bool

    /// Under which each recovered message that waits is parked.
    package static let parkReason = "It was recovered from a damaged store; retry to send it."
}
