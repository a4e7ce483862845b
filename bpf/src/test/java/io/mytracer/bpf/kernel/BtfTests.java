package io.mytracer.bpf.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mytracer.bpf.ffm.TestObject;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

class BtfTests {
    @Test
    void knowsTheRunningKernel() {
        assumeTrue(Files.exists(Btf.VMLINUX), "needs a kernel with BTF");
        Btf kernel = Btf.vmlinux();
        assertThat(kernel.hasFunction("tcp_v4_rcv")).isTrue();
        assertThat(kernel.hasFunction("tcp_v4_rc")).isFalse();
        assertThat(kernel.hasFunction("sk_buff")).as("a struct").isFalse();
        assertThat(kernel.hasTypedef("u32")).isTrue();
        assertThat(kernel.hasVariable("runqueues") || !KernelVersion.current().atLeast(5, 11))
                .as("the types of Debian's 5.10 have no variables")
                .isTrue();
        assertThat(kernel.sizeOf("sk_buff").orElseThrow()).isBetween(200, 300);
        assertThat(kernel.sizeOf("nonesuch")).isEmpty();
        assertThat(kernel.offsetOf("sk_buff", "next")).hasValue(0);
        assertThat(kernel.offsetOf("sk_buff", "len")).isPresent();
        assertThat(kernel.offsetOf("sk_buff", "nonesuch")).isEmpty();
        assertThat(kernel.tracepointArguments("kfree_skb")).isBetween(2, 4);
        assertThat(kernel.tracepointArguments("inet_sock_set_state")).isEqualTo(3);
        assertThat(kernel.tracepointArguments("nonesuch")).isEqualTo(-1);
        assertThat(kernel.pointerArgument("ip_output", "sk_buff")).isEqualTo(2);
        assertThat(kernel.pointerArgument("ip_output", "nonesuch")).isEqualTo(-1);
        assertThat(kernel.pointerArguments("sk_buff"))
                .contains(
                        new PointerArgument("tcp_v4_rcv", 0),
                        new PointerArgument("ip_output", 2),
                        new PointerArgument("skb_copy_bits", 0)) // const
                .hasSizeBetween(1000, 5000)
                .noneMatch(argument -> argument.function().equals("tcp_sendmsg"));
        assertThat(Btf.vmlinux()).as("read once").isSameAs(kernel);
    }

    @Test
    void knowsTheTypesOfAnObject() throws Exception {
        Btf object = Btf.ofElf(TestObject.elf());
        assertThat(object.sizeOf("inner")).hasValue(16);
        assertThat(object.offsetOf("inner", "b")).as("in an anonymous union").hasValue(8);
        assertThat(object.sizeOf("shape")).hasValue(40);
        assertThat(object.offsetOf("shape", "s")).as("in an anonymous struct").hasValue(8);
        assertThat(object.offsetOf("shape", "named")).hasValue(16);
        assertThat(object.offsetOf("shape", "last")).hasValue(32);
        assertThat(object.offsetOf("shape", "b")).as("in a named member").isEmpty();
        assertThat(object.enumerators("color")).isEqualTo(Map.of(3L, "RED", 4L, "GREEN"));
        assertThat(object.enumerators("nonesuch")).isEmpty();
        assertThat(object.hasFunction("every_task")).isTrue();
        assertThat(object.hasVariable("counters")).isTrue();
    }

    @Test
    void anObjectAndItsSectionAreTheSame() throws Exception {
        byte[] section = ElfSection.find(TestObject.elf(), ".BTF");
        assertThat(Btf.parse(section).sizeOf("shape")).hasValue(40);
        assertThat(Btf.parse(MemorySegment.ofArray(section)).sizeOf("shape")).hasValue(40);
    }

    @Test
    void enumeratorsAreAsSignedAsTheirEnumeration() {
        // enum e { e = 0xfffffffe }, unsigned and signed, in 32 and in 64 bits
        assertThat(enumerators(6, 0xfffffffe)).isEqualTo(Map.of(0xfffffffeL, "e"));
        assertThat(enumerators(6 | 0x80, 0xfffffffe)).isEqualTo(Map.of(-2L, "e"));
        assertThat(enumerators(19, 0xfffffffe, 1)).isEqualTo(Map.of(0x1fffffffeL, "e"));
        assertThat(enumerators(19 | 0x80, 0xfffffffe, -1)).isEqualTo(Map.of(-2L, "e"));
    }

