package io.mytracer.bpf;

import static io.mytracer.bpf.TracerObject.enumeration;
import static io.mytracer.bpf.TracerObject.offset;
import static io.mytracer.bpf.TracerObject.size;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/** Compares {@link VerdictView} with the records of the built object. */
class VerdictLayoutTests {
    private static final long AT = 16; // not where the segment begins

    private final MemorySegment bytes = Arena.ofAuto().allocate(AT + VerdictView.REFUSAL_SIZE, 8);
    private final HopRecord record = new HopRecord().at(bytes, AT, VerdictView.REFUSAL_SIZE);
    private final VerdictView view = record.verdict();

    @Test
    void sizesAreThoseOfTheObject() {
        assertThat(size("verdict_record")).isEqualTo(VerdictView.SIZE);
        assertThat(size("refusal_record")).isEqualTo(VerdictView.REFUSAL_SIZE);
        assertThat(offset("verdict_record", "record")).isZero();
        assertThat(offset("refusal_record", "verdict")).isZero();
    }

    @Test
    void numbersAreReadWhereTheyAre() {
        bytes.set(JAVA_LONG, at("ended"), -2);
        assertThat(view.ended()).isEqualTo(-2);
        bytes.set(JAVA_LONG, at("rule"), -3);
        assertThat(view.rule()).isEqualTo(-3);
        bytes.set(JAVA_INT, at("verdict"), 0x10002);
        assertThat(view.verdict()).isEqualTo(0x10002);
        bytes.set(JAVA_BYTE, at("family"), (byte) 10);
        assertThat(view.family()).isEqualTo(10);
        bytes.set(JAVA_BYTE, at("hook_family"), (byte) 7);
        assertThat(view.hookFamily()).isEqualTo(7);
        bytes.set(JAVA_BYTE, at("hook"), (byte) 4);
        assertThat(view.hook()).isEqualTo(4);
    }

    @Test
    void ruleKindsAreThoseOfTheObject() {
        Map<String, Integer> values = enumeration("rule_kind");
        assertThat(values)
                .containsOnlyKeys(
                        "RULE_UNKNOWN",
                        "RULE_POLICY",
                        "RULE_NUMBER",
                        "RULE_HANDLE",
                        "RULE_INFERRED")
                .containsEntry("RULE_UNKNOWN", VerdictView.UNKNOWN)
                .containsEntry("RULE_POLICY", VerdictView.POLICY)
                .containsEntry("RULE_NUMBER", VerdictView.NUMBER)
                .containsEntry("RULE_HANDLE", VerdictView.HANDLE);
        bytes.set(JAVA_BYTE, at("rule_kind"), (byte) VerdictView.HANDLE);
        assertThat(view.ruleKind()).isEqualTo(VerdictView.HANDLE);
        assertThat(view.inferred()).isFalse();
        int inferred = VerdictView.NUMBER | values.get("RULE_INFERRED");
        bytes.set(JAVA_BYTE, at("rule_kind"), (byte) inferred);
        assertThat(view.ruleKind()).isEqualTo(VerdictView.NUMBER);
        assertThat(view.inferred()).isTrue();
    }

    @Test
    void namesAreReadWhereTheyAre() {
        assertThat(view.table()).isEmpty();
        assertThat(view.baseChain()).isEmpty();
        assertThat(view.chain()).isEmpty();
        text("table", "filter");
        text("base_chain", "in");
        text("chain", "ports-für-web");
        assertThat(view.table()).isEqualTo("filter");
        assertThat(view.baseChain()).isEqualTo("in");
        assertThat(view.chain()).isEqualTo("ports-für-web");
    }

    @Test
    void nameThatWasCutSaysSo() {
        text("table", "a".repeat(30));
        assertThat(view.table()).isEqualTo("a".repeat(30));
        text("table", "a".repeat(31));
        assertThat(view.table()).isEqualTo("a".repeat(31) + "…");
    }

    @Test
    void stackIsReadBehindTheNames() {
        assertThat(record.hasCause()).isFalse();
        assertThat(record.frames()).isZero();
        bytes.set(JAVA_LONG, AT + offset("refusal_record", "stack_bytes"), 16);
        long stack = AT + offset("refusal_record", "stack");
        bytes.set(JAVA_LONG, stack, -8);
        bytes.set(JAVA_LONG, stack + 8, -9);
        assertThat(record.frames()).isEqualTo(2);
        assertThat(record.frame(0)).isEqualTo(-8);
        assertThat(record.frame(1)).isEqualTo(-9);
    }

    @Test
    void verdictWithoutAStackHasNoFrames() {
        bytes.fill((byte) 1);
        assertThat(new HopRecord().at(bytes, AT, VerdictView.SIZE).frames()).isZero();
    }

    @Test
    void copyKeepsTheVerdict() {
        text("table", "filter");
        HopRecord copy = record.copy();
        bytes.fill((byte) 0);
        assertThat(copy.verdict().table()).isEqualTo("filter");
    }

    private long at(String member) {
        return AT + offset("verdict_record", member);
    }

    private void text(String member, String text) {
        byte[] encoded = text.getBytes(UTF_8);
        MemorySegment.copy(encoded, 0, bytes, JAVA_BYTE, at(member), encoded.length);
        bytes.set(JAVA_BYTE, at(member) + encoded.length, (byte) 0);
    }
}
