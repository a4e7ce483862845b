package io.mytracer.it.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.AgentProcess;
import io.mytracer.it.FreePort;
import io.mytracer.it.Jfc;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.NeedsBpf;
import io.mytracer.it.NeedsKernel;
import io.mytracer.it.Recording;
import io.mytracer.it.StreamCalls;
import io.mytracer.it.VethPair;
import io.mytracer.it.apps.Client;
import io.mytracer.it.apps.EchoServer;

import jdk.jfr.consumer.RecordedEvent;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** A cable that loses packets: what is sent again is joined to the call that wrote it, too. */
@InGuest
@NeedsBpf
@NeedsKernel(value = "5.12", reason = "before, flows are not named by their cookies")
class LossyStreamTests {
    @TempDir static Path directory;

    private static Recording recording;

    @BeforeAll
    static void record() throws Exception {
        int port = FreePort.next();
        Path file = directory.resolve("lossy.jfr");
        String options = "start=sync,recording=" + file + ",settings=" + Jfc.everyCall(directory);
        try (VethPair cable = new VethPair();
                AgentProcess server =
                        JvmCommand.of(EchoServer.class)
                                .startedBy(cable.far().inside())
                                .start(VethPair.FAR, port, "platform");
                AgentProcess client =
                        JvmCommand.of(Client.class)
                                .agent(options)
                                .startedBy(cable.near().inside())
                                .start("virtual", "caller")) {
            server.port();
            client.await("ready");
            client.tell("connect", VethPair.FAR, Integer.toString(port), "4");
            cable.near().run("tc qdisc add dev va root netem loss 10%");
            cable.far().run("tc qdisc add dev vb root netem loss 10%");
            client.tell("request", "25");
            cable.near().run("tc qdisc del dev va root");
            cable.far().run("tc qdisc del dev vb root");
            client.tell("close");
            client.endTraced();
        }
        recording = Recording.read(file);
    }

    @Test
    void whatIsSentAgainIsOfTheCallThatWroteIt() {
        StreamCalls writes = new StreamCalls(recording, StreamCalls.WRITES);
        List<RecordedEvent> again =
                recording.named("TcpRetransmit").stream()
                        .filter(event -> !event.getString("kind").equals("SYN"))
                        .toList();
        assertThat(again).isNotEmpty().allSatisfy(segment -> isOf(writes.of(segment), segment));
    }

    @Test
    void whatIsSentIsOfTheCallThatWroteIt() {
        StreamCalls writes = new StreamCalls(recording, StreamCalls.WRITES);
        assertThat(withBytes("OUT", "net_dev_start_xmit"))
                .hasSizeGreaterThanOrEqualTo(100)
                .allSatisfy(segment -> isOf(writes.of(segment), segment));
    }

    @Test
    void whatIsReadIsOfTheSegmentsThatBroughtIt() {
        StreamCalls reads = new StreamCalls(recording, StreamCalls.READS);
        assertThat(withBytes("IN", "netif_receive_skb"))
                .hasSizeGreaterThanOrEqualTo(100)
                .allSatisfy(segment -> isOf(reads.of(segment), segment));
    }

    private static List<RecordedEvent> withBytes(String direction, String function) {
        return recording
                .packetsWith(direction)
                .flatMap(List::stream)
                .filter(hop -> hop.getString("function").equals(function))
                .filter(hop -> hop.getString("tcpFlags").contains("PSH"))
                .toList();
    }

    private static void isOf(RecordedEvent call, RecordedEvent segment) {
        assertThat(call).as("call of %s", segment).isNotNull();
        assertThat(segment.getThread()).as("thread of %s", segment).isNotNull();
        assertThat(segment.getThread().getJavaThreadId())
                .isEqualTo(call.getThread().getJavaThreadId());
        assertThat(segment.getThread().isVirtual()).isTrue();
    }
}
