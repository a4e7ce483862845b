package io.mytracer.it.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.AgentProcess;
import io.mytracer.it.Await;
import io.mytracer.it.Firewall;
import io.mytracer.it.Firewall.Tables;
import io.mytracer.it.FreePort;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.Recording;
import io.mytracer.it.VethPair;
import io.mytracer.it.apps.EchoServer;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What a rule of iptables does not let out: as many drops are recorded as the rule has counted. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FilteredOutput {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** How many packets of a connection a rule has dropped; the port is one of its two. */
    private record Dropped(int port, long packets) {}

    @TempDir static Path directory;

    private final Map<Tables, Dropped> data = new EnumMap<>(Tables.class);
    private final Map<Tables, Dropped> syn = new EnumMap<>(Tables.class);
    private Recording recording;

    /** Returns a client with the agent, which writes a recording. */
    abstract JvmCommand client(Path directory, Path file) throws IOException;

    @BeforeAll
    void record() throws Exception {
        Path file = directory.resolve("filtered.jfr");
        int port = FreePort.next();
        try (VethPair cable = new VethPair();
                AgentProcess server =
                        JvmCommand.of(EchoServer.class)
                                .startedBy(cable.far().inside())
                                .start("::", port, "platform");
                AgentProcess client =
                        client(directory, file)
                                .startedBy(cable.near().inside())
                                .start("platform", "caller")) {
            Firewall firewall = new Firewall(cable.near());
            server.port();
            client.await("ready");
            client.awaitTracing();
            for (Tables tables : Tables.values()) {
                data.put(tables, dropData(tables, firewall, client, port));
                syn.put(tables, dropSyn(tables, firewall, client));
            }
            client.endTraced();
        }
        recording = Recording.read(file);
    }

    @ParameterizedTest
    @EnumSource
    void dataIsDroppedAsOftenAsTheRuleCounts(Tables tables) {
        verify(tables, data.get(tables), "PSH,ACK");
    }

    /** Nothing of the connection has ever reached a device. */
    @ParameterizedTest
    @EnumSource
    void synIsDroppedAsOftenAsTheRuleCounts(Tables tables) {
        verify(tables, syn.get(tables), "SYN");
    }

    private static Dropped dropData(Tables tables, Firewall firewall, AgentProcess client, int port)
            throws Exception {
        String answer = client.tell("connect", peer(tables), Integer.toString(port), "1");
        int own = Integer.parseInt(answer.substring("connect ".length()));
        client.tell("request", "1");
        String filter = "OUTPUT -p tcp --sport " + own;
        drop(filter, tables, firewall);
        client.tell("write");
        long packets = letPassAfter(3, filter, tables, firewall);
        client.tell("read");
        client.tell("close");
        return new Dropped(own, packets);
    }

    private static Dropped dropSyn(Tables tables, Firewall firewall, AgentProcess client)
            throws Exception {
        int port = FreePort.next();
        String filter = "OUTPUT -p tcp --dport " + port;
        drop(filter, tables, firewall);
        client.tell("hang", peer(tables), Integer.toString(port));
        return new Dropped(port, letPassAfter(2, filter, tables, firewall));
    }

    private static String peer(Tables tables) {
        return tables.name().endsWith("_6") ? VethPair.FAR_6 : VethPair.FAR;
    }

    private static void drop(String filter, Tables tables, Firewall firewall) throws Exception {
        firewall.iptables(tables, "-F OUTPUT", "-A " + filter + " -m comment --comment no -j DROP");
    }

    /** Returns how many packets the rule has counted until another lets them pass again. */
    private static long letPassAfter(int drops, String filter, Tables tables, Firewall firewall)
            throws Exception {
        Await.until("TCP tries again", PATIENCE, () -> firewall.packets(tables, "no") >= drops);
        firewall.iptables(tables, "-I " + filter + " -j ACCEPT");
        return firewall.packets(tables, "no");
    }

    private void verify(Tables tables, Dropped dropped, String flags) {
        assertThat(recording.named("KernelDrop"))
                .filteredOn(drop -> drop.getString("reason").equals("NETFILTER_DROP"))
                .filteredOn(
                        drop ->
                                drop.getInt("sourcePort") == dropped.port()
                                        || drop.getInt("destinationPort") == dropped.port())
                .hasSize(Math.toIntExact(dropped.packets()))
                .allSatisfy(
                        drop -> {
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

    /** Returns what has been recorded. */
    Recording recording() {
        return recording;
    }
}
