package io.mytracer.bpf;

import io.mytracer.bpf.ffm.BpfLink;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All that is attached. Not thread-safe. */
final class Links implements AutoCloseable {
    private final List<BpfLink> links = new ArrayList<>();

    void add(Collection<BpfLink> more) {
        links.addAll(more);
    }

    /** Returns how often the kernel left out a program since one was running on that CPU. */
    long recursion() {
        // A program may be attached more than once.
        Map<Integer, Long> misses = new HashMap<>();
        for (BpfLink link : links) {
            misses.computeIfAbsent(
                    link.programFd(), fd -> Math.max(0, link.programInfo().recursionMisses()));
        }
        return misses.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Detaches all; what has been loaded stays. */
    @Override
    public void close() {
        links.forEach(BpfLink::close);
        links.clear();
    }
}
