package io.mytracer.socket;

import java.lang.ref.WeakReference;

/**
 * Which thread has read last from each descriptor, by its own word: so it is known also while the
 * kernel tells of no packet.
 *
 * <p>Thread-safe. Of two threads that read at a time either is known; a thread that has ended is
 * not.
 */
public final class Readers {
    /** Descriptors from here on are not kept. */
    private static final int MOST = 1 << 21;

    private volatile References references = new References(256);

    private static final class References {
        final WeakReference<Thread>[] threads;

        @SuppressWarnings({"unchecked", "rawtypes"})
        References(int size) {
            threads = new WeakReference[size];
        }
    }

    /** Nobody has read. */
    Readers() {}

    /** The current thread has read, or tried to. */
    void read(int fd) {
        if (fd < 0 || fd >= MOST) {
            return;
        }
        WeakReference<Thread>[] known = references.threads;
        if (fd >= known.length) {
            known = grow(fd);
        }
        Thread thread = Thread.currentThread();
        WeakReference<Thread> had = known[fd];
        if (had == null || !had.refersTo(thread)) {
            known[fd] = new WeakReference<>(thread);
        }
    }

    private synchronized WeakReference<Thread>[] grow(int fd) {
        References old = references;
        if (fd >= old.threads.length) {
            References more =
                    new References(Math.min(MOST, Math.max(fd + 1, 2 * old.threads.length)));
            System.arraycopy(old.threads, 0, more.threads, 0, old.threads.length);
            references = more;
        }
        return references.threads;
    }

    /**
     * Returns the thread that has read last.
     *
     * @return null where none is known
     */
    public Thread of(int fd) {
        WeakReference<Thread>[] known = references.threads;
        WeakReference<Thread> thread = fd >= 0 && fd < known.length ? known[fd] : null;
        return thread == null ? null : thread.get();
    }

    /** The descriptor stands for another socket from now on. */
    void forget(int fd) {
        WeakReference<Thread>[] known = references.threads;
        if (fd >= 0 && fd < known.length) {
            known[fd] = null;
        }
    }
}
