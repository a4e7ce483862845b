package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.Echo;
import io.mytracer.it.apps.EchoServer;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;

/** A ring that is far too small: what is lost is counted, to the record. */
@NeedsBpf
class RingOverflowTests {
    @TempDir Path directory;

    @Test
    void receivedAndLostMakeProduced() throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("overflow.jfr");
        try (AgentProcess server =
                JvmCommand.of(EchoServer.class)
                        .agent("start=sync,ring=4k,recording=" + file)
                        .start("127.0.0.1", port, "platform")) {
            server.port();
            for (int connection = 0; connection < 50; connection++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                for (int i = 0; i < 50; i++) {
                    Echo.request(socket, 20_000);
                }
                Echo.close(socket);
            }
            assertThat(server.end()).isZero();
        }
        Recording recording = Recording.read(file);
        RecordedEvent status = recording.lastStatus();
        long produced = status.getLong("recordsProduced");
        long received = status.getLong("recordsReceived");
        long lost = recording.lost("ringFull");
        System.out.printf("produced %d, received %d, lost %d%n", produced, received, lost);
        assertThat(lost).isPositive();
        assertThat(received).isPositive();
        assertThat(received + lost).isEqualTo(produced);
    }
}
