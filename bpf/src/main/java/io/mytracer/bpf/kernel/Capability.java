package io.mytracer.bpf.kernel;

/** The Linux capabilities that matter here, with their bit in {@code linux/capability.h}. */
public enum Capability {
    NET_ADMIN(12),
    SYS_ADMIN(21),
    SYSLOG(34),
    PERFMON(38),
    BPF(39);

    private final int bit;

    Capability(int bit) {
        this.bit = bit;
    }

    long mask() {
        return 1L << bit;
    }

    /** Returns the name as tools print it: {@code CAP_BPF}. */
    @Override
    public String toString() {
        return "CAP_" + name();
    }
}
