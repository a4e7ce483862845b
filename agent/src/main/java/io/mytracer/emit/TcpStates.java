package io.mytracer.emit;

/** Names of TCP states (include/net/tcp_states.h, unchanged since Linux 4.4). */
final class TcpStates {
    static final int ESTABLISHED = 1;
    static final int SYN_SENT = 2;
    static final int SYN_RECV = 3;
    static final int FIN_WAIT1 = 4;
    static final int FIN_WAIT2 = 5;
    static final int TIME_WAIT = 6;
    static final int CLOSE = 7;
    static final int CLOSE_WAIT = 8;
    static final int LAST_ACK = 9;
    static final int LISTEN = 10;
    static final int CLOSING = 11;
    static final int NEW_SYN_RECV = 12;

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
