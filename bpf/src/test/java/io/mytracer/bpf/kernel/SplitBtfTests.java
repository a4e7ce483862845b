package io.mytracer.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The types of a module, which go on from those of its kernel. */
class SplitBtfTests {
    private static final int PTR = 2;
    private static final int STRUCT = 4;
    private static final int ENUM = 6;
    private static final int CONST = 10;
    private static final int FUNC = 12;
    private static final int FUNC_PROTO = 13;

    /** Names: 1 sk_buff, 9 len, 13 ip_rcv. */
    private static final byte[] KERNEL =
            btf(
                    "|sk_buff|len|ip_rcv",
                    type(1, STRUCT, 1, 232, 9, 0, 7 * 8), // 1: struct sk_buff { len }
                    type(0, PTR, 0, 1), // 2: struct sk_buff *
                    type(0, FUNC_PROTO, 1, 0, 0, 2), // 3: void (struct sk_buff *)
                    type(13, FUNC, 1, 3)); // 4: ip_rcv

    /** Names, after the kernel's 20 bytes: 20 br_input, 29 br, 32 veth_xmit. */
    private static final byte[] MODULE =
            btf(
                    "br_input|br|veth_xmit",
                    type(0, CONST, 0, 1), // 5: const struct sk_buff
                    type(0, PTR, 0, 5), // 6: const struct sk_buff *
                    type(29, STRUCT, 1, 8, 9, 2, 0), // 7: struct br { struct sk_buff *len }
                    type(0, PTR, 0, 7), // 8: struct br *
                    type(0, FUNC_PROTO, 2, 0, 0, 8, 0, 6), // 9: void (struct br *, const skb *)
                    type(20, FUNC, 2, 9), // 10: br_input
                    type(32, FUNC, 1, 3)); // 11: veth_xmit, with a prototype of the kernel's

    private final Btf kernel = Btf.parse(KERNEL);
    private final Btf module = Btf.parse(MODULE, kernel);

    @Test
    void functionsAreItsOwn() {
        assertThat(kernel.pointerArguments("sk_buff"))
                .containsExactly(new PointerArgument("ip_rcv", 0));
        assertThat(module.pointerArguments("sk_buff"))
                .containsExactly(
                        new PointerArgument("br_input", 1), new PointerArgument("veth_xmit", 0));
        assertThat(module.pointerArguments("br"))
                .containsExactly(new PointerArgument("br_input", 0));
        assertThat(kernel.pointerArguments("br")).isEmpty();
    }

    @Test
    void whatItDoesNotHaveIsTheKernels() {
        assertThat(module.hasFunction("veth_xmit")).isTrue();
        assertThat(module.hasFunction("ip_rcv")).isTrue();
        assertThat(kernel.hasFunction("veth_xmit")).isFalse();
        assertThat(module.sizeOf("br")).hasValue(8);
        assertThat(module.sizeOf("sk_buff")).hasValue(232);
        assertThat(module.offsetOf("sk_buff", "len")).hasValue(7);
        assertThat(module.offsetOf("br", "len")).as("a name of the kernel's").hasValue(0);
        assertThat(module.pointerArgument("br_input", "sk_buff")).isEqualTo(1);
        assertThat(module.pointerArgument("ip_rcv", "sk_buff")).isZero();
    }

    @Test
    void enumeratorsMayHaveNamesOfBoth() {
        byte[] bytes = btf("reason|LATE", type(20, ENUM, 2, 4, 13, 1, 27, 2));
        Btf split = Btf.parse(bytes, kernel);
        assertThat(split.enumerators("reason")).isEqualTo(Map.of(1L, "ip_rcv", 2L, "LATE"));
        assertThat(split.enumsEndingWith("son")).containsExactly("reason");
    }

    @Test
    void positionsCountFromTheKernelsFirstByte() {
        byte[] broken = MODULE.clone();
        broken[0] = 0;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Btf.parse(broken, kernel))
                .withMessageStartingWith("BTF at byte %d: magic is", KERNEL.length);
        Btf nameless = Btf.parse(btf("x", type(99, FUNC, 0, 3)), kernel);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nameless.hasFunction("x"))
                .withMessage(
                        "BTF at byte %d: name begins behind the names"
                                .formatted(KERNEL.length + 24));
    }

    @Test
    void whateverTheBytesItAnswersOrRefuses() {
        Random random = new Random(20_261_123);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = MODULE.clone();
            for (int j = random.nextInt(1, 8); j > 0; j--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                Btf btf = Btf.parse(damaged, kernel);
                btf.pointerArguments("sk_buff");
                btf.pointerArgument("br_input", "sk_buff");
                btf.offsetOf("br", "nonesuch");
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageMatching("BTF at byte \\d+: .*");
            }
        }
    }

    @Test
    void modulesOfTheRunningKernelAreUnderstood() {
        List<String> modules = KernelModules.read().withTypes();
        assumeFalse(modules.isEmpty(), "needs a kernel with modules and their BTF");
        for (String name : modules) {
            Btf btf = Btf.module(name);
            assertThat(btf.sizeOf("sk_buff")).as(name).isEqualTo(Btf.vmlinux().sizeOf("sk_buff"));
            assertThat(btf.pointerArguments("sk_buff"))
                    .as(name)
                    .allSatisfy(
                            argument ->
                                    assertThat(btf.pointerArgument(argument.function(), "sk_buff"))
                                            .isNotNegative());
        }
    }

    /** A type with the words that follow its first three. */
    private static byte[] type(int name, int kind, int items, int sizeOrType, int... words) {
        ByteBuffer bytes =
                ByteBuffer.allocate(12 + 4 * words.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(name)
                        .putInt(kind << 24 | (kind == FUNC ? 0 : items))
                        .putInt(sizeOrType);
        for (int word : words) {
            bytes.putInt(word);
        }
        return bytes.array();
    }

    /** The first name of a kernel is empty; a module's names begin with any. */
    private static byte[] btf(String names, byte[]... types) {
        byte[] text = (names.replace('|', '\0') + "\0").getBytes(StandardCharsets.US_ASCII);
        int length = 0;
        for (byte[] type : types) {
            length += type.length;
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(24 + length + text.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putShort((short) 0xeb9f)
                        .put((byte) 1)
                        .put((byte) 0)
                        .putInt(24)
                        .putInt(0)
                        .putInt(length)
                        .putInt(length)
                        .putInt(text.length);
        for (byte[] type : types) {
            bytes.put(type);
        }
        return bytes.put(text).array();
    }
}
