package io.mytracer.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * A view of one record, {@code struct record} of record.h or one that begins with it, where it
 * lies. Allocates nothing; {@link #at} moves it to another record.
 *
 * <p>Not thread-safe. A record in the ring is valid only until the sink returns.
 */
public final class HopRecord {
    /** What a record tells, by {@code enum kind}. */
    public static final int HOP = 1;

    public static final int DROP = 2;
    public static final int RESET_SENT = 3;
    public static final int RESET_RECEIVED = 4;
    public static final int RETRANSMIT = 5;
    public static final int FLOW_OPENED = 6;
    public static final int FLOW_ENDED = 7;
    public static final int VERDICT = 8;

    /** By {@code enum direction}. */
    public static final int IN = 1;

    public static final int OUT = 2;

    /** Bytes of {@code struct record}, and where a cause's further fields begin. */
    public static final int SIZE = 128;

    /** Bytes of {@code struct cause_record}. */
    public static final int CAUSE_SIZE = 1168;

    static final int STACK_DEPTH = 127;

    /** Bytes of a stack at the end of a record: how many, then the frames. */
    static final int STACK_SIZE = 8 + 8 * STACK_DEPTH;

    private static final int TENTATIVE = 1;
    private static final int CONFIRMED = 1 << 1;
    private static final int MAC = 1 << 2;
    private static final int BARE = 1 << 3;
    private static final int FINAL = 1 << 4;
    private static final int REASON = 1 << 5;
    private static final int LOOPBACK = 1 << 6;

    private MemorySegment segment;
    private long base;
    private int length;
    private VerdictView verdict;
    private long[] stack;

    /** Moves the view to a record without a cause. */
    public HopRecord at(MemorySegment segment, long offset) {
        return at(segment, offset, SIZE);
    }

    /**
     * Moves the view.
     *
     * @param length of the record in bytes
     * @return this
     * @throws IllegalArgumentException if a record of that length is not known
     */
    public HopRecord at(MemorySegment segment, long offset, int length) {
        if (length != SIZE
                && length != CAUSE_SIZE
                && length != VerdictView.SIZE
                && length != VerdictView.REFUSAL_SIZE) {
            throw new IllegalArgumentException("a record of " + length + " bytes");
        }
        this.segment = segment;
        this.base = offset;
        this.length = length;
        this.stack = null;
        return this;
    }

    /**
     * Gives a record that was copied without its stack that stack again.
     *
     * @param frames kernel addresses, innermost first; null for none
     * @return this
     */
    public HopRecord withStack(long[] frames) {
        stack = frames;
        return this;
    }

    /** Copies the record without what follows {@code struct record}. */
    public void copyTo(MemorySegment target, long offset) {
        MemorySegment.copy(segment, base, target, offset, SIZE);
    }

    /** Returns a view of a copy of the whole record. */
    public HopRecord copy() {
        MemorySegment bytes = Arena.ofAuto().allocate(length, 8);
        MemorySegment.copy(segment, base, bytes, 0, length);
        return new HopRecord().at(bytes, 0, length);
    }

    /** Returns when it happened, in ns of CLOCK_MONOTONIC, which is {@link System#nanoTime}. */
    public long time() {
        return segment.get(JAVA_LONG, base);
    }

    /** Returns the packet's id, or 0 for what belongs to a socket only. */
    public long packet() {
        return segment.get(JAVA_LONG, base + 8);
    }

    /** Returns the address of the skb; only its identity means anything. */
    public long skb() {
        return segment.get(JAVA_LONG, base + 16);
    }

    /** Returns the socket cookie, 0 where it is not known. */
    public long flow() {
        return segment.get(JAVA_LONG, base + 24);
    }

    /** Copies the source address: 16 bytes, IPv4 in its v4-mapped form. */
    public void source(byte[] to) {
        MemorySegment.copy(segment, JAVA_BYTE, base + 32, to, 0, 16);
    }

    /**
     * Returns the id of the packet that a {@linkplain #bare bare} record relates this one to: that
     * it was cut from, or has become part of; 0 for none.
     */
    public long related() {
        return addressWord(false, false);
    }

    /** Copies the destination address: 16 bytes, IPv4 in its v4-mapped form. */
    public void destination(byte[] to) {
        MemorySegment.copy(segment, JAVA_BYTE, base + 48, to, 0, 16);
    }

    long addressWord(boolean destination, boolean low) {
        return segment.get(JAVA_LONG, base + (destination ? 48 : 32) + (low ? 8 : 0));
    }

    /** Returns the upper half of the source address, for look-ups in a cache. */
    public long sourceHigh() {
        return addressWord(false, false);
    }

    /** Returns the lower half of the source address. */
    public long sourceLow() {
        return addressWord(false, true);
    }

    /** Returns the upper half of the destination address. */
    public long destinationHigh() {
        return addressWord(true, false);
    }

    /** Returns the lower half of the destination address. */
    public long destinationLow() {
        return addressWord(true, true);
    }

    /** Returns 0 to 65535. */
    public int sourcePort() {
        return Short.toUnsignedInt(segment.get(JAVA_SHORT, base + 64));
    }

    /** Returns 0 to 65535. */
    public int destinationPort() {
        return Short.toUnsignedInt(segment.get(JAVA_SHORT, base + 66));
    }

    /** Returns the raw sequence number, of a call that of the first byte moved, 0 to 2^32-1. */
    public long seq() {
        return Integer.toUnsignedLong(segment.get(JAVA_INT, base + 68));
    }

    /** Returns the raw acknowledgement number, 0 to 2^32-1. */
    public long ack() {
        return Integer.toUnsignedLong(segment.get(JAVA_INT, base + 72));
    }

    /** Returns the type of an ICMP message, 0 to 255. */
    public int icmpType() {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + 75));
    }

    /** Returns the code of an ICMP message, 0 to 255. */
    public int icmpCode() {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + 74));
    }

    /**
     * Returns the id of an echo of ICMP, 0 to 65535; its number in the sequence is {@link #seq}.
     */
    public int icmpId() {
        return Short.toUnsignedInt(segment.get(JAVA_SHORT, base + 72));
    }

    /** Returns the bytes from the IP header on, or that a socket call moved. */
    public long length() {
        return Integer.toUnsignedLong(segment.get(JAVA_INT, base + 76));
    }

    /** Returns the inode of the network namespace. */
    public long netns() {
        return Integer.toUnsignedLong(segment.get(JAVA_INT, base + 80));
    }

    /** Returns the id of the JVM's thread whose system call this is, 0 for none. */
    public int tid() {
        return segment.get(JAVA_INT, base + 84);
    }

    /**
     * Returns the thread, and in the upper half the lower half of the id of the Java thread that it
     * ran, where that is known; 0 for no thread.
     */
    public long caller() {
        return (long) segment.get(JAVA_INT, base + 124) << 32 | tid();
    }

    /** Whether a thread of the JVM did this in code that does not say which Java thread it is. */
    public boolean isOfNoJavaThread() {
        return tid() != 0 && segment.get(JAVA_INT, base + 124) == 0;
    }

    /** Returns the CPU. */
    public int cpu() {
        return Short.toUnsignedInt(segment.get(JAVA_SHORT, base + 88));
    }

    /** Returns one of {@link #HOP} to {@link #VERDICT}. */
    public int kind() {
        return segment.get(JAVA_BYTE, base + 90);
    }

    /** Returns where it happened; null for what is of a flow, and for a {@link #VERDICT}. */
    public Hop hop() {
        return Hop.of(Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + 91)));
    }

    /** Returns {@link #IN}, {@link #OUT} or 0. */
    public int direction() {
        return segment.get(JAVA_BYTE, base + 92);
    }

    /** Returns the protocol number of the IP header. */
    public int protocol() {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + 93));
    }

    /** Returns the flags byte of the TCP header. */
    public int tcpFlags() {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, base + 95));
    }

    /** Returns skb->pkt_type of include/uapi/linux/if_packet.h. */
    public int packetType() {
        return segment.get(JAVA_BYTE, base + 96);
    }

    /** Whether nobody knows yet if the packet is this JVM's. */
    public boolean tentative() {
        return flag(TENTATIVE);
    }

    /** Whether a tentative packet turned out to be wanted. */
    public boolean confirmed() {
        return flag(CONFIRMED);
    }

    /** Whether the packet has a destination address of the link layer. */
    public boolean hasMac() {
        return flag(MAC);
    }

    /** Whether addresses and all else of the headers are missing. */
    public boolean bare() {
        return flag(BARE);
    }

    /** Whether the packet ends here. */
    public boolean last() {
        return flag(FINAL);
    }

    /** Whether {@link #reason} is the kernel's. */
    public boolean hasReason() {
        return flag(REASON);
    }

    /** Whether the device is a loopback device. */
    public boolean loopback() {
        return flag(LOOPBACK);
    }

    /** Returns the destination's link-layer address, its first byte in the highest bits of 48. */
    public long mac() {
        long mac = 0;
        for (int i = 0; i < 6; i++) {
            mac = mac << 8 | Byte.toUnsignedLong(segment.get(JAVA_BYTE, base + 98 + i));
        }
        return mac;
    }

    /** Returns the first half of the device's name as a number, for look-ups in a cache. */
    public long deviceHigh() {
        return segment.get(JAVA_LONG, base + 104);
    }

    /** Returns the second half of the device's name as a number. */
    public long deviceLow() {
        return segment.get(JAVA_LONG, base + 112);
    }

    /** Returns the device's name, empty where there is none. */
    public String device() {
        byte[] name = new byte[16];
        MemorySegment.copy(segment, JAVA_BYTE, base + 104, name, 0, 16);
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        return new String(name, 0, length, StandardCharsets.UTF_8);
    }

    /** Returns by hop: bytes of payload or moved by the call, a return code, milliseconds. */
    public int value() {
        return segment.get(JAVA_INT, base + 120);
    }

    /** Whether {@link #location} and the rest can be asked. */
    public boolean hasCause() {
        return length == CAUSE_SIZE;
    }

    /** Returns the kernel address that freed the packet, 0 where it was not a drop. */
    public long location() {
        return segment.get(JAVA_LONG, base + SIZE);
    }

    /** Returns the number of the drop or reset reason, or the congestion state of a resend. */
    public int reason() {
        return segment.get(JAVA_INT, base + SIZE + 8);
    }

    /** Returns the TCP state (include/net/tcp_states.h), 0 where there is no socket. */
    public int state() {
        return segment.get(JAVA_INT, base + SIZE + 12);
    }

    /** Returns how many frames of the kernel stack there are, 0 to 127, whatever the kind. */
    public int frames() {
        if (stack != null) {
            return stack.length;
        }
        if (length != CAUSE_SIZE && length != VerdictView.REFUSAL_SIZE) {
            return 0;
        }
        long bytes = segment.get(JAVA_LONG, base + length - STACK_SIZE);
        return bytes <= 0 ? 0 : (int) Math.min(STACK_DEPTH, bytes / 8);
    }

    /** Returns a kernel address of the stack, 0 being the innermost frame. */
    public long frame(int index) {
        return stack != null
                ? stack[index]
                : segment.get(JAVA_LONG, base + length - STACK_SIZE + 8 + 8L * index);
    }

    /** Returns the rest of a {@link #VERDICT}, valid as long as this view. */
    public VerdictView verdict() {
        if (verdict == null) {
            verdict = new VerdictView();
        }
        return verdict.at(segment, base);
    }

    private boolean flag(int bit) {
        return (segment.get(JAVA_BYTE, base + 97) & bit) != 0;
    }
}
