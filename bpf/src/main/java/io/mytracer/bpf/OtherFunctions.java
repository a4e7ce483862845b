package io.mytracer.bpf;

import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.BpfLink;
import io.mytracer.bpf.ffm.BpfObject;
import io.mytracer.bpf.kernel.KernelModules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The functions that take a packet and are not in the hop table, as far as the user wants them: all
 * at once by kprobe.multi, or a few by kprobes.
 *
 * <p>A function is told by its number, which is in the cookie of its attachment: names need no
 * addresses, which the kernel may hide. {@link #name} may be called by any thread, the rest by one
 * at a time.
 */
final class OtherFunctions {
    /** Linux 6.1 takes 65 ms in a guest to attach a kprobe, and as long to detach it. */
    static final int MOST_KPROBES = 100;

    private final HopFilter filter;
    private final Consumer<String> progress;
    private final Set<String> seenModules = new HashSet<>();
    private final List<MissingHop> missing = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private Backend backend;
    private List<SkbFunction> found = List.of();
    private int attached;
    private volatile String[] names = {};

    /**
     * Looks for functions; nothing is attached yet.
     *
     * @param forced the only backend to use; null for the best
     * @param progress takes lines for people who wait
     * @throws IllegalStateException if all functions are wanted and cannot be had, or there are
     *     more than can be attached to one by one
     */
    OtherFunctions(
            HopFilter filter,
            Backends backends,
            Backend forced,
            KernelModules modules,
            Consumer<String> progress) {
        this.filter = filter;
        this.progress = progress;
        if (!filter.wantsOthers()) {
            return;
        }
        backend = backends.ofMany(forced);
        if (backend == null && filter == HopFilter.ALL) {
            throw new IllegalStateException(
                    filter + ": " + backends.refusalOfMany(forced) + "; leave the option out");
        }
        found = look(true, modules);
        if (backend == Backend.KPROBE && found.size() > MOST_KPROBES) {
            throw new IllegalStateException(tooMany(backends));
        }
        if (backend == null && !found.isEmpty()) {
            leaveOut(backends.refusalOfMany(forced));
        }
        if (found.isEmpty() && missing.isEmpty() && filter.tellsNone()) {
            missing.add(new MissingHop(filter.toString(), "no function of this kernel matches"));
            progress.accept(filter + ": no function of this kernel matches");
        }
    }

    /** Returns the programs to be loaded. */
    Set<String> programs() {
        return backend == null ? Set.of() : FunctionAttacher.programs(backend);
    }

    /** The kernel refuses one of the programs. */
    void refuse(String why) {
        leaveOut(backend.words() + ": the kernel refuses the program: " + why);
        backend = null;
    }

    /** Looks for functions of modules that have been loaded since. */
    void lookAgain(KernelModules modules) {
        if (backend == null) {
            return;
        }
        found = look(false, modules);
        if (backend == Backend.KPROBE && attached + found.size() > MOST_KPROBES) {
            leaveOut("too many for kprobes one by one");
        }
    }

    /**
     * Attaches to what has been found.
     *
     * @param object that has the programs
     */
    List<BpfLink> attach(BpfObject object) {
        if (found.isEmpty()) {
            return List.of();
        }
        progress.accept("attaching to %s ...".formatted(functions(found.size())));
        long begin = System.nanoTime();
        FunctionAttacher attacher = new FunctionAttacher(object, backend);
        try {
            attacher.attach(found, number(found));
            attached += found.size() - attacher.refused().size();
            refused.addAll(attacher.refused());
            progress.accept(
                    "attached to %s in %.1f s%s"
                            .formatted(
                                    functions(found.size() - attacher.refused().size()),
                                    (System.nanoTime() - begin) / 1e9,
                                    attacher.refused().isEmpty()
                                            ? ""
                                            : ", %d cannot be traced"
                                                    .formatted(attacher.refused().size())));
            return attacher.links();
        } catch (BpfException e) {
            attacher.links().forEach(BpfLink::close);
            leaveOut(backend.words() + ": " + e.what());
            return List.of();
        } finally {
            found = List.of();
        }
    }

    /** Returns how functions are attached to; null if they are not. */
    Backend backend() {
        return attached == 0 ? null : backend;
    }

    /** Returns the name of a function by its number in records. */
    String name(int number) {
        String[] known = names;
        return number >= 0 && number < known.length ? known[number] : "function " + number;
    }

    /** Returns how many functions are attached to. */
    int attached() {
        return attached;
    }

    /** Returns what cannot be attached to. */
    List<MissingHop> missing() {
        List<MissingHop> all = new ArrayList<>(missing);
        if (!refused.isEmpty()) {
            all.add(MissingHop.ofMany(refused, "the kernel cannot trace them"));
        }
        return all;
    }

    private List<SkbFunction> look(boolean kernel, KernelModules modules) {
        List<String> now = modules.withTypes();
        seenModules.retainAll(now);
        List<String> fresh = now.stream().filter(seenModules::add).toList();
        return SkbFunctions.find(kernel, fresh, filter);
    }

    private void leaveOut(String why) {
        missing.add(MissingHop.ofMany(found.stream().map(SkbFunction::name).toList(), why));
        found = List.of();
    }

    /** Returns the number of the first of some functions, whose names are known from then on. */
    private int number(List<SkbFunction> functions) {
        String[] known = names;
        String[] more = Arrays.copyOf(known, known.length + functions.size());
        for (int i = 0; i < functions.size(); i++) {
            more[known.length + i] = functions.get(i).name();
        }
        names = more;
        return known.length;
    }

    private String tooMany(Backends backends) {
        String why = backends.refusalOfMany(Backend.KPROBE_MULTI);
        return "%s: %s are too many for kprobes one by one (%s); give an expression that at most %d"
                        .formatted(
                                filter,
                                functions(found.size()),
                                why == null ? "backend=kprobe" : why,
                                MOST_KPROBES)
                + " functions match";
    }

    private static String functions(int count) {
        return String.format(Locale.ROOT, "%,d function%s", count, count == 1 ? "" : "s");
    }
}
