package io.mytracer.jmc.waterfall;

import io.mytracer.events.EventTime;
import io.mytracer.events.KernelDrop;
import io.mytracer.events.NetfilterVerdict;
import io.mytracer.events.PacketEvent;
import io.mytracer.events.PacketPath;
import io.mytracer.events.SkbHop;
import io.mytracer.events.TcpReset;
import io.mytracer.events.TracerStatus;
import io.mytracer.jmc.Recordings;

import org.openjdk.jmc.common.item.IItemCollection;

import java.util.List;

/**
 * Commits events about packets at times that a test chooses, as ticks of JFR after the begin: in
 * the recording they keep their proportions, whatever a tick is.
 */
final class Script {
    private static final EventTime HOP = EventTime.of(SkbHop.class);
    private static final EventTime VERDICT = EventTime.of(NetfilterVerdict.class);
    private static final EventTime DROP = EventTime.of(KernelDrop.class);
    private static final EventTime RESET = EventTime.of(TcpReset.class);
    private static final EventTime PATH = EventTime.of(PacketPath.class);

    private final long begin;
    private int sourcePort = 40_000;
    private long flow = 7;
    private String direction = "OUT";
    private long seq;

    private Script() {
        SkbHop now = new SkbHop();
        now.begin();
        begin = HOP.start(now);
    }

    /** What a test commits. */
    interface Lines {
        void play(Script script) throws Exception;
    }

    static IItemCollection record(Lines lines) throws Exception {
        return Recordings.record(
                List.of(
                        SkbHop.class,
                        NetfilterVerdict.class,
                        KernelDrop.class,
                        TcpReset.class,
                        PacketPath.class,
                        TracerStatus.class,
                        Call.class),
                () -> lines.play(new Script()));
    }

    Script of(int port, long socket, String way) {
        sourcePort = port;
        flow = socket;
        direction = way;
        return this;
    }

    Script withSeq(long number) {
        seq = number;
        return this;
    }

    void hop(long packet, String stage, String function, long at, long ticks) {
        SkbHop hop = new SkbHop();
        fill(hop, packet);
        hop.stage = stage;
        hop.function = function;
        hop.backend = "fentry";
        hop.kernelStack = function + "+0x1f\n__softirqentry_text_start+0xe8";
        HOP.set(hop, begin + at, ticks);
        hop.commit();
    }

    void verdict(long packet, String word, long at, long ticks) {
        NetfilterVerdict verdict = new NetfilterVerdict();
        fill(verdict, packet);
        verdict.family = "ip";
        verdict.table = "filter";
        verdict.chain = "INPUT";
        verdict.rule = "3";
        verdict.ruleInferred = true;
        verdict.verdict = word;
        VERDICT.set(verdict, begin + at, ticks);
        verdict.commit();
    }

    void drop(long packet, String reason, long at) {
        KernelDrop drop = new KernelDrop();
        fill(drop, packet);
        drop.reason = reason;
        drop.location = "tcp_v4_rcv+0x12c";
        drop.stage = "TCP";
        drop.kernelStack = "kfree_skb_reason+0x1f\ntcp_v4_rcv+0x12c";
        DROP.set(drop, begin + at, 1);
        drop.commit();
    }

    void reset(long packet, long at) {
        TcpReset reset = new TcpReset();
        fill(reset, packet);
        reset.sent = true;
        reset.reason = "NO_SOCKET";
        reset.cause = "Nobody listens on this port of this host.";
        reset.javaStack =
                "java.net.Socket.close(Socket.java:1)\nio.example.Shop.leave(Shop.java:2)";
        RESET.set(reset, begin + at, 1);
        reset.commit();
    }

    void path(long packet, String outcome, long at, long ticks) {
        PacketPath path = new PacketPath();
        fill(path, packet);
        path.outcome = outcome;
        PATH.set(path, begin + at, ticks);
        path.commit();
    }

    void kernel(String release) {
        TracerStatus status = new TracerStatus();
        status.state = "TRACING";
        status.kernel = release;
        status.commit();
    }

    private void fill(PacketEvent event, long packet) {
        event.thread = Thread.currentThread();
        event.javaThreadId = Thread.currentThread().threadId();
        event.packetId = packet;
        event.flow = flow;
        event.direction = direction;
        event.protocol = "TCP";
        event.sourceAddress = "192.0.2.1";
        event.sourcePort = sourcePort;
        event.destinationAddress = "2001:db8::2";
        event.destinationPort = 8080;
        event.tcpFlags = "PSH,ACK";
        event.seq = seq;
        event.length = 1_500;
        event.device = "eth0";
        event.netns = 4_026_531_833L;
        event.cpu = 1;
    }
}
