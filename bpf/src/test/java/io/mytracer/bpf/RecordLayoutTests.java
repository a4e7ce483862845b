package io.mytracer.bpf;

import static io.mytracer.bpf.TracerObject.enumeration;
import static io.mytracer.bpf.TracerObject.offset;
import static io.mytracer.bpf.TracerObject.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.function.Predicate;

/** Compares {@link HopRecord} with the records of the built object. */
class RecordLayoutTests {
    private static final long AT = 8; // not where the segment begins

    private final MemorySegment bytes = Arena.ofAuto().allocate(AT + HopRecord.CAUSE_SIZE, 8);

    @Test
    void sizesAreThoseOfTheObject() {
        assertThat(size("record")).isEqualTo(HopRecord.SIZE);
        assertThat(size("cause_record")).isEqualTo(HopRecord.CAUSE_SIZE);
        assertThat(offset("cause_record", "record")).isZero();
        assertThat(size("cause_record") - offset("cause_record", "stack"))
                .isEqualTo(8 * HopRecord.STACK_DEPTH);
    }

    @Test
    void longsAreReadWhereTheyAre() {
        set("time", 0x1122_3344_5566_7788L);
        assertThat(record().time()).isEqualTo(0x1122_3344_5566_7788L);
        set("packet", -2);
        assertThat(record().packet()).isEqualTo(-2);
        set("skb", -3);
        assertThat(record().skb()).isEqualTo(-3);
        set("flow", -4);
        assertThat(record().flow()).isEqualTo(-4);
    }

    @Test
    void intsAreReadWhereTheyAreWithoutSign() {
        setInt("seq", 0xffff_fffe);
        assertThat(record().seq()).isEqualTo(0xffff_fffeL);
        setInt("ack", 0xffff_fffd);
        assertThat(record().ack()).isEqualTo(0xffff_fffdL);
        setInt("length", 0xffff_fffc);
        assertThat(record().length()).isEqualTo(0xffff_fffcL);
        setInt("netns", 0xffff_fffb);
        assertThat(record().netns()).isEqualTo(0xffff_fffbL);
        setInt("tid", 4_194_303);
        assertThat(record().tid()).isEqualTo(4_194_303);
        setInt("java_thread", -7);
        assertThat(record().caller()).isEqualTo(-7L << 32 | 4_194_303);
        setInt("value", -6);
        assertThat(record().value()).isEqualTo(-6);
    }

    @Test
    void shortsAreReadWhereTheyAreWithoutSign() {
        setShort("source_port", 65535);
        assertThat(record().sourcePort()).isEqualTo(65535);
        setShort("destination_port", 65534);
        assertThat(record().destinationPort()).isEqualTo(65534);
        setShort("cpu", 40_000);
        assertThat(record().cpu()).isEqualTo(40_000);
    }

    @Test
    void bytesAreReadWhereTheyAre() {
        setByte("kind", HopRecord.RETRANSMIT);
        assertThat(record().kind()).isEqualTo(HopRecord.RETRANSMIT);
        setByte("hop", Hop.CONSUME_SKB.id());
        assertThat(record().hop()).isEqualTo(Hop.CONSUME_SKB);
        setByte("direction", HopRecord.OUT);
        assertThat(record().direction()).isEqualTo(HopRecord.OUT);
        setByte("protocol", 255);
        assertThat(record().protocol()).isEqualTo(255);
        setByte("tcp_flags", 0xc2);
        assertThat(record().tcpFlags()).isEqualTo(0xc2);
        setByte("packet_type", 4);
        assertThat(record().packetType()).isEqualTo(4);
    }

