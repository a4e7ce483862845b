package io.mytracer.socket;

import io.mytracer.events.boot.SocketIo;
import io.mytracer.events.boot.SocketState;

import java.io.FileDescriptor;
import java.net.InetAddress;

/**
 * Writes SocketState. This class is in the event's stack filter: no other of this package may be on
 * the stack below it but {@link SocketWatch}.
 */
final class StateEvents {
    private static final String UNFINISHED = "closed before it was connected";

    private final FlowTable flows;

    StateEvents(FlowTable flows) {
        this.flows = flows;
    }

    void connecting(
            long start, FileDescriptor descriptor, InetAddress remote, int port, Throwable thrown) {
        if (start == 0) {
            return;
        }
        int fd = JdkSockets.fd(descriptor);
        Flow flow = flows.of(fd);
        if (!flow.isForeign()) {
            Flow begun = flow.connecting(start, JdkSockets.text(remote), port);
            if (thrown == null) {
                flows.put(fd, begun);
            } else {
                failed(begun, thrown.toString());
            }
        }
    }

    void connectFailed(FileDescriptor descriptor, Throwable thrown) {
        Flow flow = flows.get(JdkSockets.fd(descriptor));
        if (flow != null && flow.connecting() != 0) {
            failed(flow, thrown.toString());
        }
    }

    private void failed(Flow flow, String error) {
        flows.put(flow.fd(), flow.notConnecting());
        commit(flow.connecting(), "connect", flow, error);
    }

    void bindFailed(FileDescriptor descriptor, InetAddress local, int port, Throwable thrown) {
        if (SocketState.enabled()) {
            int fd = JdkSockets.fd(descriptor);
            Flow wanted =
                    new Flow(
                            fd,
                            SocketCalls.cookie(fd),
                            JdkSockets.text(local),
                            port,
                            null,
                            0,
                            0,
                            false);
            commit(0, "bind", wanted, thrown.toString());
        }
    }

    void named(FileDescriptor descriptor) {
        int fd = JdkSockets.fd(descriptor);
        Flow before = flows.remove(fd);
        if (!SocketState.enabled()) {
            return;
        }
        Flow now = flows.lookAt(fd);
        if (now.isForeign()) {
            return;
        }
        boolean same = before != null && !before.isForeign() && before.cookie() == now.cookie();
        Flow known = same ? before : null;
        String operation = operation(known, now);
        if (operation != null) {
            commit(known == null ? 0 : known.connecting(), operation, now, null);
        }
    }

    /** What has happened to a socket, or null where it is as before. */
    private static String operation(Flow before, Flow now) {
        if (before != null && before.connecting() == 0 && before.hasSameEnds(now)) {
            return null;
        }
        if (now.hasPeer()) {
            return before == null ? "accept" : "connect";
        }
        if (before != null && before.hasPeer()) {
            return "disconnect";
        }
        if (now.localPort() == 0) {
            return null;
        }
        return SocketCalls.isListening(now.fd()) ? "listen" : "bind";
    }

    void listening(FileDescriptor descriptor) {
        if (SocketState.enabled()) {
            Flow flow = flows.lookAt(JdkSockets.fd(descriptor));
            if (!flow.isForeign()) {
                commit(0, "listen", flow, null);
            }
        }
    }

    void preClosing(FileDescriptor descriptor) {
        int fd = JdkSockets.fd(descriptor);
        // Later nobody can tell any more whose descriptor it was: threads may still be at it.
        Flow flow = SocketState.enabled() || SocketIo.enabled() ? flows.of(fd) : flows.remove(fd);
        if (flow != null && !flow.isForeign() && !flow.closing()) {
            flows.put(fd, flow.atItsEnd());
            closed(flow);
        }
    }

    void closing(FileDescriptor descriptor) {
        int fd = JdkSockets.fd(descriptor);
        Flow flow = flows.remove(fd);
        if (SocketState.enabled()) {
            Flow known = flow == null ? SocketCalls.flow(fd) : flow;
            if (!known.isForeign() && !known.closing()) {
                closed(known);
            }
        }
    }

    private void closed(Flow flow) {
        if (SocketState.enabled()) {
            if (flow.connecting() != 0) {
                commit(flow.connecting(), "connect", flow, UNFINISHED);
            }
            commit(0, "close", flow, null);
        }
    }

    /**
     * Writes a state.
     *
     * @param since 0 for something that takes no time
     */
    private static void commit(long since, String operation, Flow flow, String error) {
        long now = SocketState.timestamp();
        long start = since == 0 ? now : since;
        if (SocketState.shouldCommit(now - start)) {
            SocketState.commit(
                    start,
                    now - start,
                    operation,
                    flow.fd(),
                    flow.cookie(),
                    flow.localAddress(),
                    flow.localPort(),
                    flow.remoteAddress(),
                    flow.remotePort(),
                    SocketCalls.threadId(),
                    error);
        }
    }
}
