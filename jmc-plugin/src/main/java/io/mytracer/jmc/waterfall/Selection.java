package io.mytracer.jmc.waterfall;

/**
 * What the user points at.
 *
 * @param packet null if at a call of a Java thread, or at nothing
 * @param span what happened to the packet; null if at the packet as a whole
 * @param operation null if at a packet, or at nothing
 */
record Selection(Packet packet, Span span, JavaOperation operation) {
    static final Selection NONE = new Selection(null, null, null);

    static Selection of(Packet packet, Span span) {
        return new Selection(packet, span, null);
    }

    static Selection of(JavaOperation operation) {
        return new Selection(null, null, operation);
    }

    boolean isEmpty() {
        return packet == null && operation == null;
    }
}
