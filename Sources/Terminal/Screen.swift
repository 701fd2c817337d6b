/// The seam between what is drawn and the terminal that shows it.
package protocol Screen: AnyObject {
    /// Shows `buffer`; a nil cursor hides it. Only what changed since the last call is sent.
    func present(_ buffer: CellBuffer, cursor: Point?)
}
