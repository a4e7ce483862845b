package io.mytracer.socket;

/**
 * A socket behind a descriptor, as it was when it was last looked at. Texts are made once for each
 * connection and not for each call.
 *
 * @param fd file descriptor
 * @param cookie the kernel's number of the socket; 0 where the kernel has none to tell
 * @param localAddress numeric text
 * @param localPort 0 where it is not bound
 * @param remoteAddress numeric text; null where it has no peer
 * @param remotePort 0 where it has no peer
 * @param connecting when the connect began that has not ended, in ticks; 0 where there is none
 * @param closing whether the kernel's socket is gone while threads may still be at the descriptor
 */
record Flow(
        int fd,
        long cookie,
        String localAddress,
        int localPort,
        String remoteAddress,
        int remotePort,
        long connecting,
        boolean closing) {

    /** Stands for a descriptor that is no IP socket. */
    static final Flow FOREIGN = new Flow(-1, 0, null, 0, null, 0, 0, false);

    Flow connecting(long since, String address, int port) {
        return new Flow(fd, cookie, localAddress, localPort, address, port, since, false);
    }

    Flow notConnecting() {
        return new Flow(fd, cookie, localAddress, localPort, remoteAddress, remotePort, 0, closing);
    }

    Flow atItsEnd() {
        return new Flow(fd, cookie, localAddress, localPort, remoteAddress, remotePort, 0, true);
    }

    boolean isForeign() {
        return localAddress == null;
    }

    boolean hasPeer() {
        return remoteAddress != null;
    }

    boolean hasSameEnds(Flow other) {
        return localPort == other.localPort
                && remotePort == other.remotePort
                && localAddress.equals(other.localAddress)
                && (hasPeer() ? remoteAddress.equals(other.remoteAddress) : !other.hasPeer());
    }
}
