package io.mytracer.bpf;

import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.kernel.Finding;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tells which places of the hop table this kernel has, and how they can be watched. */
public final class HopCheck {
    private static final String SUBJECT = "hops";

    private HopCheck() {}

    /**
     * Checks the hop table against the kernel; nothing stays attached.
     *
     * @throws IllegalStateException if the kernel has no BTF
     */
    public static List<Finding> run() {
        try (Programs programs =
                new Programs(NativeLibrary.find(null), null, HopFilter.CURATED, line -> {})) {
            return List.of(finding(programs));
        } catch (BpfException e) {
            return List.of(Finding.fail(SUBJECT, "cannot be looked for", e.getMessage()));
        }
    }

    private static Finding finding(Programs programs) {
        Map<Backend, Integer> counts = new TreeMap<>();
        for (Backend backend : programs.planned()) {
            counts.merge(backend, 1, Integer::sum);
        }
        String by =
                counts.entrySet().stream()
                        .map(e -> e.getValue() + " by " + e.getKey().words())
                        .collect(Collectors.joining(", "));
        String missing = MissingHop.describe(programs.missing());
        return missing == null
                ? Finding.ok(SUBJECT, by)
                : Finding.warn(
                        SUBJECT,
                        by + "; not " + missing,
                        "use a newer kernel, or load the module, to see these places");
    }
}
