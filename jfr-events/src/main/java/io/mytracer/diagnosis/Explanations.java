package io.mytracer.diagnosis;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which causes have which effects. */
final class Explanations {
    /** What follows from a packet that does not arrive. */
    private static final List<Cause> LOST =
            List.of(
                    HandshakeCauses.SYN_RETRY,
                    HandshakeCauses.SYNACK_RETRY,
                    HandshakeCauses.CONNECT_TIMEOUT,
                    HandshakeCauses.SYN_BACKLOG,
                    FilterCauses.UNREACHABLE,
                    FilterCauses.NOT_PERMITTED,
                    EndCauses.CONNECTION_TIMEOUT,
                    StreamCauses.RETRANSMIT_TIMEOUT,
                    StreamCauses.RETRANSMIT_SHARE,
                    StreamCauses.FAST_RETRANSMIT,
                    StreamCauses.PROBE,
                    StreamCauses.SPURIOUS);

    /** What follows from a connection that one end gives up. */
    private static final List<Cause> BROKEN =
            List.of(
                    EndCauses.PEER_ABORTED,
                    EndCauses.CALL_RESET,
                    EndCauses.STRAY_PACKET,
                    EndCauses.DATA_AFTER_CLOSE,
                    EndCauses.UNREAD_DATA,
                    EndCauses.CONFUSED,
                    FilterCauses.OTHER_DROP,
                    FilterCauses.UNEXPLAINED_DROP,
                    StreamCauses.RETRANSMIT_TIMEOUT,
                    StreamCauses.PROBE);

