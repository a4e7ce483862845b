package io.mytracer.bpf;

import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.BpfLink;
import io.mytracer.bpf.ffm.BpfObject;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.kernel.Btf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Which ways of attaching to functions the running kernel allows. What it allows may still fail for
 * one function or another.
 */
final class Backends {
    /** The PMU that makes kprobes; Linux 4.17, Documentation/ABI/testing/sysfs-bus-event_source. */
    private static final Path KPROBE_PMU = Path.of("/sys/bus/event_source/devices/kprobe/type");

    /** In kernel/trace/bpf_trace.c only with CONFIG_FPROBE. */
    private static final String MULTI_HANDLER = "kprobe_multi_link_handler";

    /** By which a program knows what it is attached to; Linux 5.15 for kprobes. */
    private static final String COOKIE = "BPF_FUNC_get_attach_cookie";

    private final Map<Backend, String> refusals = new EnumMap<>(Backend.class);
    private final boolean cookies;

    /** Looks at the running kernel. */
    Backends(NativeLibrary library, Btf kernel) {
        tryFentry(library);
        cookies = kernel.enumerators("bpf_func_id").containsValue(COOKIE);
        if (!kernel.hasFunction(MULTI_HANDLER)) {
            refusals.put(
                    Backend.KPROBE_MULTI, "needs Linux 5.18 with CONFIG_FPROBE=y for kprobe.multi");
        }
        if (!Files.exists(KPROBE_PMU)) {
            refusals.put(Backend.KPROBE, "needs a kernel with CONFIG_KPROBE_EVENTS=y for kprobe");
        }
    }

    /** Says in a few words why a backend cannot be used; null if it can. */
    String refusal(Backend backend) {
        return refusals.get(backend);
    }

    /**
     * Returns the best way to attach one program to any number of functions.
     *
     * @param forced the only one to use; null for any
     * @return null if there is none
     */
    Backend ofMany(Backend forced) {
        for (Backend backend : List.of(Backend.KPROBE_MULTI, Backend.KPROBE)) {
            if ((forced == null || forced == backend) && refusalOfMany(backend) == null) {
                return backend;
            }
        }
        return null;
    }

    /**
     * Says in a few words why no program can be attached to any number of functions by a backend.
     *
     * @param backend null for the best
     */
    String refusalOfMany(Backend backend) {
        Backend asked = backend == null ? Backend.KPROBE_MULTI : backend;
        if (asked != Backend.KPROBE_MULTI && asked != Backend.KPROBE) {
            return "functions that are not in the hop table are left out by backend="
                    + asked.words();
        }
        if (refusals.containsKey(asked)) {
            return refusals.get(asked);
        }
        return asked == Backend.KPROBE && !cookies
                ? "needs Linux 5.15 for kprobes that know their function"
                : null;
    }

    /**
     * Attaches a program that does nothing: whether trampolines work is more than a matter of
     * version and configuration, since ftrace may be turned off and a sandbox's kernel may forbid
     * them.
     */
    private void tryFentry(NativeLibrary library) {
        try (BpfObject object =
                BpfObject.open(library, "fentry", BpfResource.read("fentry-check"))) {
            object.load();
            for (String program : object.programs()) {
                try (BpfLink link = object.attach(program)) {
                    link.fd();
                }
            }
        } catch (BpfException e) {
            refusals.put(Backend.FENTRY, "the kernel refuses fentry: " + e.what());
        }
    }
}
