package io.mytracer.bpf;

import io.mytracer.bpf.kernel.Btf;
import io.mytracer.bpf.kernel.Finding;

import java.util.ArrayList;
import java.util.List;

/** Tells which places of the hop table this kernel has, without attaching anything. */
public final class HopCheck {
    private static final String SUBJECT = "hops";

    private HopCheck() {}

    /**
     * Checks the hop table against the kernel's types.
     *
     * @throws IllegalStateException if the kernel has no BTF
     */
    public static List<Finding> run() {
        Btf kernel = Btf.vmlinux();
        List<String> missing = new ArrayList<>();
        for (String function : Hop.functions()) {
            if (kernel.tracepointArguments(function) < 0) {
                missing.add(function);
            }
        }
        int all = Hop.values().length;
        if (missing.isEmpty()) {
            return List.of(Finding.ok(SUBJECT, "all " + all + " by tp_btf"));
        }
        return List.of(
                Finding.warn(
                        SUBJECT,
                        all
                                - missing.size()
                                + " of "
                                + all
                                + " by tp_btf; this kernel has no tracepoint "
                                + String.join(", ", missing),
                        "use a newer kernel to see these places"));
    }
}
