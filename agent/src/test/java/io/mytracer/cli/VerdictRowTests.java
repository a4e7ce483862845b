package io.mytracer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.events.NetfilterVerdict;

import jdk.jfr.Recording;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Verdicts as the original tool printed them: family, table, hook, verdict. */
class VerdictRowTests {
    @TempDir Path directory;

    @Test
    void verdictsArePrintedInTheDocumentedForm() throws IOException {
        assertThat(
                        printed(
                                verdict("ip", "filter", "OUTPUT", "DROP", null),
                                verdict("ip6", "mangle", "PREROUTING", "ACCEPT", "policy"),
                                verdict("inet", "fw", "INPUT", "QUEUE 3", "handle 7"),
                                verdict(null, null, "OUTPUT", "DROP", null)))
                .containsExactly(
                        "2.filter.OUTPUT.DROP",
                        "10.mangle.PREROUTING.ACCEPT(web policy)",
                        "1.fw.INPUT.QUEUE 3(web handle 7)",
                        "-.-.OUTPUT.DROP");
    }

    private static NetfilterVerdict verdict(
            String family, String table, String hook, String verdict, String rule) {
        NetfilterVerdict event = new NetfilterVerdict();
        event.family = family;
        event.table = table;
        event.chain = "web";
        event.hook = hook;
        event.verdict = verdict;
        event.rule = rule;
        event.protocol = "TCP";
        event.tcpFlags = "SYN";
        event.sourceAddress = "10.0.0.1";
        event.destinationAddress = "10.0.0.2";
        event.skb = 0xab00;
        return event;
    }

    private List<String> printed(NetfilterVerdict... events) throws IOException {
        Path file = directory.resolve("verdicts.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(NetfilterVerdict.class);
            recording.start();
            for (NetfilterVerdict event : events) {
                event.commit();
            }
            recording.dump(file);
        }
        CommandLineRun run = CommandLineRun.of("print", file.toString());
        assertThat(run.err()).isEmpty();
        return run.out()
                .lines()
                .skip(1)
                .map(line -> line.substring(line.indexOf(" ab00.-:") + " ab00.-:".length()))
                .toList();
    }
}
