package io.mytracer.bpf;

/**
 * Whose packets are followed.
 *
 * @param process whose sockets, as this process numbers it; 0: every packet of the machine that
 *     passes the filter, whoever owns it
 */
public record Scope(int process) {
    /** Every packet that passes the filter. */
    public static final Scope EVERYBODY = new Scope(0);

    /**
     * Returns this process' sockets.
     *
     * @return the scope of an agent
     */
    public static Scope own() {
        return new Scope(Math.toIntExact(ProcessHandle.current().pid()));
    }

    /**
     * Whether no socket is asked for its owner.
     *
     * @return true for {@link #EVERYBODY}
     */
    public boolean isEverybody() {
        return process == 0;
    }

    boolean isOwn() {
        return equals(own());
    }
}
