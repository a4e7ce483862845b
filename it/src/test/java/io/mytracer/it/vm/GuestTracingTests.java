package io.mytracer.it.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.NeedsBpf;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A whole JVM with the packaged agent, on the guest's kernel. */
@InGuest
@NeedsBpf
class GuestTracingTests {
    private static final int PORT = 18080;
    private static final int CLOSED_PORT = 18081;

    @TempDir static Path directory;

    private static List<RecordedEvent> events;

    @BeforeAll
    static void record() throws Exception {
        Path file = directory.resolve("guest.jfr");
        Path output = directory.resolve("output");
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-javaagent:%s=start=sync,recording=%s"
                                        .formatted(System.getProperty("mytracer.agent.jar"), file),
                                "-cp",
                                classes(),
                                EchoAndRefusal.class.getName(),
                                Integer.toString(PORT),
                                Integer.toString(CLOSED_PORT))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        int code = jvm.waitFor();
        System.out.print(Files.readString(output));
        assertThat(code).isZero();
        assertThat(file).as("the agent has attached").exists();
        events = RecordingFile.readAllEvents(file);
    }

    @Test
    void dataIsSeenFromDeviceToSocket() {
        assertThat(named("SkbHop"))
                .filteredOn(event -> event.getInt("destinationPort") == PORT)
                .extracting(event -> event.getString("function"))
                .contains(
                        "net_dev_queue",
                        "net_dev_start_xmit",
                        "net_dev_xmit",
                        "netif_rx",
                        "netif_receive_skb",
                        "skb_copy_datagram_iovec");
    }

    @Test
    void resetOfAClosedPortIsExplained() {
        assertThat(named("TcpReset"))
                .filteredOn(event -> event.getBoolean("sent"))
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.getString("kernelStack"))
                                    .contains("tcp_v4_send_reset+0x", "tcp_v4_rcv+0x");
                            assertThat(event.getString("cause")).isNotBlank();
                        });
        assertThat(named("TcpReset"))
                .filteredOn(event -> !event.getBoolean("sent"))
                .singleElement()
                .satisfies(event -> assertThat(event.getInt("sourcePort")).isEqualTo(CLOSED_PORT));
    }

    @Test
    void nothingIsLost() {
        assertThat(named("TracerLoss")).isEmpty();
        assertThat(named("TracerStatus")).isNotEmpty();
        System.out.println(named("TracerStatus").getLast());
    }

    private static List<RecordedEvent> named(String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("mytracer." + name))
                .toList();
    }

    private static String classes() throws Exception {
        return new File(
                        EchoAndRefusal.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                .getPath();
    }
}
