package io.mytracer.bpf;

import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.BpfLink;
import io.mytracer.bpf.ffm.BpfObject;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.ffm.ProgramInfo;
import io.mytracer.bpf.kernel.Btf;
import io.mytracer.bpf.kernel.KernelModules;
import io.mytracer.bpf.kernel.KernelVersion;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Loads and attaches the tracer's programs. Each place is watched in the best way that works: where
 * the kernel refuses a program, the next way is tried, and the other places do not suffer.
 *
 * <p>A loaded object takes no more programs. Those that come later, since a module has been loaded
 * or an attachment has failed, are in further objects that share the first one's maps.
 *
 * <p>Thread-safe.
 */
final class Programs implements AutoCloseable {
    static final String ITERATOR = "own_sockets_iterator";
    static final String QUEUES = "own_queues_iterator";

    private final NativeLibrary library;
    private final Backend forced;
    private final HopFilter filter;
    private final byte[] elf = BpfResource.read(object());
    private final Backends backends;
    private final Set<String> names;
    private final List<BpfObject> objects = new ArrayList<>();
    private final Map<String, Watch> watches = new LinkedHashMap<>();
    private final AtomicReferenceArray<Backend> byHop = new AtomicReferenceArray<>(256);
    private final Consumer<String> progress;
    private OtherFunctions others;
    private List<BpfLink> otherLinks = List.of();
    private KernelModules modules;

    /** Why what is queued at sockets cannot be read; null if it can. */
    private String queuesRefusal;

    /**
     * Looks at what the kernel has; nothing is loaded yet.
     *
     * @param forced the only backend for functions; null for the best of each
     * @param filter which places packets are to be told at
     * @param progress takes lines for people who wait
     * @throws IllegalStateException if the kernel has no BTF, or refuses the only backend or to
     *     watch what is asked for
     */
    Programs(NativeLibrary library, Backend forced, HopFilter filter, Consumer<String> progress) {
        this.library = library;
        this.forced = forced;
        this.filter = filter;
        this.progress = progress;
        try (BpfObject object = BpfObject.open(library, "mytracer", elf)) {
            names = new HashSet<>(object.programs());
        }
        backends = new Backends(library, Btf.vmlinux());
        String refusal = forced == null ? null : backends.refusal(forced);
        if (refusal != null) {
            throw new IllegalStateException(
                    "backend=" + forced.words() + ": " + refusal + "; leave the option out");
        }
        Places places = places();
        places.support().forEach(place -> watches.put(place.function(), new Watch(place, true)));
        places.hops().forEach(place -> watches.put(place.function(), new Watch(place, false)));
        others = new OtherFunctions(filter, backends, forced, modules, progress);
    }

    /**
     * Loads the programs, and makes the maps.
     *
     * @param configure sets sizes and globals before the kernel gets them
     * @return the object with the maps
     * @throws BpfException if the kernel refuses what the tracer cannot do without
     */
    synchronized BpfObject load(Consumer<BpfObject> configure) {
        return load(watches.values(), true, configure);
    }

    /** Attaches to the functions beside the hop table. */
    private void attachOthers() {
        otherLinks =
                Stream.concat(otherLinks.stream(), others.attach(objects.getFirst()).stream())
                        .toList();
        byHop.set(Hop.FUNCTION_WITH_SKB.id(), others.backend());
    }

    /** Attaches the programs that keep account of sockets. */
    synchronized void attachSupport() {
        attach(objects.getFirst(), List.of(watches.get(Places.SOCKETS)));
    }

    /** Attaches the programs that tell of what is rare. */
    synchronized void attachCauses() {
        attach(objects.getFirst(), causes());
        attachFurther(this::causes);
    }

    /** Attaches what tells of the queues of a process' sockets; null if the kernel refuses it. */
    synchronized BpfLink attachQueues(int process) {
        if (queuesRefusal != null) {
            return null;
        }
        try {
            return objects.getFirst().attachIterator(QUEUES, process);
        } catch (BpfException e) {
            queuesRefusal = e.getMessage();
            return null;
        }
    }

