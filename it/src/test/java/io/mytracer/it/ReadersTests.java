package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.EchoServer;

import jdk.jfr.EventType;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmc.common.IMCThread;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.JfrAttributes;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One recording, by everything that reads recordings: the JDK's tools and library, and JMC. */
@NeedsBpf
class ReadersTests {
    @TempDir static Path directory;

    private static Path file;
    private static int port;

    @BeforeAll
    static void record() throws Exception {
        file = directory.resolve("readers.jfr");
        try (ServerSocket server =
                        EchoServer.start(
                                InetAddress.getLoopbackAddress(),
                                0,
                                Thread.ofPlatform().daemon().factory());
                AgentProcess client =
                        JvmCommand.of(Client.class)
                                .agent("start=sync,recording=" + directory.resolve("own.jfr"))
                                .start("platform", "writer-1")) {
            port = server.getLocalPort();
            client.await("ready");
            client.tell("connect", "127.0.0.1", Integer.toString(port), "1");
            client.tell("request", "20");
            Thread.sleep(1500); // the period of SocketQueue is a second
            client.tell("close");
            client.tell("refused", "127.0.0.1", Integer.toString(FreePort.next()));
            // While the thread lives; what a reader can tell of a dead one is another matter.
            client.jcmd("JFR.dump", "name=mytracer", "filename=" + file);
            assertThat(client.end()).isZero();
        }
    }

    @Test
    void jfrPrint() throws Exception {
        String text = Tool.ofJdk("jfr").run("print", "--events", "mytracer.*", file.toString());
        assertThat(text)
                .contains("mytracer.SkbHop {", "mytracer.TcpReset {", "mytracer.TracerStatus {")
                .contains("function = \"net_dev_queue\"", "eventThread = \"writer-1\"");
    }

    @Test
    void jfrSummary() throws Exception {
        String text = Tool.ofJdk("jfr").run("summary", file.toString());
        int hops = Recording.read(file).named("SkbHop").size();
        assertThat(hops).isPositive();
        assertThat(text).containsPattern("mytracer\\.SkbHop +" + hops + " ");
    }

    @Test
    void everyFieldIsLabelledAndDescribed() throws Exception {
        try (RecordingFile recording = new RecordingFile(file)) {
            List<EventType> types =
                    recording.readEventTypes().stream()
                            .filter(type -> type.getName().startsWith("mytracer."))
                            .toList();
            assertThat(types)
                    .extracting(EventType::getName)
                    .contains(
                            "mytracer.SkbHop",
                            "mytracer.KernelDrop",
                            "mytracer.TcpReset",
                            "mytracer.TcpRetransmit",
                            "mytracer.PacketPath",
                            "mytracer.TracerStatus",
                            "mytracer.TracerLoss");
            for (EventType type : types) {
                assertThat(type.getLabel()).as(type.getName()).isNotBlank();
                assertThat(type.getDescription()).as(type.getName()).isNotBlank();
                for (ValueDescriptor field : type.getFields()) {
                    if (List.of("startTime", "duration").contains(field.getName())) {
                        continue; // JFR's own
                    }
                    String name = type.getName() + "." + field.getName();
                    assertThat(field.getLabel()).as(name).isNotBlank();
                    assertThat(field.getDescription()).as(name).isNotBlank();
                }
            }
        }
    }

    @Test
    void unitsAreKnown() throws Exception {
        try (RecordingFile recording = new RecordingFile(file)) {
            Map<String, String> units =
                    Map.of(
                            "mytracer.SkbHop.length", "jdk.jfr.DataAmount",
                            "mytracer.SkbHop.skb", "jdk.jfr.MemoryAddress",
                            "mytracer.PacketPath.slowestStageTime", "jdk.jfr.Timespan",
                            "mytracer.TracerLoss.interval", "jdk.jfr.Timespan",
                            "mytracer.TracerStatus.clockError", "jdk.jfr.Timespan",
                            "mytracer.TracerStatus.cost", "jdk.jfr.Percentage");
            List<String> found = new ArrayList<>();
            for (EventType type : recording.readEventTypes()) {
                for (ValueDescriptor field : type.getFields()) {
                    String name = type.getName() + "." + field.getName();
                    if (units.containsKey(name)) {
                        found.add(name);
                        assertThat(field.getAnnotationElements())
                                .as(name)
                                .anyMatch(a -> a.getTypeName().equals(units.get(name)));
                    }
                }
            }
            assertThat(found).containsAll(units.keySet());
        }
    }

    @Test
    void sentPacketIsOnTheLaneOfItsThreadForTheJdk() throws Exception {
        List<RecordedEvent> queued =
                Recording.read(file).named("SkbHop").stream()
                        .filter(hop -> hop.getString("function").equals("net_dev_queue"))
                        .filter(hop -> hop.getInt("destinationPort") == port)
                        .filter(hop -> hop.getString("tcpFlags").contains("PSH"))
                        .toList();
        assertThat(queued).hasSize(20);
        assertThat(queued)
                .allSatisfy(
                        hop -> {
                            assertThat(hop.getThread()).isNotNull();
                            assertThat(hop.getThread().getJavaName()).isEqualTo("writer-1");
                            assertThat(hop.getThread().getOSThreadId())
                                    .isEqualTo(hop.getLong("osThreadId"));
                        });
    }

    @Test
    void sentPacketIsOnTheLaneOfItsThreadForMissionControl() throws Exception {
        IItemCollection hops =
                JfrLoaderToolkit.loadEvents(file.toFile())
                        .apply(ItemFilters.type("mytracer.SkbHop"));
        int onLane = 0;
        int all = 0;
        for (IItemIterable items : hops) {
            IMemberAccessor<IMCThread, IItem> thread =
                    JfrAttributes.EVENT_THREAD.getAccessor(items.getType());
            IMemberAccessor<IQuantity, IItem> start =
                    JfrAttributes.START_TIME.getAccessor(items.getType());
            for (IItem item : items) {
                all++;
                assertThat(start.getMember(item).doubleValueIn(UnitLookup.EPOCH_NS)).isPositive();
                IMCThread of = thread.getMember(item);
                if (of != null && "writer-1".equals(of.getThreadName())) {
                    onLane++;
                }
            }
        }
        assertThat(all).isEqualTo(Recording.read(file).named("SkbHop").size());
        assertThat(onLane).isGreaterThanOrEqualTo(20);
    }

    /** Lanes are by thread object: were there two, kernel and Java would be two lanes. */
    @Test
    void javaAndTheKernelAreOnOneLaneForMissionControl() throws Exception {
        Set<IMCThread> writers = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<String> types = new TreeSet<>();
        for (IItemIterable items : JfrLoaderToolkit.loadEvents(file.toFile())) {
            IMemberAccessor<IMCThread, IItem> thread =
                    JfrAttributes.EVENT_THREAD.getAccessor(items.getType());
            if (thread == null) {
                continue;
            }
            for (IItem item : items) {
                IMCThread of = thread.getMember(item);
                if (of != null && "writer-1".equals(of.getThreadName())) {
                    writers.add(of);
                    types.add(items.getType().getIdentifier());
                }
            }
        }
        assertThat(writers).hasSize(1);
        assertThat(types)
                .contains(
                        "jdk.ThreadStart",
                        "mytracer.SocketState",
                        "mytracer.SocketQueue",
                        "mytracer.SkbHop",
                        "mytracer.PacketPath");
    }
}
