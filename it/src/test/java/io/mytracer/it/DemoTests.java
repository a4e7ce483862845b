package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What {@code ./demo} shows once it has built all. */
@NeedsBpf
class DemoTests {
    /** The way of a packet over loopback by tracepoints, which every kernel has. */
    private static final String[] WAY = {
        "net_dev_queue", "net_dev_start_xmit", "netif_rx", "netif_receive_skb"
    };

    /** The same where functions can be watched, too. */
    private static final String[] LONGER_WAY = {
        "__ip_queue_xmit",
        "__ip_local_out",
        "ip_output",
        "net_dev_queue",
        "dev_hard_start_xmit",
        "net_dev_start_xmit",
        "netif_rx",
        "netif_receive_skb",
        "ip_rcv",
        "ip_local_deliver",
        "tcp_v4_rcv",
        "tcp_rcv_established",
        "tcp_data_queue"
    };

    /** The demo's own 6 s; in a guest it may take longer to attach. */
    private static final Duration LOAD =
            Slowness.allow(Duration.ofSeconds(3)).plus(Duration.ofSeconds(3));

    private static final Duration PATIENCE = Slowness.allow(Duration.ofSeconds(60));

    @TempDir Path directory;

    @Test
    void printsTheWayOfAPacketAsFarAsTheKernelShowsIt() throws Exception {
        Path file = directory.resolve("demo.jfr");
        List<String> lines = run(file);

        boolean seesFunctions =
                Recording.read(file).lastStatus().getString("hops").contains("tcp_v4_rcv");
        List<String> way = section(lines, "The way of packet ");
        assertThat(way.subList(1, way.size()))
                .as("below the packet's ends and size")
                .extracting(line -> line.strip().split(" +")[2])
                .containsSubsequence(seesFunctions ? LONGER_WAY : WAY);
        assertThat(section(lines, "Resets")).anyMatch(line -> line.contains("NO_SOCKET"));
    }

    private List<String> run(Path file) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        ProcessBuilder command =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                "target/classes",
                                "io.mytracer.demo.Demo",
                                JvmCommand.AGENT.toString(),
                                file.toString(),
                                Long.toString(LOAD.toSeconds()))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        // As in the other tests: see JvmCommand.
        command.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
        Process demo = command.start();
        try {
            assertThat(demo.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            demo.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        assertThat(demo.exitValue()).as("%s", lines).isZero();
        return lines;
    }

    /** Returns the lines below a title. */
    private static List<String> section(List<String> lines, String title) {
        return lines.stream()
                .dropWhile(line -> !line.contains(title))
                .skip(1)
                .takeWhile(line -> !line.isBlank())
                .toList();
    }
}
