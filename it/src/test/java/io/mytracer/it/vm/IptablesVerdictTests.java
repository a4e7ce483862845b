package io.mytracer.it.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.Firewall;
import io.mytracer.it.Firewall.Tables;
import io.mytracer.it.FreePort;
import io.mytracer.it.NeedsBpf;
import io.mytracer.it.Recording;
import io.mytracer.it.RecordingAssert;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;

/** Verdicts of iptables' own tables: which table, chain and rule, and as often as it counts. */
@InGuest
@NeedsBpf
class IptablesVerdictTests {
    @TempDir Path directory;

    private Tables tables;
    private int open;
    private int dropped;
    private int chained;
    private int rejected;
    private long drops;
    private long chainDrops;
    private long accepts;
    private List<Verdict> verdicts;

    /** Kprobes that met an interrupt on top of another one: what the tracer says it has missed. */
    private int missed;

    @ParameterizedTest
    @CsvSource({"LEGACY,''", "LEGACY_6,',backend=kprobe'"})
    void decisionsAreThoseOfTheRules(Tables tables, String options) throws Exception {
        this.tables = tables;
        Recording recording = record(options);
        verdicts = Verdict.of(recording);
        missed = Math.toIntExact(recording.lost("recursion"));

        tablesAreAskedInOrderUntilOneDrops(recording);
        everyDecisionOfARuleIsRecorded();
        ruleOfAChainOfTheUserIsNumberedInThere();
        rejectionAndItsAnswerHaveTheirOwnVerdicts();
        assertThat(verdicts).as("nothing is guessed").noneMatch(Verdict::inferred);
        RecordingAssert.assertThat(recording).hasNoLossButByRecursion();
    }

    private Recording record(String options) throws Exception {
        dropped = FreePort.next();
        chained = FreePort.next();
        rejected = FreePort.next();
        try (FilterScene scene = new FilterScene(directory, tables == Tables.LEGACY_6)) {
            Firewall firewall = scene.near();
            open = scene.open();
            setRules(firewall);
            scene.start(options);
            scene.request();
            scene.refused(rejected);
            scene.hang(dropped);
            scene.hang(chained);
            scene.await(2, () -> firewall.packets(tables, "drop") >= 2);
            scene.await(2, () -> firewall.packets(tables, "chain") >= 2);
            // Nothing is to be counted that is not recorded, when the client ends.
            firewall.iptables(tables, "-I OUTPUT -p tcp -j ACCEPT");
            drops = firewall.packets(tables, "drop");
            chainDrops = firewall.packets(tables, "chain");
            accepts = firewall.packets(tables, "open");
            return scene.end();
        }
    }

    /** Connection tracking, without which nobody asks the nat table, comes with the DNAT. */
    private void setRules(Firewall firewall) throws Exception {
        String nowhere = tables == Tables.LEGACY_6 ? "[fd99::9]:9" : "10.99.0.9:9";
        firewall.iptables(
                tables,
                "-t raw -A OUTPUT -p udp -j ACCEPT",
                "-t mangle -A OUTPUT -p udp -j ACCEPT",
                "-t nat -A OUTPUT -p tcp --dport 9 -j DNAT --to-destination " + nowhere,
                "-A OUTPUT -p udp -j ACCEPT",
                "-A OUTPUT" + to(dropped, "drop", "DROP"),
                "-N web",
                "-A OUTPUT" + to(chained, "jump", "web"),
                "-A OUTPUT" + to(rejected, "reject", "REJECT --reject-with tcp-reset"),
                "-A OUTPUT" + to(open, "open", "ACCEPT"),
                "-A web -p udp -j ACCEPT",
                "-A web -p tcp -j LOG",
                "-A web -p tcp --dport 9 -j RETURN",
                "-A web" + to(chained, "chain", "DROP"));
    }

    private static String to(int port, String comment, String target) {
        return " -p tcp --dport " + port + " -m comment --comment " + comment + " -j " + target;
    }

    /** The documented case: raw, mangle and nat accept, filter drops, and the kernel says so. */
    private void tablesAreAskedInOrderUntilOneDrops(Recording recording) {
        long syn = about(dropped).getFirst().packet();
        assertThat(about(dropped))
                .filteredOn(verdict -> verdict.packet() == syn)
                .extracting(Verdict::decision)
                .containsExactly(
                        decision("raw", "OUTPUT policy", "ACCEPT"),
                        decision("mangle", "OUTPUT policy", "ACCEPT"),
                        decision("nat", "OUTPUT policy", "ACCEPT"),
                        decision("filter", "OUTPUT 2", "DROP"));
        assertThat(recording.named("KernelDrop"))
                .filteredOn(drop -> drop.getInt("destinationPort") == dropped)
                .filteredOn(drop -> drop.getString("reason").equals("NETFILTER_DROP"))
                .hasSize(Math.toIntExact(drops))
                .extracting(IptablesVerdictTests::packet)
                .contains(syn);
    }

    private void everyDecisionOfARuleIsRecorded() {
        assertThat(decided(dropped, "OUTPUT 2", "DROP")).isBetween(drops - missed, drops);
        assertThat(decided(chained, "web 4", "DROP")).isBetween(chainDrops - missed, chainDrops);
        assertThat(decided(open, "OUTPUT 5", "ACCEPT")).isBetween(accepts - missed, accepts);
    }

    private void ruleOfAChainOfTheUserIsNumberedInThere() {
        assertThat(about(chained))
                .filteredOn(verdict -> verdict.text().equals("DROP"))
                .isNotEmpty()
                .allMatch(verdict -> verdict.decision().equals(decision("filter", "web 4", "DROP")))
                .allMatch(verdict -> verdict.hook().equals("OUTPUT"));
    }

    /** REJECT has the tables evaluated for its RST, in the middle of its own evaluation. */
    private void rejectionAndItsAnswerHaveTheirOwnVerdicts() {
        assertThat(about(rejected))
                .filteredOn(verdict -> verdict.direction().equals("OUT"))
                .extracting(Verdict::decision)
                .containsExactly(
                        decision("raw", "OUTPUT policy", "ACCEPT"),
                        decision("mangle", "OUTPUT policy", "ACCEPT"),
                        decision("nat", "OUTPUT policy", "ACCEPT"),
                        decision("filter", "OUTPUT 4", "DROP"));
        assertThat(about(rejected))
                .filteredOn(verdict -> verdict.direction().equals("IN"))
                .extracting(Verdict::text)
                .isNotEmpty()
                .containsOnly("ACCEPT");
    }

    private List<Verdict> about(int port) {
        return verdicts.stream().filter(verdict -> verdict.port() == port).toList();
    }

    private long decided(int port, String by, String text) {
        String decision = decision("filter", by, text);
        return about(port).stream().filter(v -> v.decision().equals(decision)).count();
    }

    private String decision(String table, String by, String text) {
        String family = tables == Tables.LEGACY_6 ? "ip6" : "ip";
        return family + "." + table + ".OUTPUT: " + by + " " + text;
    }

    private static long packet(RecordedEvent event) {
        return event.getLong("packetId");
    }
}
