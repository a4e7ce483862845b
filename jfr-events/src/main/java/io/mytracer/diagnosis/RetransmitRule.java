package io.mytracer.diagnosis;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Segments that are sent again, and what waiting for the timer has cost Java's reads. */
final class RetransmitRule implements Rule {
    /** TCP_RTO_MIN of Linux: the timer never runs for less. */
    private static final long LEAST_TIMEOUT = 200_000_000L;

    private static final int FLOWS = 8192;

    /** To attach takes a moment, too. */
    private static final double ALL_OF_IT = 0.95;

    /** What is known of a socket. */
    private static final class Flow {
        long timeouts;
        long reading;
    }

    private final Evidence evidence;
    private final double shareLimit;
    private final Map<Long, Flow> flows = new HashMap<>();
    private long sent;
    private long again;
    private long interval;
    private long followed;

    RetransmitRule(Evidence evidence, Limits limits) {
        this.evidence = evidence;
        shareLimit = limits.retransmitShare();
    }

    @Override
    public void see(SeenEvent event) {
        if (event.type().equals("mytracer.SocketIo")) {
            String operation = event.text("operation");
            if (operation != null && operation.startsWith("read")) {
                Flow flow = flow(event);
                if (flow != null) {
                    flow.reading += event.durationNanos();
                }
            }
        } else if (event.type().equals("mytracer.TcpRetransmit")) {
            retransmit(event);
        } else if (event.type().equals("mytracer.PacketPath")
                && "OUT".equals(event.text("direction"))
                && "TCP".equals(event.text("protocol"))) {
            sent++;
        } else if (event.type().equals("mytracer.TracerStatus")) {
            interval += event.number("interval");
            followed += event.number("followed");
        }
    }

    /** Of a recording in whose windows some packets were followed: how many there were in all. */
    private long estimate() {
        boolean sampled = followed > 0 && followed < ALL_OF_IT * interval;
        return sampled ? Math.round((double) sent * interval / followed) : sent;
    }

    private void retransmit(SeenEvent event) {
        Cause cause =
                switch (String.valueOf(event.text("kind"))) {
                    case "SYN" -> HandshakeCauses.SYN_RETRY;
                    case "SYNACK" -> HandshakeCauses.SYNACK_RETRY;
                    case "TIMEOUT" -> StreamCauses.RETRANSMIT_TIMEOUT;
                    case "FAST" -> StreamCauses.FAST_RETRANSMIT;
                    default -> StreamCauses.PROBE;
                };
        evidence.note(cause, Ends.sent(event), event);
        again++;
        if (cause.equals(StreamCauses.FAST_RETRANSMIT) || cause.equals(StreamCauses.PROBE)) {
            evidence.note(StreamCauses.RETRANSMIT_SHARE, Ends.sent(event), event);
        }
        if (cause.equals(StreamCauses.RETRANSMIT_TIMEOUT)) {
            Flow flow = flow(event);
            if (flow != null) {
                flow.timeouts++;
            }
        }
    }

    private Flow flow(SeenEvent event) {
        Long id = event.number("flow");
        Flow flow = flows.get(id);
        if (flow == null && flows.size() < FLOWS) {
            flow = new Flow();
            flows.put(id, flow);
        }
        return flow;
    }

    @Override
    public void conclude() {
        timeouts();
        long all = estimate();
        if (all == 0 || again < shareLimit * all) {
            evidence.retract(StreamCauses.RETRANSMIT_SHARE);
        }
        if (all > 0) {
            String line =
                    String.format(
                            Locale.ROOT,
                            "%.1f %% of %,d packets that were sent were sent again",
                            Math.min(100, 100.0 * again / all),
                            all);
            evidence.remark(StreamCauses.RETRANSMIT_SHARE, line);
            evidence.remark(StreamCauses.RETRANSMIT_TIMEOUT, line);
            evidence.remark(StreamCauses.FAST_RETRANSMIT, line);
        }
    }

    private void timeouts() {
        long waited = 0;
        long reading = 0;
        for (Flow flow : flows.values()) {
            if (flow.timeouts > 0) {
                waited += flow.timeouts * LEAST_TIMEOUT;
                reading += flow.reading;
            }
        }
        String line = "the timer ran for at least " + Telling.time(waited) + " in all";
        if (reading > 0) {
            long share = Math.min(100, Math.round(100.0 * waited / reading));
            line +=
                    ", "
                            + share
                            + " % of the "
                            + Telling.time(reading)
                            + " that Java waited in reads on these connections";
        }
        evidence.remark(StreamCauses.RETRANSMIT_TIMEOUT, line);
    }
}
