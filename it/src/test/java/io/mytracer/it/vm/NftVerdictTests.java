package io.mytracer.it.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.Firewall;
import io.mytracer.it.FreePort;
import io.mytracer.it.NeedsBpf;
import io.mytracer.it.NeedsKernel;
import io.mytracer.it.Recording;
import io.mytracer.it.RecordingAssert;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Verdicts of nftables: which table, chain and rule, by its handle, and as often as it counts. */
@InGuest
@NeedsBpf
@NeedsKernel(value = "5.17", reason = "its rules are laid out otherwise, or have no types")
class NftVerdictTests {
    private static final List<String> COUNTED =
            List.of("drop", "deep", "reject", "vmap", "queue", "open", "in");

    @TempDir Path directory;

    private final int[] ports = new int[6];
    private final Map<String, Long> handles = new TreeMap<>();
    private final Map<String, Long> packets = new TreeMap<>();
    private List<Verdict> verdicts;

    /** Kprobes that met an interrupt on top of another one: what the tracer says it has missed. */
    private int missed;

    @ParameterizedTest
    @CsvSource({"false,''", "true,',backend=kprobe'"})
    void decisionsAreThoseOfTheRules(boolean ipv6, String options) throws Exception {
        Recording recording = record(ipv6, options);
        verdicts = Verdict.of(recording);
        missed = Math.toIntExact(recording.lost("recursion"));

        ruleDecides("drop", "inet.fw.out", "out", "DROP");
        ruleDecides("deep", "inet.fw.out", "deep", "DROP");
        ruleDecides("reject", "inet.fw.out", "out", "DROP");
        ruleDecides("vmap", "inet.fw.out", "out", "DROP");
        ruleDecides("queue", "inet.fw.out", "out", "QUEUE 3");
        ruleDecides("open", "inet.fw.out", "out", "ACCEPT");
        ruleDecides("in", "inet.far.in", "in", "ACCEPT");
        policyDecidesWhereNoRuleDoes();
        refusalsHaveTheirStack();
        assertThat(verdicts).as("nothing is guessed").noneMatch(Verdict::inferred);
        RecordingAssert.assertThat(recording).hasNoLossButByRecursion();
    }

    private Recording record(boolean ipv6, String options) throws Exception {
        for (int i = 0; i < ports.length; i++) {
            ports[i] = FreePort.next();
        }
        try (FilterScene scene = new FilterScene(directory, ipv6)) {
            setRules(scene);
            scene.start(options);
            scene.request();
            scene.refused(ports[2]);
            for (int i : new int[] {0, 1, 3, 4, 5}) {
                scene.hang(ports[i]);
            }
            for (String rule : List.of("drop", "deep", "vmap")) {
                scene.await(2, () -> scene.near().packets(rule) >= 2);
            }
            scene.await(2, () -> scene.far().packets("policy") >= 2);
            // Nothing is to be counted that is not recorded, when the client ends.
            scene.far().nft("insert rule inet far in tcp dport 1-65535 accept");
            scene.near().nft("insert rule inet fw out tcp dport 1-65535 accept");
            for (String rule : COUNTED) {
                Firewall firewall = rule.equals("in") ? scene.far() : scene.near();
                handles.put(rule, firewall.handle(rule));
                packets.put(rule, firewall.packets(rule));
            }
            packets.put("policy", scene.far().packets("policy"));
            return scene.end();
        }
    }

    private void setRules(FilterScene scene) throws Exception {
        scene.near()
                .nft(
                        "table inet fw {",
                        "chain deep {",
                        "tcp dport 1 accept",
                        to(1, "deep", "drop"),
                        "}",
                        "chain between { udp dport 1 accept; goto deep; }",
                        "chain out {",
                        "type filter hook output priority 10; policy accept;",
                        "udp dport 1 drop",
                        to(0, "drop", "drop"),
                        "tcp dport " + ports[1] + " jump between",
                        to(2, "reject", "reject with tcp reset"),
                        "tcp dport { %d } counter tcp dport vmap { %d : drop } comment \"vmap\""
                                .formatted(ports[3], ports[3]),
                        to(4, "queue", "queue flags bypass to 3"),
                        "tcp dport " + scene.open() + " counter accept comment \"open\"",
                        "}",
                        "}");
        scene.far()
                .nft(
                        "table inet far {",
                        "chain in {",
                        "type filter hook input priority 0; policy drop;",
                        "meta l4proto { icmp, icmpv6 } accept",
                        "tcp dport " + scene.open() + " counter accept comment \"in\"",
                        "tcp dport " + ports[4] + " accept",
                        "tcp dport " + ports[5] + " counter comment \"policy\"",
                        "}",
                        "}");
    }

    private String to(int port, String comment, String statement) {
        return "tcp dport "
                + ports[port]
                + " counter "
                + statement
                + " comment \""
                + comment
                + "\"";
    }

    private void ruleDecides(String rule, String filter, String chain, String text) {
        String decision = filter + ": " + chain + " handle " + handles.get(rule) + " " + text;
        assertThat(packets.get(rule)).as(rule).isPositive();
        assertThat(verdicts)
                .as(rule)
                .filteredOn(verdict -> verdict.decision().equals(decision))
                .hasSizeBetween(counted(rule) - missed, counted(rule));
    }

    private int counted(String rule) {
        return Math.toIntExact(packets.get(rule));
    }

    private void policyDecidesWhereNoRuleDoes() {
        assertThat(verdicts)
                .filteredOn(verdict -> verdict.decision().equals("inet.far.in: in policy DROP"))
                .hasSizeBetween(counted("policy") - missed, counted("policy"))
                .allMatch(verdict -> verdict.port() == ports[5])
                .allMatch(verdict -> verdict.hook().equals("INPUT"));
    }

    private void refusalsHaveTheirStack() {
        assertThat(verdicts)
                .filteredOn(verdict -> verdict.text().equals("ACCEPT"))
                .allMatch(verdict -> verdict.stack() == null);
        assertThat(verdicts)
                .filteredOn(verdict -> !verdict.text().equals("ACCEPT"))
                .isNotEmpty()
                .allMatch(verdict -> verdict.stack().contains("nf_hook_slow+0x"));
    }
}
