package io.mytracer.it.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.AgentProcess;
import io.mytracer.it.Firewall;
import io.mytracer.it.Firewall.Tables;
import io.mytracer.it.FreePort;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.NeedsBpf;
import io.mytracer.it.NeedsKernel;
import io.mytracer.it.ReportRun;
import io.mytracer.it.VethPair;
import io.mytracer.it.apps.EchoServer;
import io.mytracer.it.apps.Faults;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Faults that only a kernel of a distribution can have: the report's first finding is the cause.
 */
@InGuest
@NeedsBpf
@NeedsKernel(value = "5.17", reason = "before, the kernel tells no reasons of drops")
class FaultReportTests {
    private static final Path CONNTRACK_MAX = Path.of("/proc/sys/net/netfilter/nf_conntrack_max");

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
    void ruleOfIptablesIsNamed() throws Exception {
        int port = FreePort.next();
        new Firewall(cable.near())
                .iptables(
                        Tables.LEGACY,
                        "-N web",
                        "-A OUTPUT -p tcp -j web",
                        "-A web -p udp -j ACCEPT",
                        "-A web -p tcp --dport " + port + " -j DROP");
        ReportRun report = faults("connect", port, "1");
        report.isAbout("firewall", "table filter chain web rule 2 at OUTPUT");
        assertThat(report.rules()).containsExactly("firewall");
    }

    @Test
    void ruleOfNftablesIsNamed() throws Exception {
        int port = FreePort.next();
        Firewall firewall = new Firewall(cable.near());
        firewall.nft(
                "table inet t {",
                "chain c {",
                "type filter hook output priority 0;",
                "tcp dport " + port + " counter reject with tcp reset comment \"no\"",
                "}",
                "}");
        ReportRun report = faults("connect", port, "2");
        report.isAbout("firewall", "table t chain c handle " + firewall.handle("no"));
        assertThat(report.rules()).containsExactly("firewall");
    }

    @Test
    void lossOfAQueueIsTheQueues() throws Exception {
        try (AgentProcess server = echo()) {
            int port = server.port();
            cable.near().run("tc qdisc add dev va root netem loss 20%");
            faults("transfer", port, "50").isAbout("qdisc-drop", "va");
        }
    }

    @Test
    void delayOfAQueueIsTheQueues() throws Exception {
        try (AgentProcess server = echo()) {
            int port = server.port();
            cable.near().run("tc qdisc add dev va root netem delay 100ms");
            faults("transfer", port, "5").isAbout("qdisc-delay", "va");
        }
    }

    @Test
    void fullConnectionTrackingIsTold() throws Exception {
        Firewall firewall = new Firewall(cable.near());
        firewall.nft(
                "table inet t {",
                "chain c {",
                "type filter hook output priority 0;",
                "ct state established accept",
                "}",
                "}");
        String most = Files.readString(CONNTRACK_MAX);
        try (AgentProcess server = echo()) {
            int port = server.port();
            Files.writeString(CONNTRACK_MAX, "1");
            faults("open", port, "4").isAbout("conntrack", VethPair.FAR + ":" + port);
        } finally {
            Files.writeString(CONNTRACK_MAX, most);
        }
    }

    private AgentProcess echo() throws Exception {
        return JvmCommand.of(EchoServer.class)
                .startedBy(cable.far().inside())
                .start(VethPair.FAR, FreePort.next(), "platform");
    }

    private ReportRun faults(String fault, int port, String times) throws Exception {
        try (AgentProcess client =
                JvmCommand.of(Faults.class)
                        .agent("start=sync,recording=" + file)
                        .startedBy(cable.near().inside())
                        .start()) {
            client.await("ready");
            client.tell(fault, VethPair.FAR, Integer.toString(port), times);
            client.endTraced();
        }
        return ReportRun.of(file);
    }
}
