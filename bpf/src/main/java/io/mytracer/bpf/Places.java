package io.mytracer.bpf;

import io.mytracer.bpf.Place.Choice;
import io.mytracer.bpf.kernel.Btf;
import io.mytracer.bpf.kernel.KernelModules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Finds out which places the running kernel has, and how each can be watched. */
final class Places {
    /** The program that keeps account of sockets, and sends no hops. */
    static final String SOCKETS = "inet_sock_set_state";

    /** Programs that keep account of what a CPU does while packets are followed. */
    static final List<String> SOFTIRQS = List.of("softirq_entry", "softirq_exit");

    /** Functions that stand for a tracepoint on kernels that do not have it yet. */
    private static final Map<String, List<String>> SUBSTITUTES =
            Map.of(
                    "sk_data_ready", List.of("fentry_sock_def_readable"),
                    "sock_send_length", List.of("fexit_inet_sendmsg", "fexit_inet6_sendmsg"),
                    "sock_recv_length", List.of("fexit_inet_recvmsg", "fexit_inet6_recvmsg"));

    /**
     * Before Linux 6.10 the tracepoint of resets has two arguments, and does not tell of those that
     * answer a packet without a socket: these functions do.
     */
    private static final String RESET = "tcp_send_reset";

    private static final List<String> RESETS = List.of("tcp_v4_send_reset", "tcp_v6_send_reset");

    private static final String STRUCT = "sk_buff";

    private final Btf kernel;
    private final KernelModules modules;
    private final Backends backends;
    private final Backend forced;
    private final HopFilter filter;
    private final Set<String> programs;

    /**
     * Looks at the running kernel.
     *
     * @param forced the only backend to use for functions; null for the best
     * @param filter which places packets are to be told at
     * @param programs all that the object has
     */
    Places(
            Btf kernel,
            KernelModules modules,
            Backends backends,
            Backend forced,
            HopFilter filter,
            Set<String> programs) {
        this.kernel = kernel;
        this.modules = modules;
        this.backends = backends;
        this.forced = forced;
        this.filter = filter;
        this.programs = programs;
    }

    /** Returns the places that the tracer cannot do without. */
    List<Place> support() {
        return Stream.concat(Stream.of(SOCKETS), SOFTIRQS.stream())
                .map(name -> tracepoint(name, null))
                .toList();
    }

    /**
     * Returns the places of the hop table that are asked for, or cannot be done without, and the
     * filters that decide about packets.
     */
    List<Place> hops() {
        List<Place> found = new ArrayList<>();
        for (Hop hop : Hop.values()) {
            if (!filter.watches(hop)) {
                continue;
            }
            if (hop.isTracepoint()) {
                found.add(tracepoint(hop.function(), hop));
            } else if (hop != Hop.FUNCTION_WITH_SKB) {
                found.add(function(hop.function(), hop.argument(), hop.module(), hop));
            }
        }
        found.addAll(new Filters(this, kernel, modules).places());
        return found;
    }

    Place tracepoint(String name, Hop hop) {
        int arguments = kernel.tracepointArguments(name);
        if (arguments >= 0) {
            List<Choice> choices = new ArrayList<>();
            if (name.equals(RESET) && arguments == 2) {
                addWithFunctions(Backend.FENTRY, "fentry_", choices);
                addWithFunctions(Backend.KPROBE, "kprobe_", choices);
            }
            choices.add(new Choice(Backend.TRACEPOINT, List.of(name)));
            return new Place(name, hop, choices, null);
        }
        List<String> substitutes = SUBSTITUTES.get(name);
        if (substitutes != null
                && forced != Backend.TRACEPOINT
                && backends.refusal(Backend.FENTRY) == null) {
            return new Place(name, hop, List.of(new Choice(Backend.FENTRY, substitutes)), null);
        }
        return new Place(name, hop, List.of(), "this kernel has no such tracepoint");
    }

    private void addWithFunctions(Backend backend, String prefix, List<Choice> choices) {
        if ((forced == null || forced == backend) && backends.refusal(backend) == null) {
            List<String> programs = new ArrayList<>(List.of(RESET));
            RESETS.stream()
                    .filter(kernel::hasFunction)
                    .forEach(function -> programs.add(prefix + function));
            choices.add(new Choice(backend, programs));
        }
    }

    /**
     * Looks for a function.
     *
     * @param argument which one points to the skb; -1 if that is not to be checked
     * @param module that usually has it; null for the kernel itself
     */
    Place function(String name, int argument, String module, Hop hop) {
        boolean inKernel = kernel.hasFunction(name);
        if (!inKernel && module == null) {
            return new Place(
                    name, hop, List.of(), "this kernel has no such function, or has inlined it");
        }
        if (!inKernel && !modules.loaded(module)) {
            return new Place(name, hop, List.of(), "module " + module + " is not loaded");
        }
        if (inKernel && argument >= 0 && kernel.pointerArgument(name, STRUCT) != argument) {
            return new Place(
                    name, hop, List.of(), "has other arguments on this kernel than are known");
        }
        List<Choice> choices = new ArrayList<>();
        String refusal = null;
        for (Backend backend : Backend.values()) {
            if (backend == Backend.TRACEPOINT || forced != null && forced != backend) {
                continue;
            }
            List<String> with = programs(backend, name, argument);
            if (with.isEmpty()) {
                continue;
            }
            if (backends.refusal(backend) != null) {
                refusal = refusal == null ? backends.refusal(backend) : refusal;
            } else if (backend == Backend.FENTRY && !inKernel && !modules.hasTypes(module)) {
                refusal = "this kernel has no types (BTF) of module " + module;
            } else {
                choices.add(new Choice(backend, with));
            }
        }
        if (choices.isEmpty() && refusal == null) {
            refusal = "functions are left out by backend=" + forced.words();
        }
        return new Place(name, hop, choices, choices.isEmpty() ? refusal : null);
    }

    private List<String> programs(Backend backend, String function, int argument) {
        List<String> names =
                switch (backend) {
                    case FENTRY -> List.of("fentry_" + function, "fexit_" + function);
                    case KPROBE -> List.of("kprobe_" + function, "kretprobe_" + function);
                    case KPROBE_MULTI ->
                            argument < 0 ? List.<String>of() : List.of("multi_" + argument);
                    case TRACEPOINT -> List.<String>of();
                };
        return names.stream().filter(programs::contains).toList();
    }
}
