package io.mytracer.bpf;

import static io.mytracer.bpf.TracerObject.offset;
import static io.mytracer.bpf.TracerObject.size;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.mytracer.filter.AddressBlock;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;

class FlowKeyTests {
    private final MemorySegment bytes = Arena.ofAuto().allocate(FlowKey.SIZE, 8);

    @Test
    void layoutIsThatOfTheObject() {
        assertThat(size("flow_key")).isEqualTo(FlowKey.SIZE);
        bytes.fill((byte) -1);
        new FlowKey(1, 2, 3, 4, 0xfffe, 0xfffd, 17).write(bytes);

        assertThat(bytes.get(JAVA_LONG, offset("flow_key", "local"))).isEqualTo(1);
        assertThat(bytes.get(JAVA_LONG, offset("flow_key", "local") + 8)).isEqualTo(2);
        assertThat(bytes.get(JAVA_LONG, offset("flow_key", "remote"))).isEqualTo(3);
        assertThat(bytes.get(JAVA_LONG, offset("flow_key", "remote") + 8)).isEqualTo(4);
        assertThat(bytes.get(JAVA_SHORT, offset("flow_key", "local_port"))).isEqualTo((short) -2);
        assertThat(bytes.get(JAVA_SHORT, offset("flow_key", "remote_port"))).isEqualTo((short) -3);
        assertThat(bytes.get(JAVA_BYTE, offset("flow_key", "protocol"))).isEqualTo((byte) 17);
        // The kernel hashes these, too.
        for (int at = offset("flow_key", "unused"); at < FlowKey.SIZE; at++) {
            assertThat(bytes.get(JAVA_BYTE, at)).isZero();
        }
    }

    @Test
    void isReadAsItWasWritten() {
        FlowKey key = new FlowKey(-1, 2, 3, -4, 65535, 40000, 6);
        key.write(bytes);
        assertThat(FlowKey.read(bytes)).isEqualTo(key);
    }

    @Test
    void aReceiverIsTheDestination() throws Exception {
        HopRecord record = record("10.0.0.1", 40000, "10.0.0.2", 53);
        FlowKey key = FlowKey.ofReceiver(record);

        assertThat(key.localPort()).isEqualTo(53);
        assertThat(key.remotePort()).isEqualTo(40000);
        assertThat(key.localLow()).isEqualTo(record.destinationLow());
        assertThat(key.remoteLow()).isEqualTo(record.sourceLow());
        assertThat(key.protocol()).isEqualTo(17);
    }

    @Test
    void aFlowIsLocalFirst() throws Exception {
        HopRecord record = record("10.0.0.1", 40000, "10.0.0.2", 53);
        FlowKey key = FlowKey.ofFlow(record);

        assertThat(key.localPort()).isEqualTo(40000);
        assertThat(key.remotePort()).isEqualTo(53);
        assertThat(key.localLow()).isEqualTo(record.sourceLow());
    }

    @Test
    void anUnconnectedSocketHasNoRemoteEnd() {
        assertThat(new FlowKey(1, 2, 3, 4, 5, 6, 17).withoutRemote())
                .isEqualTo(new FlowKey(1, 2, 0, 0, 5, 0, 17));
    }

    @Test
    void theWildcardAddressIsThatOfTheFamily() throws Exception {
        FlowKey v4 = FlowKey.ofReceiver(record("10.0.0.1", 1, "10.0.0.2", 53)).wildcard();
        FlowKey v6 = FlowKey.ofReceiver(record("fe80::1", 1, "fe80::2", 53)).wildcard();

        assertThat(text(v4)).isEqualTo("::ffff:0.0.0.0");
        assertThat(v4.localPort()).isEqualTo(53);
        assertThat(v4.remotePort()).isZero();
        assertThat(text(v6)).isEqualTo("::");
        assertThat(v6.wildcard()).isEqualTo(v6);
    }

    @Test
    void theWildcardAddressOfBothFamiliesStandsUnderIPv4AsWell() throws Exception {
        FlowKey any = FlowKey.ofReceiver(record("fe80::1", 1, "::", 53)).withoutRemote();
        FlowKey bound = FlowKey.ofReceiver(record("fe80::1", 1, "fe80::2", 53)).withoutRemote();

        assertThat(any.isWildcard()).isTrue();
        assertThat(text(any.v4Wildcard())).isEqualTo("::ffff:0.0.0.0");
        assertThat(bound.isWildcard()).isFalse();
        assertThat(any.v4Wildcard().isWildcard()).as("it is the IPv4 one already").isFalse();
        assertThat(FlowKey.ofReceiver(record("fe80::1", 1, "::", 53)).isWildcard())
                .as("connected")
                .isFalse();
    }

    private String text(FlowKey key) throws Exception {
        key.write(bytes);
        byte[] address = bytes.asSlice(0, 16).toArray(JAVA_BYTE);
        boolean any = InetAddress.getByAddress(address).isAnyLocalAddress();
        assertThat(any).isTrue();
        return address[10] == 0 ? "::" : "::ffff:0.0.0.0";
    }

    private static HopRecord record(String source, int sourcePort, String destination, int port)
            throws Exception {
        MemorySegment segment = Arena.ofAuto().allocate(HopRecord.SIZE, 8);
        segment.asSlice(offset("record", "source"), 16).copyFrom(address(source));
        segment.asSlice(offset("record", "destination"), 16).copyFrom(address(destination));
        segment.set(JAVA_SHORT, offset("record", "source_port"), (short) sourcePort);
        segment.set(JAVA_SHORT, offset("record", "destination_port"), (short) port);
        segment.set(JAVA_BYTE, offset("record", "protocol"), (byte) 17);
        return new HopRecord().at(segment, 0);
    }

    private static MemorySegment address(String text) throws Exception {
        return MemorySegment.ofArray(AddressBlock.bytes(InetAddress.ofLiteral(text)));
    }
}
