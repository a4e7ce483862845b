package io.mytracer.bpf;

import io.mytracer.bpf.kernel.Btf;
import io.mytracer.bpf.kernel.PointerArgument;
import io.mytracer.bpf.kernel.TraceableFunctions;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Finds the functions that take a packet, by the types of the kernel and of its modules. */
final class SkbFunctions {
    private static final String STRUCT = "sk_buff";

    /** What the kernel makes for each tracepoint; include/trace/bpf_probe.h and perf.h. */
    private static final Pattern STUB =
            Pattern.compile("^(__bpf_trace_|perf_trace_|trace_event_raw_event_)");

    private static final Set<String> TABLE = new HashSet<>(Hop.functions());

    private SkbFunctions() {}

    /**
     * Returns those of some modules that a filter wants and that, as far as is known, can be
     * traced; by name.
     *
     * @param kernel whether those of the kernel itself are wanted, too
     */
    static List<SkbFunction> find(boolean kernel, Collection<String> modules, HopFilter filter) {
        List<PointerArgument> all = new ArrayList<>();
        if (kernel) {
            all.addAll(Btf.vmlinux().pointerArguments(STRUCT));
        }
        for (String module : modules) {
            try {
                all.addAll(Btf.module(module).pointerArguments(STRUCT));
            } catch (IllegalStateException | IllegalArgumentException e) {
                // Gone again, or its types are broken: then it has no functions to be traced.
            }
        }
        Map<String, SkbFunction> wanted = new TreeMap<>();
        for (SkbFunction function : distinct(all)) {
            if (filter.wantsOther(function.name())) {
                wanted.put(function.name(), function);
            }
        }
        wanted.keySet().retainAll(TraceableFunctions.among(wanted.keySet()));
        return List.copyOf(wanted.values());
    }

    /** Leaves out names that stand for functions with different arguments. */
    private static Collection<SkbFunction> distinct(List<PointerArgument> all) {
        Map<String, SkbFunction> found = new TreeMap<>();
        Set<String> ambiguous = new HashSet<>();
        for (PointerArgument each : all) {
            String name = each.function();
            if (TABLE.contains(name)
                    || STUB.matcher(name).find()
                    || each.position() > SkbFunction.LAST_ARGUMENT) {
                continue;
            }
            SkbFunction function = new SkbFunction(name, each.position());
            SkbFunction other = found.putIfAbsent(name, function);
            if (other != null && !other.equals(function)) {
                ambiguous.add(name);
            }
        }
        found.keySet().removeAll(ambiguous);
        return found.values();
    }
}