    @Test
    void addressesAreReadWhereTheyAre() {
        long source = AT + offset("record", "source");
        long destination = AT + offset("record", "destination");
        for (int i = 0; i < 16; i++) {
            bytes.set(JAVA_BYTE, source + i, (byte) (1 + i));
            bytes.set(JAVA_BYTE, destination + i, (byte) (101 + i));
        }
        byte[] address = new byte[16];
        record().source(address);
        assertThat(address).startsWith(1, 2, 3).endsWith(15, 16);
        record().destination(address);
        assertThat(address).startsWith(101, 102).endsWith(115, 116);
        assertThat(record().sourceHigh()).isEqualTo(bytes.get(JAVA_LONG, source));
        assertThat(record().sourceLow()).isEqualTo(bytes.get(JAVA_LONG, source + 8));
        assertThat(record().destinationHigh()).isEqualTo(bytes.get(JAVA_LONG, destination));
        assertThat(record().destinationLow()).isEqualTo(bytes.get(JAVA_LONG, destination + 8));
    }

    @Test
    void macIsOneNumber() {
        for (int i = 0; i < 6; i++) {
            bytes.set(JAVA_BYTE, AT + offset("record", "mac") + i, (byte) (0xf1 + i));
        }
        assertThat(record().mac()).isEqualTo(0xf1f2_f3f4_f5f6L);
    }

    @Test
    void deviceEndsWithItsNameOrItsField() {
        long device = AT + offset("record", "device");
        assertThat(record().device()).isEmpty();
        bytes.asSlice(device, 16).copyFrom(MemorySegment.ofArray("eth0\0eth1".getBytes(UTF_8)));
        assertThat(record().device()).isEqualTo("eth0");
        bytes.asSlice(device, 16)
                .copyFrom(MemorySegment.ofArray("0123456789abcdef".getBytes(UTF_8)));
        assertThat(record().device()).isEqualTo("0123456789abcdef");
        assertThat(record().deviceHigh()).isEqualTo(bytes.get(JAVA_LONG, device));
        assertThat(record().deviceLow()).isEqualTo(bytes.get(JAVA_LONG, device + 8));
    }

    @Test
    void causeIsReadWhereItIs() {
        bytes.set(JAVA_LONG, AT + offset("cause_record", "location"), -7);
        assertThat(record().location()).isEqualTo(-7);
        bytes.set(JAVA_INT, AT + offset("cause_record", "reason"), 0x30001);
        assertThat(record().reason()).isEqualTo(0x30001);
        bytes.set(JAVA_INT, AT + offset("cause_record", "state"), 12);
        assertThat(record().state()).isEqualTo(12);

        long stack = AT + offset("cause_record", "stack");
        bytes.set(JAVA_LONG, stack, -8);
        bytes.set(JAVA_LONG, stack + 8L * (HopRecord.STACK_DEPTH - 1), -9);
        assertThat(record().frame(0)).isEqualTo(-8);
        assertThat(record().frame(HopRecord.STACK_DEPTH - 1)).isEqualTo(-9);
    }

    @Test
    void framesAreAsManyAsTheKernelWrote() {
        long size = AT + offset("cause_record", "stack_bytes");
        assertThat(record().frames()).isZero();
        bytes.set(JAVA_LONG, size, -14);
        assertThat(record().frames()).as("an errno").isZero();
        bytes.set(JAVA_LONG, size, 24);
        assertThat(record().frames()).isEqualTo(3);
        bytes.set(JAVA_LONG, size, 1 << 20);
        assertThat(record().frames()).as("no more than there is room for").isEqualTo(127);
    }

    @Test
    void aRecordWithoutACauseHasNoFrames() {
        bytes.set(JAVA_LONG, AT + offset("cause_record", "stack_bytes"), 24);
        assertThat(new HopRecord().at(bytes, AT).frames()).isZero();
    }

    @Test
    void aCopyHasTheStackThatItIsGivenUntilTheViewMoves() {
        long[] words = new long[HopRecord.WORDS];
        HopRecord view = new HopRecord().at(words, 0, new long[] {-1, 2});
        assertThat(view.frames()).isEqualTo(2);
        assertThat(view.frame(0)).isEqualTo(-1);
        assertThat(view.frame(1)).isEqualTo(2);
        assertThat(view.at(bytes, AT).frames()).isZero();
    }

