package io.mytracer.bpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One record, {@code struct record} of record.h or one that begins with it. Allocates nothing;
 * {@link #at} moves it to another record.
 *
 * <p>The fields of {@code struct record} are read from an array: to read from a segment costs its
 * bounds and the life of its arena each time. So they are copied once, while what only causes and
 * verdicts have is read where it lies.
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

    /** {@code struct record} in longs. */
    public static final int WORDS = SIZE / Long.BYTES;

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

    private static final VarHandle BYTES_AS_LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    // Null until a record is copied here, for the many that are not.
    private long[] own;
    private long[] words;
    private int base;
    private int length;
    // Where the last record with more than that lies.
    private MemorySegment segment;
    private long offset;
    private VerdictView verdict;
    private long[] stack;

    /** Moves to a record without a cause, which is copied. */
    public HopRecord at(MemorySegment segment, long offset) {
        return at(segment, offset, SIZE);
    }

    /**
     * Moves to a record, of which {@code struct record} is copied.
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
        if (own == null) {
            own = new long[WORDS];
        }
        MemorySegment.copy(segment, JAVA_LONG, offset, own, 0, WORDS);
        words = own;
        base = 0;
        stack = null;
        this.length = length;
        if (length > SIZE) {
            this.segment = segment;
            this.offset = offset;
        }
        return this;
    }

    /**
     * Moves to a record that {@link #copyTo} has copied, and reads it there.
     *
     * @param base index of its first word
     * @param frames its kernel stack as addresses, innermost first; null for none
     * @return this
     */
    public HopRecord at(long[] words, int base, long[] frames) {
        this.words = words;
        this.base = base;
        this.length = SIZE;
        this.stack = frames;
        return this;
    }

    /** Copies the record without what follows {@code struct record}. */
    public void copyTo(long[] target, int index) {
        System.arraycopy(words, base, target, index, WORDS);
    }

    /** Returns a copy of the whole record. */
    public HopRecord copy() {
        MemorySegment bytes = Arena.ofAuto().allocate(length, Long.BYTES);
        MemorySegment.copy(words, base, bytes, JAVA_LONG, 0, WORDS);
        if (length > SIZE) {
            MemorySegment.copy(segment, offset + SIZE, bytes, SIZE, length - SIZE);
        }
        HopRecord copy = new HopRecord().at(bytes, 0, length);
        copy.stack = stack;
        return copy;
    }

    /** Returns when it happened, in ns of CLOCK_MONOTONIC, which is {@link System#nanoTime}. */
    public long time() {
        return word(0);
    }

    /** Returns the packet's id, or 0 for what belongs to a socket only. */
    public long packet() {
        return word(1);
    }

    /** Returns the address of the skb; only its identity means anything. */
    public long skb() {
        return word(2);
    }

    /** Returns the socket cookie, 0 where it is not known. */
    public long flow() {
        return word(3);
    }

    /** Copies the source address: 16 bytes, IPv4 in its v4-mapped form. */
    public void source(byte[] to) {
        bytes(4, to);
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
        bytes(6, to);
    }

    long addressWord(boolean destination, boolean low) {
        return word((destination ? 6 : 4) + (low ? 1 : 0));
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
        return (int) word(8) & 0xffff;
    }

    /** Returns 0 to 65535. */
    public int destinationPort() {
        return (int) word(8) >>> 16;
    }

    /** Returns the raw sequence number, of a call that of the first byte moved, 0 to 2^32-1. */
    public long seq() {
        return word(8) >>> 32;
    }

    /** Returns the raw acknowledgement number, 0 to 2^32-1. */
    public long ack() {
        return word(9) & 0xffff_ffffL;
    }

    /** Returns the type of an ICMP message, 0 to 255. */
    public int icmpType() {
        return (int) word(9) >>> 24;
    }

    /** Returns the code of an ICMP message, 0 to 255. */
    public int icmpCode() {
        return (int) word(9) >>> 16 & 0xff;
    }

    /**
     * Returns the id of an echo of ICMP, 0 to 65535; its number in the sequence is {@link #seq}.
     */
    public int icmpId() {
        return (int) word(9) & 0xffff;
    }

    /** Returns the bytes from the IP header on, or that a socket call moved. */
    public long length() {
        return word(9) >>> 32;
    }

    /** Returns the inode of the network namespace. */
    public long netns() {
        return word(10) & 0xffff_ffffL;
    }

    /** Returns the id of the JVM's thread whose system call this is, 0 for none. */
    public int tid() {
        return (int) (word(10) >>> 32);
    }

    /**
     * Returns the thread, and in the upper half the lower half of the id of the Java thread that it
     * ran, where that is known; 0 for no thread.
     */
    public long caller() {
        return word(15) & ~0xffff_ffffL | tid();
    }

    /** Whether a thread of the JVM did this in code that does not say which Java thread it is. */
    public boolean isOfNoJavaThread() {
        return tid() != 0 && word(15) >>> 32 == 0;
    }

    /** Returns the CPU. */
    public int cpu() {
        return (int) word(11) & 0xffff;
    }

    /** Returns one of {@link #HOP} to {@link #VERDICT}. */
    public int kind() {
        return (int) word(11) >>> 16 & 0xff;
    }

    /** Returns where it happened; null for what is of a flow, and for a {@link #VERDICT}. */
    public Hop hop() {
        return Hop.of((int) word(11) >>> 24);
    }

    /** Returns {@link #IN}, {@link #OUT} or 0. */
    public int direction() {
        return (int) (word(11) >>> 32) & 0xff;
    }

    /** Returns the protocol number of the IP header. */
    public int protocol() {
        return (int) (word(11) >>> 40) & 0xff;
    }

    /** Returns the flags byte of the TCP header. */
    public int tcpFlags() {
        return (int) (word(11) >>> 56);
    }

    /** Returns skb->pkt_type of include/uapi/linux/if_packet.h. */
    public int packetType() {
        return (int) word(12) & 0xff;
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
        return Long.reverseBytes(word(12)) & 0xffff_ffff_ffffL;
    }

    /** Returns the first half of the device's name as a number, for look-ups in a cache. */
    public long deviceHigh() {
        return word(13);
    }

    /** Returns the second half of the device's name as a number. */
    public long deviceLow() {
        return word(14);
    }

    /** Returns the device's name, empty where there is none. */
    public String device() {
        byte[] name = new byte[16];
        bytes(13, name);
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        return new String(name, 0, length, StandardCharsets.UTF_8);
    }

    /** Returns by hop: bytes of payload or moved by the call, a return code, milliseconds. */
    public int value() {
        return (int) word(15);
    }

    /** Whether {@link #location} and the rest can be asked. */
    public boolean hasCause() {
        return length == CAUSE_SIZE;
    }

    /** Returns the kernel address that freed the packet, 0 where it was not a drop. */
    public long location() {
        return segment.get(JAVA_LONG, offset + SIZE);
    }

    /** Returns the number of the drop or reset reason, or the congestion state of a resend. */
    public int reason() {
        return segment.get(JAVA_INT, offset + SIZE + 8);
    }

    /** Returns the TCP state (include/net/tcp_states.h), 0 where there is no socket. */
    public int state() {
        return segment.get(JAVA_INT, offset + SIZE + 12);
    }

    /** Returns how many frames of the kernel stack there are, 0 to 127, whatever the kind. */
    public int frames() {
        if (stack != null) {
            return stack.length;
        }
        if (length != CAUSE_SIZE && length != VerdictView.REFUSAL_SIZE) {
            return 0;
        }
        long bytes = segment.get(JAVA_LONG, offset + length - STACK_SIZE);
        return bytes <= 0 ? 0 : (int) Math.min(STACK_DEPTH, bytes / 8);
    }

    /** Returns a kernel address of the stack, 0 being the innermost frame. */
    public long frame(int index) {
        return stack != null
                ? stack[index]
                : segment.get(JAVA_LONG, offset + length - STACK_SIZE + 8 + 8L * index);
    }

    /** Returns the rest of a {@link #VERDICT}, valid as long as this view. */
    public VerdictView verdict() {
        if (verdict == null) {
            verdict = new VerdictView();
        }
        return verdict.at(segment, offset);
    }

    private void bytes(int word, byte[] to) {
        BYTES_AS_LONGS.set(to, 0, word(word));
        BYTES_AS_LONGS.set(to, Long.BYTES, word(word + 1));
    }

    /** Returns eight bytes, of which the first is the lowest: Linux on x86-64 is little-endian. */
    private long word(int index) {
        return words[base + index];
    }

    private boolean flag(int bit) {
        return ((int) word(12) >>> 8 & bit) != 0;
    }
}
