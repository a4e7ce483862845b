package io.mytracer.bpf.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class BpfExceptionTests {
    @Test
    void namesCallErrnoAndRemedyInOneLine() {
        BpfException e = new BpfException("bpf_object__load", Errno.EPERM, List.of("one", "two"));
        assertThat(e)
                .hasMessageStartingWith(
                        "bpf_object__load: EPERM (Operation not permitted); needs CAP_BPF and"
                                + " CAP_PERFMON");
        assertThat(e.getMessage()).doesNotContain("\n");
        assertThat(e.detail()).containsExactly("one", "two");
    }

    @Test
    void withoutErrnoOrRemedyNothingIsMadeUp() {
        assertThat(new BpfException("libbpf: none\nfound", 0, "", List.of()))
                .hasMessage("libbpf: none found");
    }

    @Test
    void errorNumbersHaveNames() {
        assertThat(Errno.name(1)).isEqualTo("EPERM");
        assertThat(Errno.text(524)).isEqualTo("Operation is not supported");
        assertThat(Errno.name(4711)).isEqualTo("errno 4711");
        assertThat(Errno.text(4711)).isEqualTo("unknown error");
    }
}
