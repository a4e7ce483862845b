package io.mytracer.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What recordings choose of the packets. */
class PacketSettingTests {
    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "port, '', 1 2 3",
        "port, 8080, 1 3",
        "port, '53,9000-9010', 2 3",
        "host, 192.0.2.0/24, 1 2 3",
        "host, '198.51.100.7,2001:db8::/32', 1 3",
        "host, ::1, ''",
        "protocol, tcp, 1 3",
        "protocol, UDP, 2",
        "protocol, 'tcp,udp', 1 2 3",
        "hops, tcp_.*|udp_rcv, 1 2",
        "hops, tcp_, ''",
    })
    void aSettingNarrows(String setting, String value, String told) throws Exception {
        try (Recording recording = started(setting, value)) {
            assertThat(packets(recording)).isEqualTo(told);
        }
    }

    @Test
    void anEventOfAnotherKindHasTheSame() throws Exception {
        for (Class<? extends PacketEvent> type : EventClasses.PACKET_EVENTS) {
            assertThat(EventType.getEventType(type).getSettingDescriptors())
                    .extracting(setting -> setting.getName())
                    .contains("port", "host", "protocol");
        }
    }

    @Test
    void whatAnyRecordingWantsIsInAll() throws Exception {
        try (Recording one = started("port", "8080")) {
            try (Recording other = started("port", "53")) {
                assertThat(packets(other)).isEqualTo("1 2 3");
            }
            assertThat(packets(one)).isEqualTo("1 2 3 1 3");
        }
    }

    @Test
    void aValueThatIsNoneStandsForAll() throws Exception {
        try (Recording recording = started("port", "http")) {
            assertThat(packets(recording)).isEqualTo("1 2 3");
        }
    }

    @Test
    void whatIsNoneIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PortSetting().setValue("80,"));
        assertThatIllegalArgumentException().isThrownBy(() -> new HostSetting().setValue("a.org"));
        assertThatIllegalArgumentException().isThrownBy(() -> new ProtocolSetting().setValue("6"));
        assertThatIllegalArgumentException().isThrownBy(() -> new HopsSetting().setValue("("));
        assertThatIllegalArgumentException().isThrownBy(() -> new StackSetting().setValue("some"));
    }

    @Test
    void valuesAreCombined() {
        assertThat(new PortSetting().combine(Set.of("80", "443"))).isEqualTo("443,80");
        assertThat(new PortSetting().combine(Set.of("80", " "))).isEmpty();
        assertThat(new HopsSetting().combine(Set.of("a|b", "c"))).isEqualTo("(?:a|b)|(?:c)");
        assertThat(new HopsSetting().combine(Set.of("a", ""))).isEmpty();
        assertThat(new StackSetting().combine(Set.of("drops", "all", ""))).isEqualTo("all");
        assertThat(new StackSetting().combine(Set.of("none", ""))).isEqualTo("none");
    }

    @Test
    void theAgentIsToldWhichStacksAreWanted() {
        try (Recording few = started("stack", "drops");
                Recording many = started("stack", "sampled")) {
            assertThat(StackSetting.wanted()).isEqualTo("sampled");
            many.stop();
            assertThat(StackSetting.wanted()).isEqualTo("drops");
            assertThat(few.isToDisk()).isTrue();
        }
        try (Recording silent = started("port", "80")) {
            assertThat(StackSetting.wanted()).isEmpty();
            assertThat(silent.isToDisk()).isTrue();
        }
    }

    private static Recording started(String setting, String value) {
        Recording recording = new Recording();
        recording.enable(SkbHop.class).with(setting, value);
        recording.start();
        return recording;
    }

    /** Commits three packets, and returns the numbers of those that are in the recording. */
    private String packets(Recording recording) throws IOException {
        commit(1, "TCP", "192.0.2.1", 40000, "198.51.100.7", 8080, "tcp_v4_rcv");
        commit(2, "UDP", "192.0.2.9", 53, "203.0.113.1", 40001, "udp_rcv");
        commit(3, "TCP", "2001:db8::1", 9005, "192.0.2.2", 8080, "ip_rcv");
        Path file = directory.resolve("packets.jfr");
        recording.dump(file);
        List<String> told =
                RecordingFile.readAllEvents(file).stream()
                        .filter(event -> event.getEventType().getName().equals("mytracer.SkbHop"))
                        .map(event -> Long.toString(event.getLong("packetId")))
                        .toList();
        return String.join(" ", told);
    }

    private static void commit(
            long id,
            String protocol,
            String source,
            int sourcePort,
            String destination,
            int destinationPort,
            String function) {
        SkbHop hop = new SkbHop();
        hop.packetId = id;
        hop.protocol = protocol;
        hop.sourceAddress = source;
        hop.sourcePort = sourcePort;
        hop.destinationAddress = destination;
        hop.destinationPort = destinationPort;
        hop.function = function;
        hop.commit();
    }
}
