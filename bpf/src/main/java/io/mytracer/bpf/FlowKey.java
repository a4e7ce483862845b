package io.mytracer.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * {@code struct flow_key} of state.h: a socket by its two ends, seen from the JVM. Halves of
 * addresses are native longs over their 16 bytes in network order; an unconnected socket has no
 * remote end.
 */
record FlowKey(
        long localHigh,
        long localLow,
        long remoteHigh,
        long remoteLow,
        int localPort,
        int remotePort,
        int protocol) {

    static final int SIZE = 40;

    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    /** Bytes 8 to 15 of ::ffff:0.0.0.0, and which of them make an address a v4-mapped one. */
    private static final long V4_ANY = LITTLE ? 0xffff_0000L : 0x0000_ffff_0000_0000L;

    private static final long V4_PREFIX = LITTLE ? 0xffff_ffffL : 0xffff_ffff_0000_0000L;

    /** The key in a {@link HopRecord#FLOW_OPENED} or {@link HopRecord#FLOW_ENDED} record. */
    static FlowKey ofFlow(HopRecord record) {
        return new FlowKey(
                record.sourceHigh(),
                record.sourceLow(),
                record.destinationHigh(),
                record.destinationLow(),
                record.sourcePort(),
                record.destinationPort(),
                record.protocol());
    }

    /** The full key of a packet that comes in. */
    static FlowKey ofReceiver(HopRecord record) {
        return new FlowKey(
                record.destinationHigh(),
                record.destinationLow(),
                record.sourceHigh(),
                record.sourceLow(),
                record.destinationPort(),
                record.sourcePort(),
                record.protocol());
    }

    /** The same socket, unconnected. */
    FlowKey withoutRemote() {
        return new FlowKey(localHigh, localLow, 0, 0, localPort, 0, protocol);
    }

    /** The same socket, bound to the wildcard address of its family. */
    FlowKey wildcard() {
        return new FlowKey(0, isV4() ? V4_ANY : 0, 0, 0, localPort, 0, protocol);
    }

    /** Whether it is unconnected and bound to ::, so that it may stand under 0.0.0.0 as well. */
    boolean isWildcard() {
        return localHigh == 0 && localLow == 0 && remotePort == 0;
    }

    /** The same socket, bound to 0.0.0.0. */
    FlowKey v4Wildcard() {
        return new FlowKey(0, V4_ANY, 0, 0, localPort, 0, protocol);
    }

    private boolean isV4() {
        return localHigh == 0 && (localLow & V4_PREFIX) == V4_ANY;
    }

    static FlowKey read(MemorySegment key) {
        return new FlowKey(
                key.get(JAVA_LONG, 0),
                key.get(JAVA_LONG, 8),
                key.get(JAVA_LONG, 16),
                key.get(JAVA_LONG, 24),
                Short.toUnsignedInt(key.get(JAVA_SHORT, 32)),
                Short.toUnsignedInt(key.get(JAVA_SHORT, 34)),
                Byte.toUnsignedInt(key.get(JAVA_BYTE, 36)));
    }

    void write(MemorySegment key) {
        key.fill((byte) 0);
        key.set(JAVA_LONG, 0, localHigh);
        key.set(JAVA_LONG, 8, localLow);
        key.set(JAVA_LONG, 16, remoteHigh);
        key.set(JAVA_LONG, 24, remoteLow);
        key.set(JAVA_SHORT, 32, (short) localPort);
        key.set(JAVA_SHORT, 34, (short) remotePort);
        key.set(JAVA_BYTE, 36, (byte) protocol);
    }
}
