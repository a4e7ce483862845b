package io.mytracer.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.VerdictView;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/**
 * Builds records as the kernel writes them. Where a test says nothing it is a TCP packet that comes
 * in, 10.0.0.1:40000 to 10.0.0.2:80, of flow 7.
 */
public final class Records {
    /** {@code enum record_flag} of record.h. */
    public static final int TENTATIVE = 1;

    public static final int CONFIRMED = 1 << 1;
    public static final int MAC = 1 << 2;
    public static final int BARE = 1 << 3;
    public static final int FINAL = 1 << 4;
    public static final int REASON = 1 << 5;

    /** Where {@code struct verdict_record} goes on. */
    private static final int VERDICT_AT = HopRecord.SIZE;

    private final MemorySegment bytes = Arena.ofAuto().allocate(VerdictView.REFUSAL_SIZE, 8);
    private final int length;

    private Records(int kind, Hop hop, long packet, int length) {
        this.length = length;
        bytes.set(JAVA_LONG, 8, packet);
        bytes.set(JAVA_BYTE, 90, (byte) kind);
        bytes.set(JAVA_BYTE, 91, (byte) (hop == null ? 0 : hop.id()));
        flow(7).direction(HopRecord.IN).protocol(6);
        from("10.0.0.1", 40000).to("10.0.0.2", 80).skb(0xffff_8880_0000_0000L + packet);
    }

    /** A packet at a hop; packet 0: a thread that uses a socket. */
    public static Records hop(Hop hop, long packet) {
        return new Records(HopRecord.HOP, hop, packet, HopRecord.SIZE);
    }

    /** A packet at a hop where the kernel stack was taken. */
    public static Records hopWithStack(Hop hop, long packet, long... frames) {
        return new Records(HopRecord.HOP, hop, packet, HopRecord.CAUSE_SIZE).stack(frames);
    }

    /** A packet at a hop where only its number is known. */
    public static Records bare(Hop hop, long packet) {
        Records record = hop(hop, packet).flag(BARE).direction(0).protocol(0);
        record.bytes.asSlice(32, 36).fill((byte) 0);
        return record;
    }

    public static Records drop(long packet) {
        return new Records(HopRecord.DROP, Hop.KFREE_SKB, packet, HopRecord.CAUSE_SIZE).flag(FINAL);
    }

    /** Any other record with a cause. */
    public static Records cause(int kind, Hop hop, long packet) {
        return new Records(kind, hop, packet, HopRecord.CAUSE_SIZE);
    }

    /** A packet filter's verdict with a stack, on IPv4 that goes out; 1 is NF_ACCEPT. */
    public static Records verdict(long packet, int verdict) {
        Records record = new Records(HopRecord.VERDICT, null, packet, VerdictView.REFUSAL_SIZE);
        record.bytes.set(JAVA_INT, VERDICT_AT + 16, verdict);
        return record.hook(2, 2, 3);
    }

    /** What a packet has to do with another; 0 for none. */
    public static Records kin(Hop hop, long packet, long other) {
        Records record = bare(hop, packet);
        record.bytes.set(JAVA_LONG, 32, other);
        return record;
    }

    /** A socket that was opened or ended. */
    public static Records flowEvent(int kind) {
        return new Records(kind, null, 0, HopRecord.SIZE);
    }

    /** Kernel time in microseconds. */
    public Records at(long micros) {
        bytes.set(JAVA_LONG, 0, 1000 * micros);
        return this;
    }

    /** Kernel time in ns. */
    public Records time(long nanos) {
        bytes.set(JAVA_LONG, 0, nanos);
        return this;
    }

    public Records skb(long address) {
        bytes.set(JAVA_LONG, 16, address);
        return this;
    }

    public Records flow(long cookie) {
        bytes.set(JAVA_LONG, 24, cookie);
        return this;
    }

    public Records from(String address, int port) {
        return end(32, 64, address, port);
    }

    public Records to(String address, int port) {
        return end(48, 66, address, port);
    }

    public Records seq(long seq) {
        bytes.set(JAVA_INT, 68, (int) seq);
        return this;
    }

    public Records ack(long ack) {
        bytes.set(JAVA_INT, 72, (int) ack);
        return this;
    }

    public Records length(int bytesFromIp) {
        bytes.set(JAVA_INT, 76, bytesFromIp);
        return this;
    }

    public Records netns(int inode) {
        bytes.set(JAVA_INT, 80, inode);
        return this;
    }

