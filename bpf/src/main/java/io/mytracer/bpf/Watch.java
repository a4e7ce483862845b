package io.mytracer.bpf;

import io.mytracer.bpf.Place.Choice;
import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.BpfLink;
import io.mytracer.bpf.ffm.BpfObject;
import io.mytracer.bpf.ffm.ProgramInfo;

import java.util.ArrayList;
import java.util.List;

/** A place, and what has become of the attempts to watch it. */
final class Watch {
    private final Place place;
    private final boolean needed;
    private int tried;
    private volatile String missing;
    private volatile Backend backend;

    /** Has the programs by which the place is watched. */
    private BpfObject object;

    private List<BpfLink> links = List.of();

    /**
     * Nothing is tried yet.
     *
     * @param needed whether the tracer cannot do without
     */
    Watch(Place place, boolean needed) {
        this.place = place;
        this.needed = needed;
        this.missing = place.missing();
    }

    Place place() {
        return place;
    }

    boolean needed() {
        return needed;
    }

    /** Returns how the place is watched, at times at least; null if it is not. */
    Backend backend() {
        return backend;
    }

    /** Returns why the place is not watched; null if it is, or is going to be. */
    String missing() {
        return missing;
    }

    /** Whether there is something left to try. */
    boolean isPending() {
        return backend == null && tried < place.choices().size();
    }

    /** Returns what is to be tried, where something is. */
    Choice choice() {
        return place.choices().get(tried);
    }

    /** Whether this place, as it is tried now, needs a program. */
    boolean wants(String program) {
        return isPending() && choice().programs().contains(program);
    }

    /** What was tried has failed. */
    void failed(String why) {
        String how = choice().backend().words();
        tried++;
        if (!isPending()) {
            missing = how + ": " + why;
        }
    }

    /** Whether the programs are loaded and were attached before, but are not at present. */
    boolean isDetached() {
        return backend != null && links.isEmpty();
    }

    /** Returns what the kernel counts for the programs, attached or not. */
    List<ProgramInfo> programs() {
        return object == null ? List.of() : choice().programs().stream().map(object::info).toList();
    }

    /**
     * Attaches all programs of the place for the first time, or none where the kernel refuses: the
     * next choice is to be loaded then.
     *
     * @throws BpfException if the kernel refuses and the tracer cannot do without
     */
    void attach(BpfObject from) {
        object = from;
        links = tryToAttach();
        if (links.isEmpty()) {
            object = null;
        } else {
            backend = choice().backend();
        }
    }

    /** Attaches what has been attached before; where that fails the place is missing for good. */
    void attachAgain() {
        links = tryToAttach();
        if (links.isEmpty()) {
            tried = place.choices().size();
            backend = null;
            object = null;
        }
    }

    /** Detaches, until it is attached again. */
    void detach() {
        links.forEach(BpfLink::close);
        links = List.of();
    }

    private List<BpfLink> tryToAttach() {
        List<BpfLink> made = new ArrayList<>();
        try {
            for (String program : choice().programs()) {
                made.add(
                        choice().backend() == Backend.KPROBE_MULTI
                                ? object.attachMulti(
                                        program,
                                        List.of(place.function()),
                                        new long[] {place.hop().id()})
                                : object.attach(program));
            }
            return made;
        } catch (BpfException e) {
            made.forEach(BpfLink::close);
            if (needed) {
                throw e;
            }
            failed(e.what());
            return List.of();
        }
    }
}
