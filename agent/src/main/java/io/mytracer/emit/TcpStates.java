package io.mytracer.emit;

/** Names of TCP states (include/net/tcp_states.h, unchanged since Linux 4.4). */
final class TcpStates {
    static final int SYN_SENT = 2;

    private static final String[] NAMES = {
        null,
        "ESTABLISHED",
        "SYN_SENT",
        "SYN_RECV",
        "FIN_WAIT1",
        "FIN_WAIT2",
        "TIME_WAIT",
        "CLOSE",
        "CLOSE_WAIT",
        "LAST_ACK",
        "LISTEN",
        "CLOSING",
        "NEW_SYN_RECV",
    };

    private TcpStates() {}

    /** Returns null for 0, which stands for no socket. */
    static String name(int state) {
        return state >= 0 && state < NAMES.length ? NAMES[state] : "state " + state;
    }
}
