package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Echo;
import io.mytracer.it.apps.EchoServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A JVM that is asked to end does so, however many packets still come. */
@NeedsBpf
class ExitUnderLoadTests {
    /** Usually 2 s: this is no measurement, but tells an end from a standstill. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** JFR forces the recording to its disk, which others may keep busy: it is in memory. */
    @TempDir(factory = InMemory.class)
    Path directory;

    @Test
    void jvmEndsAndTheRecordingIsReadable() throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("load.jfr");
        AtomicLong requests = new AtomicLong();
        try (AgentProcess server =
                JvmCommand.of(EchoServer.class)
                        .agent("start=sync,recording=" + file)
                        .start("127.0.0.1", port, "platform")) {
            server.port();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(Thread.ofPlatform().start(() -> load(port, requests)));
            }
            Await.until("requests come in", Duration.ofSeconds(20), () -> requests.get() > 5_000);
            long begin = System.nanoTime();
            assertThat(server.end()).isZero();
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            System.out.printf("ended in %s under load%n", took);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(took).isLessThan(LIMIT);
        }
        assertThat(Recording.read(file).segments()).isNotEmpty();
    }

    private static void load(int port, AtomicLong requests) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            while (true) {
                Echo.request(socket, 100);
                requests.incrementAndGet();
            }
        } catch (IOException e) {
            // The server has ended.
        }
    }
}
