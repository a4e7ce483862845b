package io.mytracer.jmc;

import io.mytracer.events.KernelDrop;
import io.mytracer.events.NetfilterVerdict;
import io.mytracer.events.PacketEvent;
import io.mytracer.events.PacketPath;
import io.mytracer.events.SkbHop;
import io.mytracer.events.SocketQueue;
import io.mytracer.events.TcpReset;
import io.mytracer.events.TcpRetransmit;
import io.mytracer.events.TracerLoss;
import io.mytracer.events.TracerStatus;

import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Recordings as the agent makes them, of events that a test commits. */
public final class Recordings {
    private static final List<Class<? extends Event>> EVENTS =
            List.of(
                    SkbHop.class,
                    PacketPath.class,
                    NetfilterVerdict.class,
                    KernelDrop.class,
                    TcpReset.class,
                    TcpRetransmit.class,
                    SocketQueue.class,
                    TracerStatus.class,
                    TracerLoss.class);

    /** It warns with each file that threads of JDK 21 and newer have a field it does not know. */
    private static final Logger PARSER =
            Logger.getLogger("org.openjdk.jmc.flightrecorder.internal.parser.v1");

    static {
        PARSER.setLevel(Level.SEVERE);
    }

    private Recordings() {}

    /** What a test does while the recording runs. */
    public interface Body {
        void run() throws Exception;
    }

    /** Records all events of mytracer that the body commits. */
    static IItemCollection of(Body body) throws Exception {
        return record(EVENTS, body);
    }

    /** Records a body with these events on. */
    public static IItemCollection record(List<Class<? extends Event>> events, Body body)
            throws Exception {
        return record(events, List.of(body));
    }

    /** Records each body into a chunk of its own. */
    static IItemCollection chunks(Body... bodies) throws Exception {
        return record(EVENTS, List.of(bodies));
    }

    private static IItemCollection record(List<Class<? extends Event>> events, List<Body> chunks)
            throws Exception {
        List<Recording> snapshots = new ArrayList<>();
        Path file = Files.createTempFile("mytracer", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ActiveSetting");
            recording.enable("jdk.JVMInformation");
            recording.enable("jdk.SocketRead").withThreshold(Duration.ZERO);
            recording.enable("jdk.SocketWrite").withThreshold(Duration.ZERO);
            // A recording notes its settings for the classes that there are when it starts.
            EVENTS.forEach(FlightRecorder::register);
            EVENTS.forEach(recording::disable);
            events.forEach(recording::enable);
            recording.start();
            for (int chunk = 0; chunk < chunks.size(); chunk++) {
                chunks.get(chunk).run();
                if (chunk < chunks.size() - 1) {
                    // Starting another recording begins a new chunk.
                    Recording next = new Recording();
                    snapshots.add(next);
                    next.start();
                }
            }
            recording.stop();
            recording.dump(file);
            return JfrLoaderToolkit.loadEvents(file.toFile());
        } finally {
            snapshots.forEach(Recording::close);
            Files.delete(file);
        }
    }

    static void tracing(long packets, long records) {
        TracerStatus status = new TracerStatus();
        status.state = "TRACING";
        status.packets = packets;
        status.recordsProduced = records;
        status.commit();
    }

    static void status(String state, String missingHops) {
        TracerStatus status = new TracerStatus();
        status.state = state;
        status.missingHops = missingHops;
        status.commit();
    }

    static void cannotTrace(String problem) {
        TracerStatus status = new TracerStatus();
        status.state = "CANNOT_TRACE";
        status.problem = problem;
        status.commit();
    }

    /** Two hops and the path of packets with these ids. */
    static void packets(int first, int last) {
        for (int id = first; id <= last; id++) {
            hop(id, "IP");
            hop(id, "TCP");
            PacketPath path = new PacketPath();
            fill(path, id);
            path.outcome = "DELIVERED";
            path.hops = 2;
            path.slowestStage = "IP";
            path.slowestStageTime = 1_500;
            path.commit();
        }
    }

    static void drop(int packet, String reason) {
        KernelDrop drop = new KernelDrop();
        fill(drop, packet);
        drop.reason = reason;
        drop.location = "tcp_v4_rcv+0x12c";
        drop.stage = "TCP";
        drop.kernelStack = "kfree_skb_reason+0x1f\ntcp_v4_rcv+0x12c";
        drop.commit();
    }

    static void reset(int packet, boolean sent, String cause) {
        TcpReset reset = new TcpReset();
        fill(reset, packet);
        reset.sent = sent;
        reset.reason = sent ? "NO_SOCKET" : null;
        reset.state = "ESTABLISHED";
        reset.cause = cause;
        reset.commit();
    }

    static void loss(int ringFull, int stackLost) {
        TracerLoss loss = new TracerLoss();
        loss.interval = 1_000_000_000;
        loss.ringFull = ringFull;
        loss.stackLost = stackLost;
        loss.commit();
    }

    private static void hop(int packet, String stage) {
        SkbHop hop = new SkbHop();
        fill(hop, packet);
        hop.stage = stage;
        hop.function = "ip_rcv";
        hop.backend = "fentry";
        hop.commit();
    }

    static void fill(PacketEvent event, int packet) {
        event.thread = Thread.currentThread();
        event.packetId = packet;
        event.flow = 7;
        event.direction = "IN";
        event.protocol = "TCP";
        event.sourceAddress = "192.0.2.1";
        event.sourcePort = 40_000;
        event.destinationAddress = "192.0.2.2";
        event.destinationPort = 8080;
        event.tcpFlags = "ACK";
        event.length = 1_500;
        event.device = "lo";
    }
}
