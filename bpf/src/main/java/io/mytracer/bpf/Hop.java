package io.mytracer.bpf;

import java.util.Arrays;
import java.util.List;

/**
 * The places where packets are seen: the one table that programs, events, reports and documentation
 * are made from.
 *
 * <p>A number is that of {@code enum hop} in record.h; a test compares the two. A function is the
 * kernel's name of the place, here of its tracepoint, and the name of the program that attaches to
 * it.
 */
public enum Hop {
    NAPI_GRO_RECEIVE_ENTRY(
            1,
            "napi_gro_receive_entry",
            Stage.GRO,
            "The driver hands a received packet to generic receive offload, which may merge it"
                    + " with its neighbours."),
    NETIF_RX(
            2,
            "netif_rx",
            Stage.GRO,
            "A device without NAPI, such as loopback, puts the packet into this CPU's backlog."),
    NETIF_RECEIVE_SKB(
            3,
            "netif_receive_skb",
            Stage.RECEIVE,
            "The receive core takes the packet: capture, tc ingress, bridge, then IP and TCP or"
                    + " UDP follow in the same call."),
    NET_DEV_QUEUE(
            4,
            "net_dev_queue",
            Stage.QUEUE,
            "Routing is done; the packet goes to its device's queue."),
    QDISC_ENQUEUE(
            5,
            "qdisc_enqueue",
            Stage.QDISC,
            "The queueing discipline takes the packet; it may hold it back or reorder it."),
    QDISC_DEQUEUE(6, "qdisc_dequeue", Stage.QDISC, "The queueing discipline lets the packet go."),
    NET_DEV_START_XMIT(
            7,
            "net_dev_start_xmit",
            Stage.TRANSMIT,
            "The driver's transmit function is called; tcpdump has just seen the packet."),
    NET_DEV_XMIT(8, "net_dev_xmit", Stage.TRANSMIT, "The driver's transmit function has returned."),
    SK_DATA_READY(
            9,
            "sk_data_ready",
            Stage.SOCKET,
            "The socket wakes whoever waits for it: there is something to read or to accept."),
    SKB_COPY_DATAGRAM_IOVEC(
            10,
            "skb_copy_datagram_iovec",
            Stage.SOCKET,
            "The application reads: payload is copied out of the packet."),
    SOCK_RECV_LENGTH(11, "sock_recv_length", Stage.SOCKET, "A read from the socket returns."),
    SOCK_SEND_LENGTH(12, "sock_send_length", Stage.SOCKET, "A write to the socket returns."),
    TCP_RETRANSMIT_SKB(13, "tcp_retransmit_skb", Stage.TCP, "TCP sends a segment again."),
    TCP_RETRANSMIT_SYNACK(
            14, "tcp_retransmit_synack", Stage.TCP, "A listener sends its SYN,ACK again."),
    TCP_SEND_RESET(15, "tcp_send_reset", Stage.TCP, "TCP answers with a reset."),
    TCP_RECEIVE_RESET(16, "tcp_receive_reset", Stage.TCP, "The peer's reset ends the connection."),
    KFREE_SKB(17, "kfree_skb", Stage.FREE, "The kernel drops the packet, for a reason it tells."),
    CONSUME_SKB(18, "consume_skb", Stage.FREE, "The packet is done and is freed.");

    private static final Hop[] BY_ID = new Hop[values().length + 1];

    static {
        for (Hop hop : values()) {
            BY_ID[hop.id] = hop;
        }
    }

    /** Programs that keep account of sockets and of what a CPU does, and send no hops. */
    static final List<String> SUPPORT =
            List.of("inet_sock_set_state", "softirq_entry", "softirq_exit");

    private final int id;
    private final String function;
    private final Stage stage;
    private final String explanation;

    Hop(int id, String function, Stage stage, String explanation) {
        this.id = id;
        this.function = function;
        this.stage = stage;
        this.explanation = explanation;
    }

    /**
     * Returns the hop of a number in a record.
     *
     * @return null for a number that is none
     */
    public static Hop of(int id) {
        return id > 0 && id < BY_ID.length ? BY_ID[id] : null;
    }

    /** Returns the number in records. */
    public int id() {
        return id;
    }

    /** Returns the kernel's name of the place. */
    public String function() {
        return function;
    }

    /** Returns the part of the kernel that the packet is in from here on. */
    public Stage stage() {
        return stage;
    }

    /** Returns one sentence for people who learn how Linux moves packets. */
    public String explanation() {
        return explanation;
    }

    static List<String> functions() {
        return Arrays.stream(values()).map(Hop::function).toList();
    }
}