    public Records tid(int tid) {
        bytes.set(JAVA_INT, 84, tid);
        return this;
    }

    public Records javaThread(int id) {
        bytes.set(JAVA_INT, 124, id);
        return this;
    }

    public Records cpu(int cpu) {
        bytes.set(JAVA_SHORT, 88, (short) cpu);
        return this;
    }

    public Records direction(int direction) {
        bytes.set(JAVA_BYTE, 92, (byte) direction);
        return this;
    }

    public Records out() {
        return direction(HopRecord.OUT);
    }

    public Records protocol(int number) {
        bytes.set(JAVA_BYTE, 93, (byte) number);
        return this;
    }

    public Records udp() {
        return protocol(17);
    }

    public Records tcpFlags(int flags) {
        bytes.set(JAVA_BYTE, 95, (byte) flags);
        return this;
    }

    public Records packetType(int type) {
        bytes.set(JAVA_BYTE, 96, (byte) type);
        return this;
    }

    /** Adds a flag. */
    public Records flag(int flag) {
        bytes.set(JAVA_BYTE, 97, (byte) (bytes.get(JAVA_BYTE, 97) | flag));
        return this;
    }

    public Records mac(long mac) {
        for (int i = 0; i < 6; i++) {
            bytes.set(JAVA_BYTE, 98 + i, (byte) (mac >> 40 - 8 * i));
        }
        return flag(MAC);
    }

    public Records device(String name) {
        return text(104, name);
    }

    /** By hop: bytes of payload or moved by the call, a return code. */
    public Records value(int value) {
        bytes.set(JAVA_INT, 120, value);
        return this;
    }

    public Records reason(int reason) {
        bytes.set(JAVA_INT, 136, reason);
        return flag(REASON);
    }

    /** The congestion state of a retransmission, which is no reason of the kernel's. */
    public Records congestion(int state) {
        bytes.set(JAVA_INT, 136, state);
        return this;
    }

    public Records location(long address) {
        bytes.set(JAVA_LONG, 128, address);
        return this;
    }

    public Records state(int tcpState) {
        bytes.set(JAVA_INT, 140, tcpState);
        return this;
    }

    public Records stack(long... frames) {
        long at = length - 1024L;
        bytes.set(JAVA_LONG, at, 8L * frames.length);
        MemorySegment.copy(frames, 0, bytes, JAVA_LONG, at + 8, frames.length);
        return this;
    }

    /** When the evaluation ended, in ns. */
    public Records ended(long nanos) {
        bytes.set(JAVA_LONG, VERDICT_AT, nanos);
        return this;
    }

    /** By numbers of NFPROTO_... and NF_INET_... */
    public Records hook(int tableFamily, int hookFamily, int hook) {
        bytes.set(JAVA_BYTE, VERDICT_AT + 20, (byte) tableFamily);
        bytes.set(JAVA_BYTE, VERDICT_AT + 21, (byte) hookFamily);
        bytes.set(JAVA_BYTE, VERDICT_AT + 22, (byte) hook);
        return this;
    }

    /** By {@code enum rule_kind} of record.h. */
    public Records rule(int kind, long rule) {
        bytes.set(JAVA_LONG, VERDICT_AT + 8, rule);
        bytes.set(JAVA_BYTE, VERDICT_AT + 23, (byte) kind);
        return this;
    }

    public Records table(String name) {
        return text(VERDICT_AT + 24, name);
    }

    public Records baseChain(String name) {
        return text(VERDICT_AT + 56, name);
    }

    public Records chain(String name) {
        return text(VERDICT_AT + 120, name);
    }

    /** A new view of the record. */
    public HopRecord view() {
        return new HopRecord().at(bytes, 0, length);
    }

    private Records text(int at, String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment.copy(encoded, 0, bytes, JAVA_BYTE, at, encoded.length);
        return this;
    }

    private Records end(int addressAt, int portAt, String address, int port) {
        byte[] raw = InetAddress.ofLiteral(address).getAddress();
        MemorySegment field = bytes.asSlice(addressAt, 16).fill((byte) 0);
        if (raw.length == 4) {
            field.set(JAVA_SHORT, 10, (short) -1);
        }
        MemorySegment.copy(raw, 0, field, JAVA_BYTE, 16 - raw.length, raw.length);
        bytes.set(JAVA_SHORT, portAt, (short) port);
        return this;
    }
}
