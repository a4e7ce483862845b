package io.mytracer.bpf.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A program's attachment. Closing it detaches the program, which stays loaded.
 *
 * <p>Thread-safe. The object closes the links that are still open.
 */
public final class BpfLink implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Libbpf libbpf;
    private final BpfObject owner;
    private final String program;
    private final MemorySegment link;
    private boolean closed;

    BpfLink(Libbpf libbpf, BpfObject owner, String program, MemorySegment link) {
        this.libbpf = libbpf;
        this.owner = owner;
        this.program = program;
        this.link = link;
    }

    /** Returns the name of the attached program. */
    public String program() {
        return program;
    }

    /**
     * Returns the link's descriptor; it belongs to this link.
     *
     * @throws IllegalStateException if the link is closed
     */
    public synchronized int fd() {
        requireOpen();
        return libbpf.call(LibbpfFunction.LINK_FD, link);
    }

    /** Returns the descriptor of the program; it belongs to the object. */
    public int programFd() {
        return owner.programFd(program);
    }

    /** Returns what the kernel counts for the program. */
    public ProgramInfo programInfo() {
        return owner.info(program);
    }

    /**
     * Runs an iterator program over all its objects, and throws away what it writes.
     *
     * @return the number of bytes that the program wrote
     * @throws BpfException if this is no iterator or reading fails
     */
    public long readIterator() {
        return readIterator(1, (data, offset, length) -> {});
    }

    /**
     * Runs an iterator program over all its objects.
     *
     * @param size of a record in bytes, at most 64 KiB
     * @param handler gets each record that the program writes
     * @return the number of bytes that the program wrote
     * @throws BpfException if this is no iterator or reading fails
     */
    public synchronized long readIterator(int size, RecordHandler handler) {
        int iterator = libbpf.call(LibbpfFunction.ITER_CREATE, fd());
        if (iterator < 0) {
            throw new BpfException("bpf_iter_create(" + program + ")", -iterator);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
            long total = 0;
            long begun = 0;
            while (true) {
                long read = Libc.read(iterator, buffer.asSlice(begun));
                if (read == 0) {
                    return total;
                }
                if (read > 0) {
                    total += read;
                    begun = handOver(buffer, begun + read, size, handler);
                } else if (read != -Errno.EINTR && read != -Errno.EAGAIN) {
                    throw new BpfException("read(iterator " + program + ")", (int) -read);
                }
            }
        } finally {
            Libc.close(iterator);
        }
    }

    /** Returns how many bytes of a record that is not complete are left, at the beginning. */
    private static long handOver(
            MemorySegment buffer, long bytes, int size, RecordHandler handler) {
        long done = 0;
        for (; bytes - done >= size; done += size) {
            handler.record(buffer, done, size);
        }
        MemorySegment.copy(buffer, done, buffer, 0, bytes - done);
        return bytes - done;
    }

    /** Detaches the program; once. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            owner.forget(this);
            // The link is freed whatever the result, so there is nothing to do about an error.
            int ignored = libbpf.call(LibbpfFunction.LINK_DESTROY, link);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("link of " + program + " is closed");
        }
    }
}
