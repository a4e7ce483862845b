package io.mytracer.it.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.AgentProcess;
import io.mytracer.it.Await;
import io.mytracer.it.Firewall;
import io.mytracer.it.FreePort;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.NeedsBpf;
import io.mytracer.it.NeedsKernel;
import io.mytracer.it.Recording;
import io.mytracer.it.VethPair;
import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.EchoServer;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** What a rule of iptables does not let out: as many drops are recorded as the rule has counted. */
@InGuest
@NeedsBpf
@NeedsKernel(value = "5.17", reason = "drops have no reasons")
class FilteredOutputTests {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource
    void dataIsDroppedAsOftenAsTheRuleCounts(Firewall.Tables tables) throws Exception {
        int port = FreePort.next();
        String peer = peer(tables);
        long dropped;
        try (VethPair cable = new VethPair();
                AgentProcess server =
                        JvmCommand.of(EchoServer.class)
                                .startedBy(cable.far().inside())
                                .start(peer, port, "platform");
                AgentProcess client = client(cable)) {
            Firewall firewall = new Firewall(cable.near());
            server.port();
            client.await("ready");
            client.tell("connect", peer, Integer.toString(port), "1");
            client.tell("request", "1");
            drop(firewall, tables, port);
            client.tell("write");
            dropped = letPassAfter(3, firewall, tables, port);
            client.tell("read");
            client.tell("close");
            assertThat(client.end()).isZero();
        }
        verify(tables, port, dropped, "PSH,ACK");
    }

    /** Nothing of the connection has ever reached a device. */
    @ParameterizedTest
    @EnumSource
    @Disabled("whose SYN it is becomes known only when it reaches a device")
    void synIsDroppedAsOftenAsTheRuleCounts(Firewall.Tables tables) throws Exception {
        int port = FreePort.next();
        long dropped;
        try (VethPair cable = new VethPair();
                AgentProcess client = client(cable)) {
            Firewall firewall = new Firewall(cable.near());
            client.await("ready");
            drop(firewall, tables, port);
            client.tell("hang", peer(tables), Integer.toString(port));
            dropped = letPassAfter(2, firewall, tables, port);
            assertThat(client.end()).isZero();
        }
        verify(tables, port, dropped, "SYN");
    }

    private AgentProcess client(VethPair cable) throws IOException {
        return JvmCommand.of(Client.class)
                .agent("start=sync,recording=" + directory.resolve("filtered.jfr"))
                .startedBy(cable.near().inside())
                .start("platform", "caller");
    }

    private static String peer(Firewall.Tables tables) {
        return tables.name().endsWith("_6") ? VethPair.FAR_6 : VethPair.FAR;
    }

    private static void drop(Firewall firewall, Firewall.Tables tables, int port) throws Exception {
        firewall.iptables(
                tables, "-A OUTPUT -p tcp --dport " + port + " -m comment --comment no -j DROP");
    }

    /** Returns how many packets the rule has counted until another lets them pass again. */
    private static long letPassAfter(int drops, Firewall firewall, Firewall.Tables tables, int port)
            throws Exception {
        Await.until("TCP tries again", PATIENCE, () -> firewall.packets(tables, "no") >= drops);
        firewall.iptables(tables, "-I OUTPUT -p tcp --dport " + port + " -j ACCEPT");
        return firewall.packets(tables, "no");
    }

    private void verify(Firewall.Tables tables, int port, long dropped, String flags)
            throws IOException {
        assertThat(Recording.read(directory.resolve("filtered.jfr")).named("KernelDrop"))
                .filteredOn(drop -> drop.getInt("destinationPort") == port)
                .hasSize(Math.toIntExact(dropped))
                .allSatisfy(
                        drop -> {
                            assertThat(drop.getString("reason")).isEqualTo("NETFILTER_DROP");
                            assertThat(drop.getString("location"))
                                    .matches("(nf_hook_slow|nft_do_chain)\\+0x.*");
                            assertThat(drop.getString("kernelStack"))
                                    .contains("__tcp_transmit_skb+0x");
                            assertThat(drop.getString("direction")).isEqualTo("OUT");
                            assertThat(drop.getString("tcpFlags")).isEqualTo(flags);
                            assertThat(drop.getString("destinationAddress"))
                                    .isEqualTo(peer(tables));
                        });
    }
}
