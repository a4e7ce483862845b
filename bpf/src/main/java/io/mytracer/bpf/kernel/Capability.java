package io.mytracer.bpf.kernel;

/** The Linux capabilities that matter here, with their bit in {@code linux/capability.h}. */
public enum Capability {
    NET_ADMIN(12, "not needed, since nothing in the network is changed"),
    // Since a module's types are found by their number: kernel/bpf/syscall.c, btf_get_fd_by_id.
    SYS_ADMIN(21, "not needed; functions of modules are watched by kprobes, which cost more"),
    SYSLOG(34, "functions in kernel stacks and drops are addresses, where the kernel hides them"),
    PERFMON(38, "no program may look at the kernel's memory: no packets are traced"),
    BPF(39, "there are no BPF maps and programs: no packets are traced");

    private final int bit;
    private final String cost;

    Capability(int bit, String cost) {
        this.bit = bit;
        this.cost = cost;
    }

    /** Returns what it costs not to have it, in one line. */
    public String cost() {
        return cost;
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
