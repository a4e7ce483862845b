package io.mytracer.bpf;

import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.BpfLink;
import io.mytracer.bpf.ffm.BpfObject;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.kernel.Btf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
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

    private final Map<Backend, String> refusals = new EnumMap<>(Backend.class);

    /** Looks at the running kernel. */
    Backends(NativeLibrary library, Btf kernel) {
        tryFentry(library);
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
