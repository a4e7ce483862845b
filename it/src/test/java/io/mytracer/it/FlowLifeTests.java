package io.mytracer.it;

import static io.mytracer.it.RecordingAssert.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Echo;
import io.mytracer.it.apps.EchoServer;

import jdk.jfr.consumer.EventStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Closed sockets are forgotten: at once, or when their TIME_WAIT is over. */
@NeedsBpf
class FlowLifeTests {
    private static final int SOCKETS = 50;

    @TempDir Path directory;

    @Test
    void closedSocketsLeaveTheMap() throws Exception {
        int port = FreePort.next();
        Path repository = Files.createDirectories(directory.resolve("repository"));
        Path file = directory.resolve("flows.jfr");
        try (AgentProcess server =
                JvmCommand.of(EchoServer.class)
                        .jvm("-XX:FlightRecorderOptions:repository=" + repository)
                        .agent(
                                "start=sync,settings="
                                        + Jfc.watchful(directory)
                                        + ",recording="
                                        + file)
                        .start("127.0.0.1", port, "virtual")) {
            server.port();
            AtomicLong flows = new AtomicLong(-1);
            try (EventStream stream = EventStream.openRepository(chunks(repository))) {
                stream.onEvent("mytracer.TracerStatus", event -> flows.set(event.getLong("flows")));
                stream.startAsync();
                await(flows, 1, 10);
                List<Socket> open = connect(port);
                await(flows, 1 + SOCKETS, 10);
                for (Socket socket : open) {
                    Echo.close(socket);
                }
                await(flows, 1, 10);
                for (Socket socket : connect(port)) {
                    Echo.quit(socket);
                }
                await(flows, 1 + SOCKETS, 10);
                Duration lingered = await(flows, 1, 80);
                System.out.println("TIME_WAIT sockets were kept " + lingered.toSeconds() + " s");
                assertThat(lingered).isGreaterThan(Duration.ofSeconds(45));
            }
            assertThat(server.end()).isZero();
        }
        assertThat(Recording.read(file)).hasNoLoss();
    }

    private static List<Socket> connect(int port) throws IOException {
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < SOCKETS; i++) {
            open.add(new Socket(InetAddress.getLoopbackAddress(), port));
            Echo.request(open.getLast(), 10);
        }
        return open;
    }

    private static Duration await(AtomicLong flows, long number, int seconds)
            throws InterruptedException {
        return Await.until(
                number + " flows", Duration.ofSeconds(seconds), () -> flows.get() == number);
    }

    /** JFR makes a directory of its own in the repository. */
    private static Path chunks(Path repository) throws IOException {
        try (Stream<Path> inside = Files.list(repository)) {
            return inside.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }
}
