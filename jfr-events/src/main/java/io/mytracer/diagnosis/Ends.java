package io.mytracer.diagnosis;

/**
 * Both ends of a connection, or of a datagram's way.
 *
 * @param local numeric address of this end; null where unknown
 * @param localPort 0 where unknown
 * @param remote numeric address of the other end; null where unknown
 * @param remotePort 0 where unknown
 */
record Ends(String local, int localPort, String remote, int remotePort) {

    /** Of an event about a packet. */
    static Ends ofPacket(SeenEvent event) {
        return "IN".equals(event.text("direction")) ? received(event) : sent(event);
    }

    /** Of a packet that this end has sent, whatever its event says. */
    static Ends sent(SeenEvent event) {
        return new Ends(
                event.text("sourceAddress"),
                (int) event.number("sourcePort"),
                event.text("destinationAddress"),
                (int) event.number("destinationPort"));
    }

    /** Of a packet that this end has received, whatever its event says. */
    static Ends received(SeenEvent event) {
        return sent(event).swapped();
    }

    /** Of an event about a socket. */
    static Ends ofSocket(SeenEvent event) {
        return new Ends(
                event.text("localAddress"),
                (int) event.number("localPort"),
                event.text("remoteAddress"),
                (int) event.number("remotePort"));
    }

    /** Returns the same, seen from the other end. */
    Ends swapped() {
        return new Ends(remote, remotePort, local, localPort);
    }

    /** Returns the same for both directions. */
    Ends ordered() {
        int order = Integer.compare(localPort, remotePort);
        if (order == 0) {
            order = String.valueOf(local).compareTo(String.valueOf(remote));
        }
        return order <= 0 ? this : swapped();
    }

    /** Returns address and port of this end. */
    String here() {
        return text(local, localPort);
    }

    /** Returns address and port of the other end. */
    String there() {
        return text(remote, remotePort);
    }

    private static String text(String address, int port) {
        String host = address == null ? "?" : address;
        if (port == 0) {
            return host;
        }
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
