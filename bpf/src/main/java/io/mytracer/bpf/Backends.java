package io.mytracer.bpf;

import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.BpfLink;
import io.mytracer.bpf.ffm.BpfObject;
import io.mytracer.bpf.ffm.NativeLibrary;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Which ways of attaching the running kernel allows. Each is tried with a program that does
 * nothing, since what a kernel's configuration and version promise is not what a machine with
 * lockdown, a live-patched kernel or ftrace turned off keeps.
 */
final class Backends {
    /** What backends.bpf.c attaches its programs to. */
    private static final String FUNCTION = "ip_rcv";

    private final Map<Backend, String> refusals;

    private Backends(Map<Backend, String> refusals) {
        this.refusals = refusals;
    }

    /** Tries all. */
    static Backends find(NativeLibrary library) {
        Map<Backend, String> refusals = new EnumMap<>(Backend.class);
        byte[] elf = BpfResource.read("backends");
        for (Backend backend : List.of(Backend.FENTRY, Backend.KPROBE_MULTI, Backend.KPROBE)) {
            try (BpfObject object = BpfObject.open(library, "backends", elf)) {
                attach(object, backend);
            } catch (BpfException e) {
                refusals.put(backend, "this kernel refuses " + backend.words() + ": " + e.what());
            }
        }
        return new Backends(refusals);
    }

    /** Says in a few words why a backend cannot be used; null if it can. */
    String refusal(Backend backend) {
        return refusals.get(backend);
    }

    private static void attach(BpfObject object, Backend backend) {
        String wanted = backend.words().replace('.', '_');
        for (String program : object.programs()) {
            object.autoload(program, program.equals(wanted));
        }
        object.load();
        try (BpfLink link =
                backend == Backend.KPROBE_MULTI
                        ? object.attachMulti(wanted, List.of(FUNCTION), new long[1])
                        : object.attach(wanted)) {
            link.fd();
        }
    }
}
