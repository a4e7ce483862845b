package io.mytracer.bpf.ffm;

/**
 * Has the kernel count how long BPF programs run, all of the machine's, as long as this is open:
 * {@code bpf_enable_stats()} (Linux 5.8), which CAP_SYS_ADMIN may call. A run takes some ns longer
 * then. {@link ProgramInfo#runTimeNanos} tells the time.
 *
 * <p>Not thread-safe.
 */
public final class RunTimes implements AutoCloseable {
    // enum bpf_stats_type of include/uapi/linux/bpf.h
    private static final int BPF_STATS_RUN_TIME = 0;

    private final int fd;

    private RunTimes(int fd) {
        this.fd = fd;
    }

    /**
     * Begins to count.
     *
     * @throws BpfException if the kernel refuses
     */
    public static RunTimes count(NativeLibrary library) {
        int fd = library.libbpf().call(LibbpfFunction.ENABLE_STATS, BPF_STATS_RUN_TIME);
        if (fd < 0) {
            throw new BpfException("bpf_enable_stats(run time)", -fd);
        }
        return new RunTimes(fd);
    }

    /** Counts no more, unless somebody else wants it; once. */
    @Override
    public void close() {
        Libc.close(fd);
    }
}
