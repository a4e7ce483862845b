package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.EchoServer;
import io.mytracer.it.apps.Faults;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/** Faults of hosts and cables: the report's first finding is the cause. */
@NeedsBpf(tools = {"ip", "tc", "nft", "curl"})
class CableReportTests {
    @TempDir Path directory;

    private VethPair cable;
    private Path file;

    @BeforeEach
    void plug() throws Exception {
        cable = new VethPair();
        file = directory.resolve("cable.jfr");
    }

    @AfterEach
    void unplug() throws Exception {
        cable.close();
    }

    @Test
    @Overlapping
    void ruleOfThisHostThatDrops() throws Exception {
        int port = FreePort.next();
        rule(cable.near(), "output", "tcp dport " + port + " drop");
        ReportRun report = faults("connect", VethPair.FAR, port, "1");
        report.isAbout("firewall", VethPair.FAR + ":" + port);
    }

    @Test
    @Overlapping
    void ruleOfThisHostThatRejects() throws Exception {
        int port = FreePort.next();
        rule(cable.near(), "output", "tcp dport " + port + " reject with tcp reset");
        ReportRun report = faults("connect", VethPair.FAR, port, "2");
        report.isAbout("firewall", VethPair.FAR + ":" + port);
        assertThat(report.rules()).containsExactly("firewall");
    }

    @Test
    @Overlapping
    void otherHostThatRefuses() throws Exception {
        int port = FreePort.next();
        // Another JVM's port would be seen, too: its side of the cable has a filter that answers.
        rule(cable.far(), "input", "tcp dport " + port + " reject with tcp reset");
        ReportRun report = faults("connect", VethPair.FAR, port, "2");
        assertThat(report.rules().getFirst()).isIn("firewall", "connection-refused");
    }

    @Test
    @Overlapping
    void otherHostThatIsAbsent() throws Exception {
        ReportRun report = faults("connect", "10.99.0.77", 80, "2");
        report.isAbout("next-hop-silent", "10.99.0.77:80");
    }

    @Test
    @Overlapping
    void missingRoute() throws Exception {
        ReportRun report = faults("connect", "192.0.2.1", 80, "2");
        report.isAbout("unreachable", "192.0.2.1:80");
    }

    @Test
    @Overlapping
    void datagramLargerThanTheLink() throws Exception {
        ReportRun report = faults("large-datagram", VethPair.FAR, 9);
        report.isAbout("mtu", VethPair.FAR + ":9");
    }

    @Test
    @Overlapping
    void sendQueueThatOverflows() throws Exception {
        cable.near().run("tc qdisc add dev va root tbf rate 1mbit burst 2kb limit 10kb");
        ReportRun report = faults("flood", VethPair.FAR, 9, "200");
        report.isAbout("qdisc-drop", "va");
    }

    @Test
    @Overlapping
    void sendQueueThatIsSlow() throws Exception {
        cable.near().run("tc qdisc add dev va root tbf rate 64kbit burst 2kb limit 1mb");
        try (AgentProcess server = echo()) {
            int port = server.port();
            ReportRun report = faults("transfer", VethPair.FAR, port, "20");
            report.isAbout("qdisc-delay", "va");
        }
    }

    @Test
    @Overlapping
    void packetsThatGetLost() throws Exception {
        try (AgentProcess server = echo();
                AgentProcess client = start()) {
            int port = server.port();
            client.await("ready");
            Thread losing = Thread.ofPlatform().start(() -> lose(client));
            client.tell("transfer", VethPair.FAR, Integer.toString(port), "40");
            losing.join();
            client.endTraced();
        }
        ReportRun report = ReportRun.of(file);
        report.isAbout("retransmit-timeout", VethPair.FAR);
        assertThat(report.text()).contains("the timer ran for at least ");
    }

    @Test
    @Overlapping
    void otherHostThatIsSilent() throws Exception {
        vanish();
        ReportRun report = faults("connect", VethPair.FAR, 80, "1");
        report.isAbout("connect-timeout", VethPair.FAR + ":80");
        assertThat(report.rules()).containsExactly("connect-timeout");
    }

