package io.mytracer.socket;

import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;

/** Which thread has accepted last from a listener, by its port. Thread-safe. */
public final class Acceptors {
    /** Nobody listens on more; what comes then is not known. */
    private static final int MOST = 10_000;

    private final ConcurrentHashMap<Integer, WeakReference<Thread>> byPort =
            new ConcurrentHashMap<>();

    /** The current thread listens on a port, and may be the one that accepts. */
    void listens(int port) {
        if (byPort.size() < MOST) {
            byPort.put(port, new WeakReference<>(Thread.currentThread()));
        }
    }

    /** Whether a port is known to be a listener's. */
    boolean knows(int port) {
        return byPort.containsKey(port);
    }

    /** The current thread has a socket with the port of a listener. */
    void accepts(int port) {
        Thread thread = Thread.currentThread();
        WeakReference<Thread> known = byPort.get(port);
        if (known != null && !known.refersTo(thread)) {
            byPort.put(port, new WeakReference<>(thread));
        }
    }

    /**
     * Returns the thread that has accepted last, before the first time the one that has called
     * {@code listen()}; null where that is not known.
     *
     * @param port of the listener
     */
    public Thread last(int port) {
        WeakReference<Thread> known = byPort.get(port);
        return known == null ? null : known.get();
    }
}
