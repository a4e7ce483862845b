package io.mytracer.bpf;

import io.mytracer.bpf.Place.Choice;
import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.BpfLink;
import io.mytracer.bpf.ffm.BpfObject;

import java.util.ArrayList;
import java.util.List;

/** A place, and what has become of the attempts to watch it. */
final class Watch {
    private final Place place;
    private final boolean needed;
    private int tried;
    private volatile String missing;
    private volatile Backend backend;

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

    /** Returns how the place is watched; null if it is not. */
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

    /**
     * Attaches all programs of the place, or none.
     *
     * @return the links; empty if the kernel refuses, and the next choice is to be loaded
     * @throws BpfException if the kernel refuses and the tracer cannot do without
     */
    List<BpfLink> attach(BpfObject object) {
        List<BpfLink> links = new ArrayList<>();
        try {
            for (String program : choice().programs()) {
                links.add(
                        choice().backend() == Backend.KPROBE_MULTI
                                ? object.attachMulti(
                                        program,
                                        List.of(place.function()),
                                        new long[] {place.hop().id()})
                                : object.attach(program));
            }
            backend = choice().backend();
            return links;
        } catch (BpfException e) {
            links.forEach(BpfLink::close);
            if (needed) {
                throw e;
            }
            failed(e.what());
            return List.of();
        }
    }
}
