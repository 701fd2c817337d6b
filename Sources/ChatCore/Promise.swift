package import ChatWire

/// What a server's design lets us promise about delivery, in words that a user understands. Made of what the design can
/// do, whatever its name. Source: delivery page, "What each design can promise".
package enum Promise {
    package static func sentences(for capabilities: ServerDesign.Capabilities) -> [String] {
        [taking(capabilities), confirming(capabilities), losing(capabilities)]
    }

    private static func taking(_ capabilities: ServerDesign.Capabilities) -> String {
        if capabilities.acknowledges {
            return "“sent” means that the server took the message; until then it waits here and is tried again."
        }
        if capabilities.sendsByREST {
            return "Only to --send the server says what it took; elsewhere “sent” means written to a live connection."
        }
        return "The server never says what it took: “sent” means written to a live connection."
    }

    private static func confirming(_ capabilities: ServerDesign.Capabilities) -> String {
        guard capabilities.carriesReceipts else {
            return "It carries no receipts, so no message is ever known to have arrived."
        }
        return "Only “delivered” means that the message is safe: the receiver's client has stored it."
    }

    private static func losing(_ capabilities: ServerDesign.Capabilities) -> String {
        if !capabilities.carriesReceipts {
            return "After a lost connection each message is sent once more; receivers drop what they have."
        }
        let absent =
            capabilities.pullsPending
            ? "What was sent to somebody who was not connected" : "A message that the server loses"
        return "\(absent) is sent again until it is confirmed, or marked “sent, not confirmed”."
    }
}
