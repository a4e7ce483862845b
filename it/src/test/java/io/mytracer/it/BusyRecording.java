package io.mytracer.it;

import io.mytracer.bpf.Hop;
import io.mytracer.events.EventTime;
import io.mytracer.events.KernelDrop;
import io.mytracer.events.NetfilterVerdict;
import io.mytracer.events.PacketEvent;
import io.mytracer.events.PacketPath;
import io.mytracer.events.SkbHop;
import io.mytracer.events.TcpReset;
import io.mytracer.events.TcpRetransmit;
import io.mytracer.events.TracerStatus;

import jdk.jfr.Event;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * A recording of a busy minute that never was: what a kernel tells that can be watched everywhere,
 * with filters, drops, resets, retransmits and a queue that stands still for a while. The same each
 * time, but for the time of day.
 */
final class BusyRecording {
    private static final long MINUTE = 60_000_000_000L;
    private static final long MICROSECOND = 1000;
    private static final int CLOSED_PORT = 5433;

    private static final Hop[] OUT = {
        Hop.TCP_TRANSMIT_SKB,
        Hop.IP_QUEUE_XMIT,
        Hop.IP_LOCAL_OUT,
        Hop.NF_HOOK_SLOW,
        Hop.IP_OUTPUT,
        Hop.IP_FINISH_OUTPUT,
        Hop.IP_FINISH_OUTPUT2,
        Hop.DEV_QUEUE_XMIT,
        Hop.QDISC_ENQUEUE,
        Hop.QDISC_DEQUEUE,
        Hop.NET_DEV_START_XMIT,
        Hop.NET_DEV_XMIT,
        Hop.CONSUME_SKB
    };

    private static final Hop[] IN = {
        Hop.NAPI_GRO_RECEIVE_ENTRY,
        Hop.NETIF_RECEIVE_SKB,
        Hop.IP_RCV,
        Hop.NF_HOOK_SLOW,
        Hop.IP_RCV_FINISH,
        Hop.IP_LOCAL_DELIVER,
        Hop.TCP_V4_RCV,
        Hop.TCP_RCV_ESTABLISHED,
        Hop.TCP_DATA_QUEUE,
        Hop.SK_DATA_READY,
        Hop.SKB_COPY_DATAGRAM_IOVEC
    };

    private static final String RECEIVE_STACK =
            """
            tcp_v4_rcv+0x91
            ip_protocol_deliver_rcu+0x28
            ip_local_deliver_finish+0x81
            ip_local_deliver+0x61
            ip_rcv+0x5c
            __netif_receive_skb_one_core+0x8d
            process_backlog+0x83
            __napi_poll+0x31
            net_rx_action+0x13b
            handle_softirqs+0xcd
            __irq_exit_rcu+0x9a
            common_interrupt+0x80\
            """;

    private static final String FILTER_STACK =
            """
            nft_do_chain+0x1c2
            nft_do_chain_ipv4+0x66
            nf_hook_slow+0x42
            ip_local_deliver+0xd6
            ip_rcv+0x5c
            __netif_receive_skb_one_core+0x8d
            process_backlog+0x83
            __napi_poll+0x31
            net_rx_action+0x13b
            handle_softirqs+0xcd\
            """;

    private static final String TIMER_STACK =
            """
            tcp_retransmit_skb+0x12
            tcp_retransmit_timer+0x2f1
            tcp_write_timer_handler+0x8a
            tcp_write_timer+0x7b
            call_timer_fn+0x24
            __run_timers+0x1d6
            run_timer_softirq+0x1d
            handle_softirqs+0xcd\
            """;

    private final Random random = new Random(7);
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private long begin;
    private long packet;

    private BusyRecording() {
        for (int i = 1; i <= 8; i++) {
            // JFR knows no name of a thread that does not live.
            threads.add(Thread.ofPlatform().name("http-worker-" + i).start(this::live));
        }
    }

    private void live() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes a recording with about so many events about packets. */
    static void write(Path file, int events) throws IOException {
        try (jdk.jfr.Recording recording = new jdk.jfr.Recording()) {
            for (Class<? extends Event> type :
                    List.of(
                            SkbHop.class,
                            NetfilterVerdict.class,
                            KernelDrop.class,
                            TcpReset.class,
                            TcpRetransmit.class,
                            PacketPath.class,
                            TracerStatus.class)) {
                recording.enable(type).withoutStackTrace();
            }
            recording.start();
            BusyRecording busy = new BusyRecording();
            busy.commit(events);
            recording.stop();
            recording.dump(file);
            busy.end.countDown();
        }
    }

    private void commit(int events) {
        SkbHop now = new SkbHop();
        now.begin();
        begin = EventTime.of(SkbHop.class).start(now) - MINUTE;
        status();
        int perPacket = (IN.length + OUT.length) / 2 + 2; // a verdict and the end
        int packets = events / perPacket;
        for (int i = 0; i < packets; i++) {
            packet(MINUTE * i / packets);
        }
    }

    private static void status() {
        TracerStatus status = new TracerStatus();
        status.state = "TRACING";
        status.backend = "fentry, tp_btf";
        status.kernel = "6.12.0";
        status.hopCount = 86;
        StringBuilder hops = new StringBuilder("inet_sock_set_state");
        for (Hop hop : Hop.values()) {
            hops.append(", ").append(hop.function());
        }
        status.hops = hops.toString();
        status.duty = 1;
        status.clockError = 75;
        status.commit();
    }

