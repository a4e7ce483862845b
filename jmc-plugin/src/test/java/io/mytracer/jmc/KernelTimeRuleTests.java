package io.mytracer.jmc;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.events.PacketPath;
import io.mytracer.events.SkbHop;

import org.junit.jupiter.api.Test;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.rules.Severity;

import java.util.List;

class KernelTimeRuleTests {
    private static final int KERNEL_MILLIS = 20;
    private static final int JAVA_MILLIS = 60;

    private final KernelTimeRule rule = new KernelTimeRule();

    @Test
    void timeIsSplitBetweenKernelAndJava() throws Exception {
        IItemCollection items =
                Recordings.of(
                        () -> {
                            Recordings.tracing(0, 0);
                            for (int request = 0; request < 3; request++) {
                                packet("IN", 2 * request + 1);
                                Thread.sleep(JAVA_MILLIS);
                                packet("OUT", 2 * request + 2);
                            }
                        });

        RuleResult result = RuleResult.of(rule, items);
        double share =
                result.result()
                        .getResult(KernelTimeRule.KERNEL_SHARE)
                        .doubleValueIn(UnitLookup.PERCENT);
        // A hop of 20 ms for each of two packets, an answer that begins 60 ms after the request.
        assertThat(share).isBetween(20.0, 50.0);
        assertThat(result.severity()).isEqualTo(Severity.OK);
        assertThat(result.summary()).contains(String.format("%.0f %% was the kernel's", share));
        assertThat(result.explanation())
                .contains("192.0.2.1 to :8080: 6 packets", "most of the time: application");
    }

    @Test
    void withoutRequestsItSaysNothing() throws Exception {
        assertThat(RuleResult.of(rule, Recordings.record(List.of(), () -> {})).severity())
                .isEqualTo(Severity.NA);
        RuleResult result = RuleResult.of(rule, Recordings.of(() -> Recordings.packets(1, 10)));
        assertThat(result.severity()).isEqualTo(Severity.NA);
        assertThat(result.summary()).contains("no request that Java answered");
    }

    private static void packet(String direction, int id) throws InterruptedException {
        SkbHop hop = new SkbHop();
        hop.begin();
        PacketPath path = new PacketPath();
        path.begin();
        Thread.sleep(KERNEL_MILLIS);
        Recordings.fill(hop, id);
        hop.direction = direction;
        hop.stage = "TCP";
        hop.function = "tcp_v4_rcv";
        Recordings.fill(path, id);
        path.tcpFlags = "PSH,ACK";
        path.direction = direction;
        if (direction.equals("OUT")) {
            swap(hop);
            path.sourceAddress = hop.sourceAddress;
            path.sourcePort = hop.sourcePort;
            path.destinationAddress = hop.destinationAddress;
            path.destinationPort = hop.destinationPort;
        }
        hop.commit();
        path.commit();
    }

    private static void swap(SkbHop hop) {
        hop.sourceAddress = "192.0.2.2";
        hop.sourcePort = 8080;
        hop.destinationAddress = "192.0.2.1";
        hop.destinationPort = 40_000;
    }
}
