package io.mytracer.emit;

import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.Protocol;
import io.mytracer.events.PacketEvent;
import io.mytracer.events.PacketType;
import io.mytracer.events.TcpFlags;

/** Fills in what all events about packets have. Not thread-safe. */
final class PacketFields {
    private static final int TCP = 6;

    private final PacketThreads threads;
    private final Names names;

    PacketFields(PacketThreads threads, Names names) {
        this.threads = threads;
        this.names = names;
    }

    void fill(PacketEvent event, HopRecord record, long caller) {
        Thread thread = threads.of(caller);
        event.thread = thread;
        event.packetId = record.packet();
        event.flow = record.flow();
        event.direction =
                switch (record.direction()) {
                    case HopRecord.IN -> "IN";
                    case HopRecord.OUT -> "OUT";
                    default -> null;
                };
        fillHeaders(event, record);
        event.packetType = record.packet() == 0 ? null : PacketType.text(record.packetType());
        event.device = names.device(record);
        event.netns = record.netns();
        event.skb = record.skb();
        event.osThreadId = (int) caller;
        event.command = threads.command(caller);
        event.javaThreadId = thread == null ? 0 : thread.threadId();
        event.cpu = record.cpu();
    }

    /** Fills in what the packet's own headers tell. */
    void fillHeaders(PacketEvent event, HopRecord record) {
        event.protocol = Names.protocol(record);
        event.sourceAddress = names.source(record);
        event.sourcePort = record.sourcePort();
        event.destinationAddress = names.destination(record);
        event.destinationPort = record.destinationPort();
        boolean header = record.protocol() == TCP && record.packet() != 0;
        event.tcpFlags = header ? TcpFlags.text(record.tcpFlags()) : null;
        boolean icmp = Protocol.ICMP.has(record.protocol());
        event.icmp = icmp ? IcmpNames.text(record) : null;
        event.seq = record.seq();
        event.ack = icmp ? 0 : record.ack();
        event.length = record.length();
    }
}