    private void packet(long at) {
        packet++;
        boolean out = random.nextInt(2) == 0;
        boolean jammed = at > MINUTE / 2 && at < MINUTE * 6 / 10;
        boolean closed = !out && random.nextInt(400) == 0;
        boolean refused = !out && !closed && at > MINUTE / 3 && random.nextInt(120) == 0;
        boolean late = out && jammed && random.nextInt(4) == 0;
        Hop[] way = out ? OUT : IN;
        int length = closed ? 7 : refused ? 6 : way.length;
        int client = random.nextInt(50);
        long time = at + random.nextLong(50 * MICROSECOND);
        long start = time;
        if (late) {
            TcpRetransmit again = fill(new TcpRetransmit(), out, client, closed);
            again.kind = "TIMEOUT";
            again.state = "ESTABLISHED";
            again.kernelStack = TIMER_STACK;
            commit(again, time, 1);
        }
        for (int i = 0; i < length; i++) {
            long duration = i + 1 == length ? 1 : duration(way[i], jammed);
            hop(way[i], out, client, closed, time, duration);
            if (way[i] == Hop.NF_HOOK_SLOW) {
                verdict(out, client, false, time + 200, duration / 2);
            }
            time += duration;
        }
        if (refused) {
            verdict(false, client, true, time, 900);
        }
        if (closed || refused) {
            drop(client, closed, time);
        }
        PacketPath path = fill(new PacketPath(), out, client, closed);
        path.outcome = closed || refused ? "DROPPED" : out ? "SENT" : "DELIVERED";
        path.hops = length;
        commit(path, start, time - start);
    }

    private long duration(Hop hop, boolean jammed) {
        long usual =
                switch (hop.stage()) {
                    case SOCKET -> 90 * MICROSECOND;
                    case QDISC -> hop == Hop.QDISC_ENQUEUE && jammed ? 4000 * MICROSECOND : 900;
                    case NETFILTER -> 1500;
                    case TRANSMIT -> 2500;
                    default -> 600;
                };
        double spread = Math.exp(random.nextGaussian() * 0.7);
        return Math.max(2, (long) (usual * spread));
    }

    private void hop(Hop place, boolean out, int client, boolean closed, long time, long duration) {
        SkbHop hop = fill(new SkbHop(), out, client, closed);
        hop.stage = place.stage().name();
        hop.function = place.function();
        hop.backend = "fentry";
        hop.device = "eth0";
        commit(hop, time, duration);
    }

    private void verdict(boolean out, int client, boolean refused, long time, long duration) {
        NetfilterVerdict verdict = fill(new NetfilterVerdict(), out, client, false);
        verdict.family = "inet";
        verdict.table = "filter";
        verdict.hook = out ? "OUTPUT" : refused ? "INPUT" : "PREROUTING";
        verdict.baseChain = verdict.hook.toLowerCase(java.util.Locale.ROOT);
        verdict.chain = refused ? "limits" : verdict.baseChain;
        verdict.rule = refused ? "handle 12" : "policy";
        verdict.verdict = refused ? "DROP" : NetfilterVerdict.ACCEPT;
        verdict.kernelStack = refused ? FILTER_STACK : null;
        commit(verdict, time, duration);
    }

    private void drop(int client, boolean closed, long time) {
        KernelDrop drop = fill(new KernelDrop(), false, client, closed);
        drop.reason = closed ? "NO_SOCKET" : "NETFILTER_DROP";
        drop.location = closed ? "tcp_v4_rcv+0x91" : "nf_hook_slow+0xa4";
        drop.stage = closed ? "TCP" : "NETFILTER";
        drop.kernelStack = closed ? RECEIVE_STACK : FILTER_STACK;
        commit(drop, time, 1);
        if (closed) {
            TcpReset reset = fill(new TcpReset(), false, client, true);
            reset.sent = true;
            reset.reason = "NO_SOCKET";
            reset.cause = "Nobody listens on this port of this host.";
            reset.kernelStack = "tcp_v4_send_reset+0x677\n" + RECEIVE_STACK;
            commit(reset, time, 1);
        }
    }

    private <E extends PacketEvent> E fill(E event, boolean out, int client, boolean closed) {
        event.packetId = packet;
        event.flow = 1000L + client;
        event.direction = out ? "OUT" : "IN";
        event.protocol = "TCP";
        event.tcpFlags = closed ? "SYN" : "PSH,ACK";
        event.thread = closed ? null : threads.get(client % threads.size());
        String server = "10.0.0.5";
        String peer = "192.0.2." + (10 + client);
        int port = closed ? CLOSED_PORT : 8080;
        event.sourceAddress = out ? server : peer;
        event.sourcePort = out ? port : 40000 + client;
        event.destinationAddress = out ? peer : server;
        event.destinationPort = out ? 40000 + client : port;
        event.seq = 1_000_000 + packet;
        event.length = 135;
        event.netns = 4026531833L;
        event.cpu = (int) (packet & 1);
        return event;
    }

    /** Times are since the beginning of the minute, in ns; taken as ticks where these differ. */
    private void commit(PacketEvent event, long at, long duration) {
        EventTime.of(event.getClass()).set(event, begin + at, duration);
        event.commit();
    }
}