    /**
     * Attaches the programs that follow packets, as many as it has time for.
     *
     * @param nanos after which no other is attached
     * @return whether all are
     */
    synchronized boolean attachHops(long nanos) {
        long begin = System.nanoTime();
        // It takes seconds and no record comes of it: no packet is followed yet.
        attachOthers();
        for (Watch watch : hops()) {
            if (watch.isDetached()) {
                watch.attachAgain();
            } else if (watch.isPending()) {
                attach(objects.getFirst(), List.of(watch));
            } else {
                continue;
            }
            if (System.nanoTime() - begin >= nanos) {
                return false;
            }
        }
        attachFurther(this::hops);
        return true;
    }

    /**
     * Detaches what {@link #attachHops} has attached, as many as it has time for.
     *
     * @param nanos after which no other is detached
     * @return whether all are
     */
    synchronized boolean detachHops(long nanos) {
        long begin = System.nanoTime();
        if (!otherLinks.isEmpty()) {
            otherLinks.forEach(BpfLink::close);
            otherLinks = List.of();
            others = new OtherFunctions(filter, backends, forced, modules, progress);
        }
        for (Watch watch : hops()) {
            if (!watch.isDetached()) {
                watch.detach();
                if (System.nanoTime() - begin >= nanos) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<Watch> causes() {
        return watches.values().stream().filter(watch -> !watch.place().follows()).toList();
    }

    private List<Watch> hops() {
        return watches.values().stream().filter(watch -> watch.place().follows()).toList();
    }

    /**
     * Attaches places in modules that have been loaded since.
     *
     * @param following whether those that follow packets are attached, too
     * @return whether modules are still being loaded, of which nothing is known yet
     */
    synchronized boolean attachNew(boolean following) {
        KernelModules now = KernelModules.read();
        if (!objects.isEmpty() && !now.equals(modules)) {
            for (Place place : places().hops()) {
                Watch old = watches.get(place.function());
                if (old == null || old.backend() == null && old.place().choices().isEmpty()) {
                    watches.put(place.function(), new Watch(place, false));
                }
            }
            attachFurther(this::causes);
            others.lookAgain(modules);
            if (following) {
                attachFurther(this::hops);
                attachOthers();
            }
        }
        return !now.settled();
    }

    /** Returns whether all is watched by which nftables can decide. */
    synchronized boolean seesAllVerdicts() {
        return watches.values().stream()
                .noneMatch(watch -> watch.backend() == null && Filters.isExpression(watch.place()));
    }

    /** Returns the name of a function beside the hop table, by its number in records. */
    String otherFunction(int number) {
        return others.name(number);
    }

    /** Returns how many functions beside the hop table are watched. */
    synchronized int otherFunctions() {
        return others.attached();
    }

    /** Returns the places that are watched, by the kernel's names. */
    synchronized List<String> watched() {
        return watches.values().stream()
                .filter(watch -> watch.backend() != null)
                .map(watch -> watch.place().function())
                .toList();
    }

    /** Returns how the places are going to be watched that are not yet. */
    synchronized List<Backend> planned() {
        return watches.values().stream()
                .filter(Watch::isPending)
                .map(watch -> watch.choice().backend())
                .toList();
    }

    /** Returns the places that cannot be watched. */
    synchronized List<MissingHop> missing() {
        Stream<MissingHop> places =
                watches.values().stream()
                        .filter(watch -> watch.backend() == null && !watch.isPending())
                        .map(watch -> new MissingHop(watch.place().function(), watch.missing()));
        Stream<MissingHop> queues =
                Stream.ofNullable(queuesRefusal).map(refusal -> new MissingHop(QUEUES, refusal));
        return Stream.of(places, others.missing().stream(), queues).flatMap(s -> s).toList();
    }

    /**
     * Returns how a place is watched; null if it is not. Waits for nobody: asked for each event.
     */
    Backend backend(Hop hop) {
        return byHop.get(hop.id());
    }

    /** Returns the backends in use, best first. */
    synchronized List<Backend> used() {
        return Stream.concat(
                        watches.values().stream().map(Watch::backend), Stream.of(others.backend()))
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    /** Returns how often the kernel left out a program since one was running on that CPU. */
    synchronized long recursion() {
        return counted(info -> Math.max(0, info.recursionMisses()));
    }

    /** Returns how long all programs have run, in ns, while the kernel has counted that. */
    synchronized long runTime() {
        return counted(ProgramInfo::runTimeNanos);
    }

    /** A program may be attached more than once. */
    private long counted(ToLongFunction<ProgramInfo> count) {
        return Stream.concat(
                        watches.values().stream().flatMap(watch -> watch.programs().stream()),
                        otherLinks.stream().map(BpfLink::programInfo))
                .collect(Collectors.toMap(ProgramInfo::id, count::applyAsLong, (a, b) -> a))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Detaches and frees all. */
    @Override
    public synchronized void close() {
        // With their links.
        objects.reversed().forEach(BpfObject::close);
        objects.clear();
    }

    /** What BPF could not do before Linux 5.12 tells legacy.h. */
    private static String object() {
        return KernelVersion.current().atLeast(5, 12) ? "mytracer" : "mytracer-legacy";
    }

    private Places places() {
        modules = KernelModules.read();
        return new Places(Btf.vmlinux(), modules, backends, forced, filter, names);
    }

    /** Loads and attaches what is left to try, until nothing is. */
    private void attachFurther(Supplier<List<Watch>> some) {
        while (some.get().stream().anyMatch(Watch::isPending)) {
            List<Watch> pending = some.get().stream().filter(Watch::isPending).toList();
            BpfObject first = objects.getFirst();
            attach(load(pending, false, object -> object.shareMaps(first)), pending);
        }
    }

    private void attach(BpfObject object, Collection<Watch> some) {
        for (Watch watch : some) {
            if (watch.isPending()) {
                watch.attach(object);
                if (watch.place().hop() != null) {
                    byHop.set(watch.place().hop().id(), watch.backend());
                }
            }
        }
    }

    /** Loads anew without a program that the kernel refuses, as long as it can be done without. */
    private BpfObject load(Collection<Watch> some, boolean besides, Consumer<BpfObject> configure) {
        while (true) {
            BpfObject object = BpfObject.open(library, "mytracer", elf);
            try {
                for (String program : names) {
                    boolean wanted =
                            besides && isBesides(program)
                                    || some.stream().anyMatch(watch -> watch.wants(program));
                    object.autoload(program, wanted);
                }
                configure.accept(object);
                object.load();
                objects.add(object);
                return object;
            } catch (BpfException e) {
                object.close();
                leaveOut(e, some);
            } catch (RuntimeException | Error e) {
                object.close();
                throw e;
            }
        }
    }

    /** Whether a program is wanted that watches none of the places. */
    private boolean isBesides(String program) {
        return program.equals(ITERATOR)
                || program.equals(QUEUES) && queuesRefusal == null
                || others.programs().contains(program);
    }

    private void leaveOut(BpfException e, Collection<Watch> some) {
        String program = e.failedProgram();
        if (program != null && others.programs().contains(program)) {
            others.refuse(e.what());
            return;
        }
        if (QUEUES.equals(program)) {
            queuesRefusal = "the kernel refuses the program: " + e.what();
            return;
        }
        List<Watch> refused =
                some.stream().filter(watch -> program != null && watch.wants(program)).toList();
        if (refused.isEmpty() || refused.stream().anyMatch(Watch::needed)) {
            throw e;
        }
        refused.forEach(watch -> watch.failed("the kernel refuses the program: " + e.what()));
    }
}
