package io.mytracer.socket;

import java.util.Arrays;

/**
 * The flows by file descriptor. The kernel gives the lowest number that is free, so an array is as
 * large as the most descriptors that were open at a time. Thread-safe; a reader may see what was
 * there a moment ago.
 */
final class FlowTable {
    /** Descriptors from here on are not kept, but looked at each time: 8 MB are enough. */
    private static final int MOST = 1 << 21;

    private volatile Flow[] flows = new Flow[256];

    /** Returns the flow of a descriptor, or null where it is not known. */
    Flow get(int fd) {
        Flow[] known = flows;
        return fd >= 0 && fd < known.length ? known[fd] : null;
    }

    /** Returns the flow of a descriptor, which is looked at where it is not known. */
    Flow of(int fd) {
        Flow known = get(fd);
        return known != null ? known : lookAt(fd);
    }

    /** Asks the kernel for the flow of a descriptor. */
    Flow lookAt(int fd) {
        Flow flow = SocketCalls.flow(fd);
        put(fd, flow);
        return flow;
    }

    synchronized void put(int fd, Flow flow) {
        if (fd < 0 || fd >= MOST) {
            return;
        }
        Flow[] known = flows;
        if (fd >= known.length) {
            known = Arrays.copyOf(known, Math.min(MOST, Math.max(fd + 1, 2 * known.length)));
        }
        known[fd] = flow;
        flows = known;
    }

    /** Forgets a descriptor, and returns what was known of it. */
    Flow remove(int fd) {
        Flow known = get(fd);
        if (known != null) {
            put(fd, null);
        }
        return known;
    }
}
