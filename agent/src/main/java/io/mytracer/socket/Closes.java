package io.mytracer.socket;

import io.mytracer.events.JavaStack;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Where in the application sockets are closed in a way that has the kernel reset the connection:
 * with data that has not been read, or with SO_LINGER 0 (tcp_close() of net/ipv4/tcp.c).
 *
 * <p>Thread-safe.
 */
public final class Closes {
    private static final int MANY = 1000;
    private static final long MEMORY = 10_000_000_000L;
    private static final String HOOKS = "io.mytracer.boot.SocketHooks";

    private final ConcurrentHashMap<Place, Close> closes = new ConcurrentHashMap<>();

    /** What tells one close from another. */
    private record Place(int tid, int localPort, int remotePort) {}

    private record Close(String stack, long time) {}

    /** The current thread is about to close a socket. */
    void note(int fd) {
        if (!SocketCalls.isResetByClose(fd)) {
            return;
        }
        Flow flow = SocketCalls.flow(fd);
        if (flow.isForeign() || !flow.hasPeer()) {
            return;
        }
        long now = System.nanoTime();
        if (closes.size() >= MANY) {
            closes.values().removeIf(close -> now - close.time() > MEMORY);
        }
        if (closes.size() < 2 * MANY) {
            Place place = new Place(SocketCalls.threadId(), flow.localPort(), flow.remotePort());
            closes.put(place, new Close(stack(), now));
        }
    }

    /** The frames of the caller, without the agent's own. */
    private static String stack() {
        StackTraceElement[] frames = new Throwable().getStackTrace();
        int first = 0;
        for (int i = 0; i < frames.length; i++) {
            if (frames[i].getClassName().equals(HOOKS)) {
                first = i + 1;
            }
        }
        return JavaStack.text(frames, first);
    }

    /**
     * Returns where a thread has closed a connection, and forgets it.
     *
     * @param tid of the OS thread
     * @return one frame on each line, innermost first; null where no such close is known
     */
    public String take(int tid, int localPort, int remotePort) {
        Close close = closes.remove(new Place(tid, localPort, remotePort));
        return close == null ? null : close.stack();
    }
}
