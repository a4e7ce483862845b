package io.mytracer.diagnosis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How often a cause was seen, and where. Bounded: what is beyond is counted only. */
final class Tally {
    private static final int CONNECTIONS = 1024;
    private static final int THREADS = 64;
    private static final int RECENT = 32;

    /** A connection's share. */
    static final class Share {
        final Ends ends;
        long count;

        Share(Ends ends) {
            this.ends = ends;
        }
    }

    private final Map<Ends, Share> shares = new LinkedHashMap<>();
    private final Map<String, Long> threads = new LinkedHashMap<>();
    private final long[] recentPackets = new long[RECENT];
    private final String[] recentTypes = new String[RECENT];
    private int next;
    private final List<String> remarks = new ArrayList<>();
    private List<String> stack = List.of();
    private long count;
    private long overflow;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private long longest;
    private long packetId;
    private long flow;

    void add(Ends ends, SeenEvent event, long nanos) {
        if (isTold(event)) {
            return;
        }
        count++;
        first = Math.min(first, event.startNanos());
        last = Math.max(last, event.startNanos());
        Ends key = ends.ordered();
        Share share = shares.get(key);
        if (share == null && shares.size() < CONNECTIONS) {
            share = new Share(ends);
            shares.put(key, share);
        }
        if (share == null) {
            overflow++;
        } else {
            share.count++;
        }
        String thread = event.thread();
        if (thread != null && (threads.size() < THREADS || threads.containsKey(thread))) {
            threads.merge(thread, 1L, Long::sum);
        }
        boolean worst = nanos > longest;
        longest = Math.max(longest, nanos);
        if (worst || packetId == 0) {
            packetId = event.number("packetId") == 0 ? packetId : event.number("packetId");
        }
        if (worst || flow == 0) {
            flow = event.number("flow");
        }
        if (worst || stack.isEmpty()) {
            List<String> frames = JavaFrames.of(event);
            stack = frames.isEmpty() ? stack : frames;
        }
    }

    /** Whether another event has told the same of this packet, as a drop does of a reset. */
    private boolean isTold(SeenEvent event) {
        long packet = event.number("packetId");
        if (packet == 0) {
            return false;
        }
        for (int i = 0; i < RECENT; i++) {
            if (recentPackets[i] == packet) {
                return !event.type().equals(recentTypes[i]);
            }
        }
        recentPackets[next] = packet;
        recentTypes[next] = event.type();
        next = (next + 1) % RECENT;
        return false;
    }

    /** Adds a line of evidence. */
    void remark(String line) {
        remarks.add(line);
    }

    Iterable<Share> shares() {
        return shares.values();
    }

    /** Whether there were more connections than are known here. */
    boolean isOverflown() {
        return overflow > 0;
    }

    long overflow() {
        return overflow;
    }

    Map<String, Long> threads() {
        return threads;
    }

    List<String> remarks() {
        return remarks;
    }

    List<String> stack() {
        return stack;
    }

    long longest() {
        return longest;
    }

    long packetId() {
        return packetId;
    }

    long flow() {
        return flow;
    }

    Instant first() {
        return instant(first);
    }

    Instant last() {
        return instant(last);
    }

    long count() {
        return count;
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }
}
