package io.mytracer.diagnosis;

import java.util.BitSet;

/**
 * Which end of a connection is the server: learned from who listens, accepts and connects, and from
 * SYNs. Not thread-safe.
 */
public final class ServicePorts implements Rule {
    private final BitSet ports = new BitSet(1 << 16);

    /** Knows of no server. */
    public ServicePorts() {}

    @Override
    public void see(SeenEvent event) {
        switch (event.type()) {
            case "mytracer.SocketState" -> {
                String operation = String.valueOf(event.text("operation"));
                if (operation.equals("listen") || operation.equals("accept")) {
                    add(event.number("localPort"));
                } else if (operation.equals("connect")) {
                    add(event.number("remotePort"));
                }
            }
            case "mytracer.SocketQueue" -> {
                if ("LISTEN".equals(event.text("state"))) {
                    add(event.number("localPort"));
                }
            }
            case "mytracer.PacketPath", "mytracer.KernelDrop", "mytracer.TcpReset" -> {
                if ("SYN".equals(event.text("tcpFlags")) || isDatagramTooMuch(event)) {
                    add(event.number("destinationPort"));
                }
            }
            case "mytracer.TcpRetransmit" -> {
                if ("SYN".equals(event.text("kind"))) {
                    add(event.number("destinationPort"));
                }
            }
            default -> {}
        }
    }

    /** Whose receive buffer is full does not ask, but is asked. */
    private static boolean isDatagramTooMuch(SeenEvent event) {
        return "UDP".equals(event.text("protocol"))
                && "SOCKET_RCVBUFF".equals(event.text("reason"));
    }

    private void add(long port) {
        if (port > 0 && port <= 0xffff) {
            ports.set((int) port);
        }
    }

    /**
     * Whether the other end is the server. Where nothing is known the lower port is taken.
     *
     * @param localPort 0 to 65535
     * @param remotePort 0 to 65535
     */
    public boolean isRemote(int localPort, int remotePort) {
        boolean local = ports.get(localPort);
        boolean remote = ports.get(remotePort);
        if (local != remote) {
            return remote;
        }
        return remotePort != 0 && (localPort == 0 || remotePort < localPort);
    }

    private boolean isRemote(Ends ends) {
        return isRemote(ends.localPort(), ends.remotePort());
    }

    /** Returns address and port of the server. */
    String service(Ends ends) {
        return isRemote(ends) ? ends.there() : ends.here();
    }

    /** Returns the other end, without the port where that is any. */
    String peer(Ends ends) {
        if (isRemote(ends)) {
            return ends.there();
        }
        return ends.remote();
    }
}