    @Test
    @Overlapping
    void localPortsThatRunOut() throws Exception {
        cable.near().run("echo 40000 40003 >/proc/sys/net/ipv4/ip_local_port_range");
        try (AgentProcess server = echo()) {
            int port = server.port();
            ReportRun report = faults("open", VethPair.FAR, port, "10");
            report.isAbout("ports-exhausted", VethPair.FAR + ":" + port);
        }
    }

    @Test
    @Overlapping
    void peerThatNoLongerAnswersKeepalive() throws Exception {
        try (AgentProcess server = echo();
                AgentProcess client = start()) {
            int port = server.port();
            client.await("ready");
            Thread cutting = Thread.ofPlatform().start(() -> cut(client));
            assertThat(client.tell("idle", VethPair.FAR, Integer.toString(port)))
                    .isEqualTo("failed");
            cutting.join();
            client.endTraced();
            ReportRun.of(file).isAbout("keepalive-timeout", VethPair.FAR + ":" + port);
        }
    }

    @Test
    @Overlapping
    void sourceThatComesByTheWrongInterface() throws Exception {
        cable.near().run("ip addr add 10.98.0.1/32 dev va");
        knowFar();
        cable.far()
                .run(
                        "ip link add hole type ifb",
                        "ip link set hole up",
                        "ip route add 10.98.0.0/24 dev hole",
                        "for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 1 >$f; done");
        int port;
        try (AgentProcess server =
                JvmCommand.of(EchoServer.class)
                        .agent("start=sync,recording=" + file)
                        .startedBy(cable.far().inside())
                        .start(VethPair.FAR, FreePort.next(), "platform")) {
            port = server.port();
            cable.near()
                    .run(
                            "curl --silent --max-time 3 --interface 10.98.0.1 http://"
                                    + VethPair.FAR
                                    + ":"
                                    + port
                                    + "/ || true");
            server.endTraced();
        }
        ReportRun.of(file).isAbout("rp-filter", VethPair.FAR + ":" + port);
    }

    /** The other host seems to be away for a while, and nothing tells that packets are lost. */
    private void lose(AgentProcess client) {
        try {
            client.await("connected");
            vanish();
            Thread.sleep(Slowness.allow(Duration.ofMillis(1500)).toMillis());
            cable.far().run("ip rule del pref 5");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void cut(AgentProcess client) {
        try {
            client.await("connected");
            vanish();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** So that the other host need not answer who has its address. */
    private void knowFar() throws Exception {
        String mac = cable.far().run("cat /sys/class/net/vb/address").strip();
        cable.near()
                .run(
                        "ip neigh replace "
                                + VethPair.FAR
                                + " lladdr "
                                + mac
                                + " dev va nud permanent");
    }

    /** What is for the other host is routed into a device that swallows it. */
    private void vanish() throws Exception {
        knowFar();
        cable.far()
                .run(
                        "ip link add hole type ifb",
                        "ip link set hole up",
                        "echo 1 >/proc/sys/net/ipv4/ip_forward",
                        "ip route add " + VethPair.FAR + " dev hole table 100",
                        "ip rule add pref 10 lookup local",
                        "ip rule del pref 0",
                        // At once, so that no packet meets half of it.
                        "ip rule add pref 5 to " + VethPair.FAR + " lookup 100");
    }

    private static void rule(Namespace namespace, String hook, String rule) throws Exception {
        new Firewall(namespace)
                .nft(
                        "table inet t {",
                        "chain c {",
                        "type filter hook " + hook + " priority 0;",
                        rule,
                        "}",
                        "}");
    }

    private AgentProcess echo() throws Exception {
        return JvmCommand.of(EchoServer.class)
                .startedBy(cable.far().inside())
                .start(VethPair.FAR, FreePort.next(), "platform");
    }

    private AgentProcess start() throws Exception {
        return JvmCommand.of(Faults.class)
                .agent("start=sync,recording=" + file)
                .startedBy(cable.near().inside())
                .start();
    }

    private ReportRun faults(String fault, String address, int port, String... more)
            throws Exception {
        try (AgentProcess client = start()) {
            client.await("ready");
            client.tell(
                    (fault + " " + address + " " + port + " " + String.join(" ", more)).strip());
            client.endTraced();
        }
        return ReportRun.of(file);
    }
}