    private static final Map<Cause, List<Cause>> EFFECTS =
            Map.ofEntries(
                    entry(
                            HandshakeCauses.CLOSED_PORT,
                            List.of(HandshakeCauses.REFUSED, HandshakeCauses.SYN_BACKLOG)),
                    entry(
                            HandshakeCauses.UDP_CLOSED_PORT,
                            List.of(HandshakeCauses.UDP_REFUSED, EndCauses.CALL_RESET)),
                    entry(
                            HandshakeCauses.ACCEPT_QUEUE_FULL,
                            both(
                                    LOST,
                                    EndCauses.PEER_ABORTED,
                                    EndCauses.CALL_RESET,
                                    EndCauses.CONFUSED,
                                    EndCauses.LISTENER_CLOSED,
                                    HandshakeCauses.PEER_GAVE_UP,
                                    HandshakeCauses.REFUSED)),
                    entry(
                            HandshakeCauses.SYN_BACKLOG,
                            List.of(HandshakeCauses.SYN_RETRY, HandshakeCauses.CONNECT_TIMEOUT)),
                    entry(HandshakeCauses.CONNECT_TIMEOUT, List.of(HandshakeCauses.SYN_RETRY)),
                    entry(
                            HandshakeCauses.TIME_WAIT_REUSE,
                            List.of(
                                    HandshakeCauses.SYN_RETRY,
                                    EndCauses.DATA_AFTER_CLOSE,
                                    EndCauses.STRAY_PACKET,
                                    EndCauses.CONFUSED)),
                    entry(EndCauses.UNREAD_CLOSE, BROKEN),
                    entry(EndCauses.LINGER_RESET, BROKEN),
                    entry(EndCauses.LISTENER_CLOSED, BROKEN),
                    entry(EndCauses.KILLED, BROKEN),
                    entry(EndCauses.TCP_MEMORY, both(BROKEN, FilterCauses.OTHER_DROP)),
                    entry(EndCauses.KEEPALIVE_TIMEOUT, both(BROKEN, EndCauses.CONNECTION_TIMEOUT)),
                    entry(
                            EndCauses.CONNECTION_TIMEOUT,
                            List.of(StreamCauses.RETRANSMIT_TIMEOUT, StreamCauses.PROBE)),
                    entry(
                            EndCauses.DATA_AFTER_CLOSE,
                            List.of(
                                    EndCauses.PEER_ABORTED,
                                    EndCauses.CALL_RESET,
                                    EndCauses.STRAY_PACKET,
                                    FilterCauses.UNEXPLAINED_DROP)),
                    entry(
                            EndCauses.PEER_ABORTED,
                            List.of(EndCauses.CALL_RESET, EndCauses.STRAY_PACKET)),
                    entry(
                            FilterCauses.FIREWALL,
                            both(
                                    LOST,
                                    FilterCauses.SOME_RULE,
                                    FilterCauses.HOOK_DROP,
                                    HandshakeCauses.REFUSED,
                                    HandshakeCauses.UDP_REFUSED,
                                    EndCauses.PEER_ABORTED,
                                    EndCauses.CALL_RESET)),
                    entry(
                            FilterCauses.SOME_RULE,
                            both(
                                    LOST,
                                    HandshakeCauses.REFUSED,
                                    HandshakeCauses.UDP_REFUSED,
                                    EndCauses.PEER_ABORTED,
                                    EndCauses.CALL_RESET)),
                    entry(FilterCauses.HOOK_DROP, LOST),
                    entry(FilterCauses.RP_FILTER, LOST),
                    entry(FilterCauses.BAD_ADDRESS, LOST),
                    entry(FilterCauses.NO_ROUTE, LOST),
                    entry(FilterCauses.NEXT_HOP, LOST),
                    entry(FilterCauses.PMTU, LOST),
                    entry(FilterCauses.FRAGMENTS, LOST),
                    entry(FilterCauses.PROGRAM, LOST),
                    entry(FilterCauses.CHECKSUM, LOST),
                    entry(FilterCauses.OTHER_DROP, LOST),
                    entry(QueueCauses.QDISC_DROP, both(LOST, QueueCauses.QDISC_DELAY)),
                    entry(QueueCauses.CPU_BACKLOG, LOST),
                    entry(QueueCauses.DEVICE_QUEUE, LOST),
                    entry(QueueCauses.GRO_DROP, LOST),
                    entry(QueueCauses.NO_MEMORY, LOST),
                    entry(QueueCauses.TCP_BUFFER_FULL, LOST),
                    entry(
                            QueueCauses.QDISC_DELAY,
                            List.of(
                                    QueueCauses.BUFFERBLOAT,
                                    QueueCauses.SLOW_STAGE,
                                    HandshakeCauses.SYN_RETRY,
                                    HandshakeCauses.SYNACK_RETRY,
                                    StreamCauses.RETRANSMIT_TIMEOUT,
                                    StreamCauses.PROBE,
                                    StreamCauses.SPURIOUS)),
                    entry(
                            QueueCauses.BUFFERBLOAT,
                            List.of(StreamCauses.PROBE, StreamCauses.SPURIOUS)),
                    entry(
                            QueueCauses.UDP_BUFFER_FULL,
                            List.of(QueueCauses.SLOW_READER, EndCauses.UNREAD_DATA)),
                    entry(
                            QueueCauses.SLOW_READER,
                            List.of(
                                    QueueCauses.RECEIVE_BUFFER_FULL,
                                    QueueCauses.TCP_BUFFER_FULL,
                                    QueueCauses.PEER_WINDOW,
                                    StreamCauses.PROBE)),
                    entry(
                            QueueCauses.PEER_WINDOW,
                            List.of(StreamCauses.RETRANSMIT_TIMEOUT, StreamCauses.PROBE)),
                    entry(
                            StreamCauses.RETRANSMIT_TIMEOUT,
                            List.of(
                                    StreamCauses.RETRANSMIT_SHARE,
                                    StreamCauses.FAST_RETRANSMIT,
                                    StreamCauses.PROBE)),
                    entry(
                            StreamCauses.RETRANSMIT_SHARE,
                            List.of(StreamCauses.FAST_RETRANSMIT, StreamCauses.PROBE)));

    private static final Map<Cause, Set<Cause>> CAUSES = invert();

    private Explanations() {}

    /** Returns the causes that a thing may be the effect of. */
    static Set<Cause> of(Cause effect) {
        return CAUSES.getOrDefault(effect, Set.of());
    }

    private static List<Cause> both(List<Cause> causes, Cause... more) {
        Set<Cause> all = new HashSet<>(causes);
        all.addAll(Arrays.asList(more));
        return List.copyOf(all);
    }

    private static Map<Cause, Set<Cause>> invert() {
        Map<Cause, Set<Cause>> causes = new HashMap<>();
        EFFECTS.forEach(
                (cause, effects) ->
                        effects.forEach(
                                effect ->
                                        causes.computeIfAbsent(effect, none -> new HashSet<>())
                                                .add(cause)));
        return causes;
    }
}