    @Test
    void flagsAreThoseOfTheObject() {
        Map<String, Predicate<HopRecord>> flags =
                Map.of(
                        "FLAG_TENTATIVE", HopRecord::tentative,
                        "FLAG_CONFIRMED", HopRecord::confirmed,
                        "FLAG_MAC", HopRecord::hasMac,
                        "FLAG_BARE", HopRecord::bare,
                        "FLAG_FINAL", HopRecord::last,
                        "FLAG_REASON", HopRecord::hasReason,
                        "FLAG_LOOPBACK", HopRecord::loopback);
        Map<String, Integer> values = enumeration("record_flag");
        assertThat(values.keySet()).isEqualTo(flags.keySet());
        values.forEach(
                (name, value) -> {
                    setByte("flags", value);
                    flags.forEach(
                            (other, flag) ->
                                    assertThat(flag.test(record()))
                                            .as("%s while %s is set", other, name)
                                            .isEqualTo(other.equals(name)));
                });
    }

    @Test
    void kindsAreThoseOfTheObject() {
        assertThat(enumeration("kind"))
                .isEqualTo(
                        Map.of(
                                "KIND_HOP", HopRecord.HOP,
                                "KIND_DROP", HopRecord.DROP,
                                "KIND_RESET_SENT", HopRecord.RESET_SENT,
                                "KIND_RESET_RECEIVED", HopRecord.RESET_RECEIVED,
                                "KIND_RETRANSMIT", HopRecord.RETRANSMIT,
                                "KIND_FLOW_OPENED", HopRecord.FLOW_OPENED,
                                "KIND_FLOW_ENDED", HopRecord.FLOW_ENDED,
                                "KIND_VERDICT", HopRecord.VERDICT));
    }

    @Test
    void directionsAreThoseOfTheObject() {
        assertThat(enumeration("direction"))
                .isEqualTo(
                        Map.of(
                                "DIRECTION_NONE",
                                0,
                                "DIRECTION_IN",
                                HopRecord.IN,
                                "DIRECTION_OUT",
                                HopRecord.OUT));
    }

    @Test
    void copyLeavesTheCauseOut() {
        set("time", 5);
        setInt("value", 6);
        bytes.set(JAVA_LONG, AT + HopRecord.SIZE, 7);
        long[] target = new long[2 * HopRecord.WORDS + 1];
        record().copyTo(target, HopRecord.WORDS);
        bytes.fill((byte) 0);

        HopRecord copy = new HopRecord().at(target, HopRecord.WORDS, null);
        assertThat(copy.time()).isEqualTo(5);
        assertThat(copy.value()).isEqualTo(6);
        assertThat(copy.hasCause()).isFalse();
        assertThat(target[2 * HopRecord.WORDS]).isZero();
    }

    @Test
    void aCopyIsWhole() {
        set("time", 5);
        bytes.set(JAVA_LONG, AT + offset("cause_record", "location"), -7);
        HopRecord copy = record().copy();
        bytes.fill((byte) 0);

        assertThat(copy.time()).isEqualTo(5);
        assertThat(copy.location()).isEqualTo(-7);
    }

    @Test
    void otherLengthsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> record().at(bytes, AT, 129))
                .withMessageContaining("129");
    }

    private HopRecord record() {
        return new HopRecord().at(bytes, AT, HopRecord.CAUSE_SIZE);
    }

    private void set(String member, long value) {
        bytes.set(JAVA_LONG, AT + offset("record", member), value);
    }

    private void setInt(String member, int value) {
        bytes.set(JAVA_INT, AT + offset("record", member), value);
    }

    private void setShort(String member, int value) {
        bytes.set(JAVA_SHORT, AT + offset("record", member), (short) value);
    }

    private void setByte(String member, int value) {
        bytes.set(JAVA_BYTE, AT + offset("record", member), (byte) value);
    }
}
