package io.mytracer.socket;

import io.mytracer.events.boot.SocketIo;

import java.io.FileDescriptor;
import java.net.InetSocketAddress;

/**
 * Writes SocketIo. This class is in the event's stack filter: no other of this package may be on
 * the stack below it but {@link SocketWatch}.
 */
final class CallEvents {
    /** The end of a stream; what is below has moved nothing (sun.nio.ch.IOStatus, JDK 25). */
    private static final long EOF = -1;

    private final FlowTable flows;
    private final Callers callers;

    CallEvents(FlowTable flows, Callers callers) {
        this.flows = flows;
        this.callers = callers;
    }

    void moved(
            long start,
            String operation,
            FileDescriptor descriptor,
            long result,
            Throwable thrown) {
        if (result < EOF) {
            return;
        }
        long end = SocketIo.timestamp();
        long rank = rank(start, end, thrown);
        if (SocketIo.shouldCommit(rank)) {
            Flow flow = flows.of(JdkSockets.fd(descriptor));
            if (!flow.isForeign() && SocketIo.shouldThrottleCommit(rank, end)) {
                commit(
                        start,
                        end,
                        operation,
                        flow,
                        flow.remoteAddress(),
                        flow.remotePort(),
                        result,
                        thrown);
            }
        }
    }

    /** The other end is the target, or what the kernel has written as the source. */
    void movedDatagram(
            long start,
            String operation,
            FileDescriptor descriptor,
            long result,
            Object other,
            Throwable thrown) {
        if (result < 0) {
            return;
        }
        long end = SocketIo.timestamp();
        long rank = rank(start, end, thrown);
        if (!SocketIo.shouldCommit(rank)) {
            return;
        }
        Flow flow = flows.of(JdkSockets.fd(descriptor));
        if (flow.isForeign() || !SocketIo.shouldThrottleCommit(rank, end)) {
            return;
        }
        InetSocketAddress peer = null;
        if (other instanceof InetSocketAddress target) {
            peer = target;
        } else if (thrown == null) {
            peer = JdkSockets.address(other);
        }
        boolean known = peer != null && peer.getAddress() != null;
        commit(
                start,
                end,
                operation,
                flow,
                known ? JdkSockets.text(peer.getAddress()) : flow.remoteAddress(),
                known ? peer.getPort() : flow.remotePort(),
                result,
                thrown);
    }

    /** A failure reaches any threshold; the throttle counts it as others. */
    private static long rank(long start, long end, Throwable thrown) {
        return thrown == null ? end - start : Long.MAX_VALUE;
    }

    private void commit(
            long start,
            long end,
            String operation,
            Flow flow,
            String remoteAddress,
            int remotePort,
            long result,
            Throwable thrown) {
        Caller caller = callers.current();
        SocketIo.commit(
                start,
                end - start,
                operation,
                flow.fd(),
                flow.cookie(),
                flow.localAddress(),
                flow.localPort(),
                remoteAddress,
                remotePort,
                thrown == null ? Math.max(0, result) : 0,
                caller == null ? -1 : caller.firstSeq(),
                caller == null ? -1 : caller.lastSeq(),
                SocketCalls.threadId(),
                thrown == null ? null : thrown.toString());
    }
}
