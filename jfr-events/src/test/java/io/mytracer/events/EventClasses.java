package io.mytracer.events;

import io.mytracer.events.boot.SocketIo;
import io.mytracer.events.boot.SocketState;

import jdk.jfr.Event;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the tests of this package share: the list of events, and a recording around a body. */
final class EventClasses {
    static final List<Class<? extends PacketEvent>> PACKET_EVENTS =
            List.of(
                    SkbHop.class,
                    NetfilterVerdict.class,
                    KernelDrop.class,
                    TcpReset.class,
                    TcpRetransmit.class,
                    PacketPath.class);
    static final List<Class<? extends Event>> SOCKET_EVENTS =
            List.of(SocketState.class, SocketIo.class, SocketQueue.class);
    static final List<Class<? extends Event>> COUNTING_EVENTS = List.of(HopLatency.class);
    static final List<Class<? extends Event>> TRACER_EVENTS =
            List.of(TracerStatus.class, TracerLoss.class);

    private EventClasses() {}

    static List<RecordedEvent> record(Runnable body) throws IOException {
        Path file = Files.createTempFile("mytracer", ".jfr");
        try (Recording recording = new Recording()) {
            PACKET_EVENTS.forEach(recording::enable);
            TRACER_EVENTS.forEach(recording::enable);
            recording.start();
            body.run();
            recording.stop();
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(e -> e.getEventType().getName().startsWith("mytracer."))
                    .toList();
        } finally {
            Files.delete(file);
        }
    }
}
