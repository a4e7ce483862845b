package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;

/** The command {@code trace}; packets are those of this JVM and its children. */
@NeedsBpf
class TraceTests {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final String TIME = "\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6} ]";

    @TempDir Path directory;

    @Test
    @Overlapping
    void rowsAreAsDocumented() throws Exception {
        int port = FreePort.next();
        try (TraceProcess trace = TraceProcess.start(directory, "-P", Integer.toString(port))) {
            refuse(port);
            trace.await("its cause", row -> row.endsWith(":tcp_send_reset(NO_SOCKET)"));
            List<String> rows = trace.await("the RST", row -> row.contains("T_ACK,RST:"));
            String ends = ":127\\.0\\.0\\.1:\\d+->127\\.0\\.0\\.1:" + port;
            assertThat(rows)
                    .filteredOn(row -> row.startsWith("["))
                    .allMatch(row -> row.contains(":" + port))
                    .anyMatch(
                            row ->
                                    row.matches(
                                            TIME
                                                    + "\\[\\d+ *] lo           000000000000 T_SYN"
                                                    + ends
                                                    + " +[0-9a-f]{16}\\.[05]:net_dev_queue"))
                    .isSorted();
            assertThat(trace.interrupt()).isZero();
            assertThat(trace.errors())
                    .anyMatch(line -> line.matches("mytracer: \\d+ lines of [23] packets.*"))
                    .anyMatch(line -> line.matches(" +[23] net_dev_queue"));
        }
    }

    @Test
    @Overlapping
    void itStopsAfterExactlySoManyRows() throws Exception {
        int port = FreePort.next();
        try (TraceProcess trace =
                TraceProcess.start(directory, "-P", Integer.toString(port), "-c", "10")) {
            refuse(port);
            refuse(port);
            assertThat(trace.end()).isZero();
            assertThat(trace.rows()).filteredOn(row -> row.startsWith("[")).hasSize(10);
        }
    }

    @Test
    @Overlapping
    void onlyPacketsOfTheProcessAreShown() throws Exception {
        try (DatagramSocket peer = new DatagramSocket(0, LOOPBACK);
                DatagramSocket other = new DatagramSocket(0, LOOPBACK)) {
            Process bash =
                    new ProcessBuilder(
                                    "bash",
                                    "-c",
                                    "exec 3<>/dev/udp/127.0.0.1/$0; echo ready; read l;"
                                            + " echo $l >&3; read l",
                                    Integer.toString(peer.getLocalPort()))
                            .start();
            assertThat(bash.inputReader().readLine()).isEqualTo("ready");
            try (TraceProcess trace =
                    TraceProcess.start(
                            directory,
                            "-p",
                            Long.toString(bash.pid()),
                            "--proto=udp",
                            "--format=wide")) {
                other.send(new DatagramPacket(new byte[1], 1, peer.getLocalSocketAddress()));
                bash.outputWriter().write("one\n");
                bash.outputWriter().flush();
                List<String> rows = trace.await("the datagram", row -> row.contains("net_dev_q"));
                assertThat(rows)
                        .allMatch(row -> !row.contains(":" + other.getLocalPort() + "->"))
                        .anyMatch(row -> row.contains("]  bash       lo "));
            } finally {
                bash.destroyForcibly();
            }
        }
    }

    @Test
    @Overlapping
    void otherHostsAndNamespacesAreNotShown() throws Exception {
        int port = FreePort.next();
        try (TraceProcess trace =
                        TraceProcess.start(directory, "-P", Integer.toString(port), "-N", "1");
                TraceProcess hosts =
                        TraceProcess.start(
                                directory, "-P", Integer.toString(port), "-H", "192.0.2.0/24")) {
            refuse(port);
            assertThat(trace.interrupt()).isZero();
            assertThat(hosts.interrupt()).isZero();
            assertThat(trace.rows()).isEmpty();
            assertThat(hosts.rows()).isEmpty();
        }
    }

    @Test
    @Overlapping
    void dropsComeWithTheirStacks() throws Exception {
        int port = FreePort.next();
        try (TraceProcess trace =
                TraceProcess.start(directory, "--dropstack", "-P", Integer.toString(port))) {
            refuse(port);
            List<String> rows =
                    trace.await("the stack", row -> row.matches(" {4}tcp_v4_rcv\\+0x[0-9a-f]+"));
            assertThat(rows)
                    .filteredOn(row -> row.startsWith("["))
                    .isNotEmpty()
                    .allMatch(row -> row.endsWith(":kfree_skb(NO_SOCKET)"));
        }
    }

    /**
     * {@link InetAddress#isReachable} of a privileged process sends an echo whose id is that of the
     * process (JDK 25, {@code Inet4AddressImpl.c}).
     */
    @Test
    @Overlapping
    void echoesAreKnownByTheirId() throws Exception {
        int id = (int) (ProcessHandle.current().pid() & 0xffff);
        try (TraceProcess trace =
                        TraceProcess.start(
                                directory, "--proto=icmp", "--icmpid", Integer.toString(id));
                TraceProcess none =
                        TraceProcess.start(
                                directory,
                                "--proto=icmp",
                                "--icmpid",
                                Integer.toString((id + 1) & 0xffff))) {
            assertThat(LOOPBACK.isReachable(1000)).isTrue();
            trace.await("the request", row -> row.contains("I_request:127.0.0.1->127.0.0.1"));
            trace.await("the reply", row -> row.contains("I_reply:127.0.0.1->127.0.0.1"));
            assertThat(none.interrupt()).isZero();
            assertThat(none.rows()).isEmpty();
        }
    }

    @Test
    @Overlapping
    void secondsAreBeforeEachRow() throws Exception {
        int port = FreePort.next();
        try (TraceProcess trace =
                TraceProcess.start(
                        directory, "-t", "-T", "-c", "4", "-P", Integer.toString(port))) {
            refuse(port);
            assertThat(trace.end()).isZero();
            assertThat(trace.rows())
                    .hasSize(4)
                    .allMatch(row -> row.matches(" *0\\.\\d{6} +\\[\\d{4}-\\d\\d-\\d\\d .*"));
        }
    }

    @Test
    @Overlapping
    void aRecordingHasWhatWasShown() throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("trace.jfr");
        try (TraceProcess trace =
                TraceProcess.startInto(
                        file, directory, "--format=jfr", "-c", "7", "-P", Integer.toString(port))) {
            refuse(port);
            refuse(port);
            assertThat(trace.end()).isZero();
        }
        assertThat(RecordingFile.readAllEvents(file))
                .hasSize(7)
                .allMatch(event -> event.getEventType().getName().startsWith("mytracer."))
                .allMatch(
                        event ->
                                event.getInt("sourcePort") == port
                                        || event.getInt("destinationPort") == port);
    }

    @Test
    @Overlapping
    void repliesOfAListenerAreShownToo() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK);
                TraceProcess trace =
                        TraceProcess.start(
                                directory, "-P", Integer.toString(server.getLocalPort()))) {
            try (Socket client = new Socket(LOOPBACK, server.getLocalPort());
                    Socket accepted = server.accept()) {
                client.getOutputStream().write(1);
                assertThat(accepted.getInputStream().read()).isEqualTo(1);
            }
            // Packets whose end nothing tells of come once they have been quiet for a while.
            for (String row : List.of("T_ACK,SYN:", "T_ACK,PSH:", "T_ACK,FIN:")) {
                trace.await(row, line -> line.contains(row));
            }
            trace.await("the read", line -> line.endsWith(":skb_copy_datagram_iovec"));
        }
    }

    private static void refuse(int port) {
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> new Socket(LOOPBACK, port).close());
    }
}
