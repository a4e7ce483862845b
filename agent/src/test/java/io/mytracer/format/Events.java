package io.mytracer.format;

import io.mytracer.emit.OwnInstrumentation;
import io.mytracer.events.EventTime;
import io.mytracer.events.HopLatency;
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
import io.mytracer.events.boot.SocketIo;
import io.mytracer.events.boot.SocketState;
import io.mytracer.weave.JdkAccess;

import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Recordings to print: what the agent would write, by the same classes. */
public final class Events {
    static {
        // Classes of the boot loader are to come from there, for the tests behind these, too.
        try {
            JdkAccess.give(OwnInstrumentation.get());
            FlightRecorder.register(SocketState.class);
            FlightRecorder.register(SocketIo.class);
        } catch (Exception e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** All event types of the agent. */
    public static final List<Class<? extends Event>> ALL =
            List.of(
                    SkbHop.class,
                    NetfilterVerdict.class,
                    KernelDrop.class,
                    TcpReset.class,
                    TcpRetransmit.class,
                    PacketPath.class,
                    SocketState.class,
                    SocketIo.class,
                    SocketQueue.class,
                    HopLatency.class,
                    TracerStatus.class,
                    TracerLoss.class);

    private static final long MILLISECOND = 1_000_000;

    private static long origin;

    private Events() {}

    /**
     * Records what is committed meanwhile.
     *
     * @param file to write to
     */
    public static void record(Path file, Runnable commits) throws IOException {
        try (Recording jfr = new Recording()) {
            ALL.forEach(type -> jfr.enable(type).withoutThreshold());
            jfr.start();
            commits.run();
            jfr.stop();
            jfr.dump(file);
        }
    }

    /** Returns what is committed meanwhile, by time: JFR writes in another order. */
    static List<RecordedEvent> recorded(Runnable commits) throws IOException {
        Path file = Files.createTempFile("mytracer", ".jfr");
        try {
            record(file, commits);
            List<RecordedEvent> events = new ArrayList<>(RecordingFile.readAllEvents(file));
            events.sort(Comparator.comparing(RecordedEvent::getStartTime));
            return events;
        } finally {
            Files.delete(file);
        }
    }

    /** Fills in a SYN of packet 4711, by the current thread. */
    public static <E extends PacketEvent> E packet(
            E event, String source, int sourcePort, String destination, int destinationPort) {
        event.thread = Thread.currentThread();
        event.packetId = 4711;
        event.direction = "OUT";
        event.protocol = "TCP";
        event.tcpFlags = "SYN";
        event.sourceAddress = source;
        event.sourcePort = sourcePort;
        event.destinationAddress = destination;
        event.destinationPort = destinationPort;
        event.netns = 4026531992L;
        event.skb = 0xab00;
        event.seq = 4294967295L;
        event.ack = 7;
        event.length = 60;
        return event;
    }

    /**
     * Commits an event.
     *
     * @param milliseconds after a moment that is the same for all events
     */
    public static synchronized void commit(PacketEvent event, long milliseconds) {
        EventTime time = EventTime.of(event.getClass());
        event.begin();
        if (origin == 0) {
            origin = time.start(event);
        }
        time.set(event, origin + milliseconds * MILLISECOND, 1);
        event.commit();
    }
}
