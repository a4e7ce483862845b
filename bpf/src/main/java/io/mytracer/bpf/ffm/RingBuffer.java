package io.mytracer.bpf.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The consumer of a BPF_MAP_TYPE_RINGBUF, by the protocol of {@code kernel/bpf/ringbuf.c}.
 *
 * <p>Pages of the map: the consumer's position (the only page a consumer writes), the producer's
 * position, then the data, which the kernel maps twice in a row so that no record wraps. Of the
 * second time only as much is mapped here as a record may reach into it: the kernel enters all
 * pages of a mapping at once, and each counts as resident memory of the process.
 *
 * <p>One thread drains and waits; {@link #backlog()} and {@link #close()} may be called by any. A
 * close during a drain ends the drain with {@link IllegalStateException}, not with a crash.
 */
public final class RingBuffer implements AutoCloseable {
    private static final VarHandle LONG = JAVA_LONG.varHandle();
    private static final VarHandle INT = JAVA_INT.varHandle();

    private static final int BUSY = 1 << 31; // BPF_RINGBUF_BUSY_BIT
    private static final int DISCARD = 1 << 30; // BPF_RINGBUF_DISCARD_BIT
    private static final int HEADER_BYTES = 8; // BPF_RINGBUF_HDR_SZ

    /** Longer than any record: what lies behind is not mapped, and an access to it throws. */
    private static final long LONGEST_RECORD = 64 << 10;

    private static final long POLLFD_BYTES = 8; // struct pollfd: int fd, short events, revents
    private static final short POLLIN = 1;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment consumer;
    private final MemorySegment producer;
    private final MemorySegment data;
    private final MemorySegment pollfd;
    private final long mask;
    private boolean closed;

    /**
     * Maps a ring.
     *
     * @param mapFd the map's descriptor, open for as long as this is used
     * @param size its max_entries: bytes of data, a power of two and a multiple of the page size
     * @throws BpfException if it cannot be mapped
     */
    @SuppressWarnings("restricted")
    public RingBuffer(int mapFd, long size) {
        long page = Libc.pageSize();
        if (size < page || Long.bitCount(size) != 1) {
            throw new IllegalArgumentException(
                    "ring size must be a power of two of at least " + page + ", not " + size);
        }
        mask = size - 1;
        try {
            consumer =
                    Libc.mmap(mapFd, page, Libc.PROT_READ | Libc.PROT_WRITE, 0)
                            .reinterpret(arena, Libc::munmap);
            producer =
                    Libc.mmap(
                                    mapFd,
                                    page + size + Math.min(size, LONGEST_RECORD),
                                    Libc.PROT_READ,
                                    page)
                            .reinterpret(arena, Libc::munmap)
                            .asReadOnly();
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
        data = producer.asSlice(page);
        // Not of the shared arena: that cannot be closed while poll holds one of its segments.
        pollfd = Arena.ofAuto().allocate(POLLFD_BYTES, 4);
        pollfd.set(JAVA_INT, 0, mapFd);
        pollfd.set(JAVA_SHORT, 4, POLLIN);
    }

    /**
     * Hands over the finished records that are there now, in order, without allocating.
     *
     * <p>Space is given back every {@code batchBytes}: each time costs a cache line that the
     * producers want. If the handler throws, the record it was given counts as consumed.
     *
     * @param batchBytes how much may be consumed before it is given back; 64 KiB is a good value
     * @return the number of records handed over
     * @throws IllegalStateException if the ring is closed
     */
    public int drain(RecordHandler handler, int batchBytes) {
        long position = (long) LONG.getAcquire(consumer, 0L);
        long released = position;
        // Read once: with producers as fast as this loop it would never end.
        long end = (long) LONG.getAcquire(producer, 0L);
        int records = 0;
        try {
            while (position < end) {
                long at = position & mask;
                // Acquire: the producer clears BUSY with a release after writing the record.
                int header = (int) INT.getAcquire(data, at);
                if ((header & BUSY) != 0) {
                    break;
                }
                int length = header & ~DISCARD;
                position += (length + HEADER_BYTES + 7L) & ~7L;
                if (length == header) {
                    handler.record(data, at + HEADER_BYTES, length);
                    records++;
                }
                if (position - released >= batchBytes) {
                    LONG.setRelease(consumer, 0L, position);
                    released = position;
                }
            }
        } finally {
            if (position != released && arena.scope().isAlive()) {
                LONG.setRelease(consumer, 0L, position);
            }
        }
        return records;
    }

    /**
     * Waits until the kernel wakes the reader or the time is over. Blocks its carrier: use a
     * platform thread. Records submitted with BPF_RB_NO_WAKEUP do not end the wait.
     *
     * @param timeoutMillis at most this long; 0 returns at once, -1 waits without limit
     * @return true if there is something to drain; a signal also ends the wait, with false
     */
    public boolean await(int timeoutMillis) {
        int ready = Libc.poll(pollfd, 1, timeoutMillis);
        if (ready < 0 && ready != -Errno.EINTR) {
            throw new BpfException("poll(ring buffer)", -ready);
        }
        return ready > 0;
    }

    /** Returns the bytes written or being written and not yet consumed, headers included. */
    public long backlog() {
        // In this order: read the other way round the difference could be negative.
        long consumed = (long) LONG.getAcquire(consumer, 0L);
        return (long) LONG.getAcquire(producer, 0L) - consumed;
    }

    /** Unmaps the ring; once. The descriptor stays open. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            arena.close();
        }
    }
}