    private static Map<Long, String> enumerators(int kind, int... words) {
        ByteBuffer types =
                ByteBuffer.allocate(16 + 4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        types.put(type(1, kind, 1, 4)).putInt(1);
        for (int word : words) {
            types.putInt(word);
        }
        return Btf.parse(btf(types.array(), "e", types.capacity())).enumerators("e");
    }

    @Test
    void aMissingFileIsToldWithTheRemedy() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Btf.read(Path.of("/nonexistent/vmlinux"), null))
                .withMessageContaining("/nonexistent/vmlinux does not exist")
                .withMessageContaining("CONFIG_DEBUG_INFO_BTF=y");
    }

    @Test
    void brokenBytesAreRefusedWithTheirPosition() {
        assertRefused(new byte[10], "BTF at byte 10: header is cut off");
        assertRefused(new byte[24], "BTF at byte 0: magic is 0x0 instead of 0xeb9f");
        assertRefused(btf(new byte[1], "", 12), "BTF at byte 8: section ends at 36 of 27 bytes");
        assertRefused(btf(new byte[8], "", 8), "BTF at byte 24: type 1 is cut off");
        assertRefused(btf(type(0, 25, 0, 0), "", 12), "BTF at byte 24: type 1 has unknown kind 25");
        assertRefused(btf(type(0, 4, 9, 0), "", 12), "BTF at byte 24: type 1 is cut off");
    }

    @Test
    void typesThatReferToThemselvesAreRefused() {
        // typedef btf_trace_x, of itself
        Btf typedef = Btf.parse(btf(type(1, 8, 0, 1), "btf_trace_x", 12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> typedef.tracepointArguments("x"))
                .withMessageContaining("refers to itself");

        // struct s { struct s; struct s; }, which would be searched 2^n times
        byte[] struct = new byte[36];
        System.arraycopy(type(1, 4, 2, 8), 0, struct, 0, 12);
        ByteBuffer members = ByteBuffer.wrap(struct).order(ByteOrder.LITTLE_ENDIAN);
        members.putInt(16, 1).putInt(28, 1);
        assertThat(Btf.parse(btf(struct, "s", 36)).offsetOf("s", "field")).isEmpty();
    }

    @Test
    void aNameOutsideTheNamesIsRefused() {
        Btf btf = Btf.parse(btf(type(99, 8, 0, 0), "x", 12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> btf.hasTypedef("x"))
                .withMessage("BTF at byte 24: name begins behind the names");
    }

    @Test
    void argumentThatPointsToAStructIsFound() {
        Btf kernel = Btf.vmlinux();
        assertThat(kernel.pointerArgument("ip_rcv", "sk_buff")).isZero();
        assertThat(kernel.pointerArgument("tcp_v4_do_rcv", "sk_buff")).isEqualTo(1);
        assertThat(kernel.pointerArgument("tcp_v4_do_rcv", "sock")).isZero();
        assertThat(kernel.pointerArgument("skb_copy_datagram_iter", "sk_buff"))
                .as("a pointer to a const struct")
                .isZero();
        assertThat(kernel.pointerArgument("tcp_v4_do_rcv", "net_device")).isEqualTo(-1);
        assertThat(kernel.pointerArgument("no_such_function", "sk_buff")).isEqualTo(-1);
    }

    @Test
    void whateverTheBytesItAnswersOrRefuses() throws Exception {
        byte[] elf = TestObject.elf();
        byte[] section = ElfSection.find(elf, ".BTF");
        Random random = new Random(20_261_122);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> {
                    for (int i = 0; i < 4000; i++) {
                        askAll(damaged(section, random), false);
                        askAll(damaged(elf, random), true);
                    }
                });
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] damaged =
                random.nextInt(4) == 0
                        ? Arrays.copyOf(bytes, random.nextInt(bytes.length))
                        : bytes.clone();
        for (int i = random.nextInt(1, 20); i > 0 && damaged.length > 0; i--) {
            int within = random.nextBoolean() ? Math.min(damaged.length, 200) : damaged.length;
            damaged[random.nextInt(within)] = (byte) random.nextInt();
        }
        return damaged;
    }

    private static void askAll(byte[] bytes, boolean elf) {
        try {
            Btf btf = elf ? Btf.ofElf(bytes) : Btf.parse(bytes);
            btf.hasFunction("every_task");
            btf.hasVariable("counters");
            btf.sizeOf("shape");
            btf.offsetOf("shape", "last");
            btf.offsetOf("inner", "nonesuch");
            btf.enumerators("color");
            btf.tracepointArguments("x");
            btf.enumsEndingWith("drop_reason");
            btf.pointerArguments("inner");
            btf.pointerArgument("every_task", "inner");
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("(BTF|ELF) at byte \\d+: .*");
        }
    }

    private static void assertRefused(byte[] bytes, String message) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Btf.parse(bytes))
                .withMessage(message);
    }

    private static byte[] type(int name, int kind, int items, int sizeOrType) {
        return ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(name)
                .putInt(kind << 24 | items)
                .putInt(sizeOrType)
                .array();
    }

    private static byte[] btf(byte[] types, String name, int typeBytes) {
        byte[] names = ("\0" + name + "\0").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(24 + types.length + names.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0xeb9f)
                .put((byte) 1)
                .put((byte) 0)
                .putInt(24)
                .putInt(0)
                .putInt(typeBytes)
                .putInt(types.length)
                .putInt(names.length)
                .put(types)
                .put(names)
                .array();
    }
}
