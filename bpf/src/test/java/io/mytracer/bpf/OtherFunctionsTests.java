package io.mytracer.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.BpfLink;
import io.mytracer.bpf.ffm.BpfObject;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.kernel.Btf;
import io.mytracer.bpf.kernel.KernelModules;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherFunctionsTests {
    private final List<String> progress = new ArrayList<>();
    private NativeLibrary library;
    private Backends backends;

    @BeforeEach
    void lookAtTheKernel() {
        try {
            library = NativeLibrary.find(null);
        } catch (BpfException e) {
            assumeTrue(false, "needs libbpf: " + e.getMessage());
        }
        backends = new Backends(library, Btf.vmlinux());
    }

    @Test
    void functionsThatTakeAPacketAreFound() {
        List<SkbFunction> found = SkbFunctions.find(true, List.of(), HopFilter.ALL);
        assertThat(found).hasSizeGreaterThan(1000).contains(new SkbFunction("skb_pull", 0));
        assertThat(found)
                .extracting(SkbFunction::name)
                .doesNotHaveDuplicates()
                .doesNotContain("tcp_v4_rcv", "consume_skb", "__bpf_trace_kfree_skb")
                .noneMatch(name -> name.contains("."));
        assertThat(found)
                .extracting(SkbFunction::argument)
                .allMatch(argument -> argument >= 0 && argument <= SkbFunction.LAST_ARGUMENT);
        assertThat(SkbFunctions.find(false, List.of(), HopFilter.ALL)).isEmpty();
    }

    @Test
    void anExpressionNarrowsThem() {
        assertThat(SkbFunctions.find(true, List.of(), HopFilter.parse("^skb_(pull|push)$")))
                .containsExactly(new SkbFunction("skb_pull", 0), new SkbFunction("skb_push", 0));
    }

    @Test
    void withoutTheOptionThereAreNone() {
        OtherFunctions none = look(HopFilter.CURATED, null);
        assertThat(none.programs()).isEmpty();
        assertThat(none.missing()).isEmpty();
        assertThat(none.attach(null)).isEmpty();
        assertThat(progress).isEmpty();
    }

    @Test
    void anExpressionThatMatchesNothingIsTold() {
        OtherFunctions none = look(HopFilter.parse("^no_such_"), null);
        assertThat(none.missing())
                .containsExactly(
                        new MissingHop("hops=^no_such_", "no function of this kernel matches"));
        assertThat(progress).hasSize(1);
        assertThat(look(HopFilter.parse("^netif_rx$"), null).missing()).isEmpty();
    }

    @Test
    void allAreRefusedWhereTheyCannotBeAttachedTo() {
        assumeTrue(
                backends.refusalOfMany(Backend.KPROBE_MULTI) != null,
                "this kernel has kprobe.multi");
        assertThatIllegalStateException()
                .isThrownBy(() -> look(HopFilter.ALL, null))
                .withMessageStartingWith("hops=all: ")
                .withMessageContaining("needs Linux 5.18 with CONFIG_FPROBE=y for kprobe.multi");
    }

    @Test
    void aBackendWithoutThemRefusesThem() {
        assertThatIllegalStateException()
                .isThrownBy(() -> look(HopFilter.ALL, Backend.FENTRY))
                .withMessage(
                        "hops=all: functions that are not in the hop table are left out by"
                                + " backend=fentry; leave the option out");
        assertThat(look(HopFilter.parse("^skb_pull$"), Backend.FENTRY).missing())
                .extracting(MissingHop::function)
                .containsExactly("skb_pull");
    }

    @Test
    void manyAreRefusedOneByOne() {
        assumeTrue(backends.refusalOfMany(Backend.KPROBE) == null, "this kernel has no kprobes");
        assertThatIllegalStateException()
                .isThrownBy(() -> look(HopFilter.parse("skb"), Backend.KPROBE))
                .withMessageMatching(
                        "hops=skb: \\d{3} functions are too many for kprobes one by one"
                                + " \\(.*\\); give an expression that at most 100 functions match");
    }

    @Test
    void aFewAreAttachedToOneByOne() {
        assumeTrue(backends.refusalOfMany(Backend.KPROBE) == null, "this kernel has no kprobes");
        attachTwo(Backend.KPROBE, 2);
    }

    @Test
    void manyAreAttachedToAtOnce() {
        assumeTrue(
                backends.refusalOfMany(Backend.KPROBE_MULTI) == null,
                "this kernel has no kprobe.multi");
        attachTwo(Backend.KPROBE_MULTI, 1);
    }

    @Test
    void whatCannotBeTracedIsLeftOut() {
        Backend backend = backends.ofMany(null);
        assumeTrue(backend != null, "this kernel has neither kprobe.multi nor kprobes");
        List<SkbFunction> functions =
                new ArrayList<>(SkbFunctions.find(true, List.of(), HopFilter.parse("^skb_[c-e]")));
        functions.add(new SkbFunction("no_such_function", 0));
        functions.add(new SkbFunction("neither_this", 0));
        Collections.sort(functions, (a, b) -> a.name().compareTo(b.name()));
        try (BpfObject object = load(FunctionAttacher.programs(backend))) {
            FunctionAttacher attacher = new FunctionAttacher(object, backend);
            attacher.attach(functions, 0);
            assertThat(attacher.refused())
                    .containsExactlyInAnyOrder("no_such_function", "neither_this");
            assertThat(attacher.links()).isNotEmpty();
        }
    }

    private void attachTwo(Backend backend, int links) {
        OtherFunctions two = look(HopFilter.parse("^skb_(pull|push)$"), backend);
        assertThat(two.backend()).as("before").isNull();
        try (BpfObject object = load(two.programs())) {
            List<BpfLink> attached = two.attach(object);
            assertThat(attached).hasSize(links);
            assertThat(two.attached()).isEqualTo(2);
            assertThat(two.backend()).isEqualTo(backend);
            assertThat(two.name(0)).isEqualTo("skb_pull");
            assertThat(two.name(1)).isEqualTo("skb_push");
            assertThat(two.name(2)).isEqualTo("function 2");
            assertThat(two.missing()).isEmpty();
            assertThat(progress.getFirst()).isEqualTo("attaching to 2 functions ...");
            assertThat(progress.getLast()).matches("attached to 2 functions in \\d+\\.\\d s");
            two.lookAgain(KernelModules.read());
            assertThat(two.attach(object)).as("once").isEmpty();
        }
    }

    private OtherFunctions look(HopFilter filter, Backend forced) {
        return new OtherFunctions(filter, backends, forced, KernelModules.read(), progress::add);
    }

    private BpfObject load(Set<String> programs) {
        BpfObject object = BpfObject.open(library, "mytracer", BpfResource.read("mytracer"));
        for (String program : object.programs()) {
            object.autoload(program, programs.contains(program));
        }
        object.load();
        return object;
    }
}
