package io.mytracer.report.html;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Whole packets, as many as there is room for. Where there are more, those that something happened
 * to are kept, and of the others an even share, by a hash of their id. What is not chosen waits in
 * order of age until its room is needed: that something happened to a packet is told close to its
 * hops, before or behind them.
 */
final class PacketSample {
    /** What is left of a share where there is too much. */
    private static final double LESS = 0.9;

    /** With fewer of the ordinary packets there are too many of the others. */
    private static final double LEAST_ORDINARY = 0.001;

    private final int most;
    private final Map<Long, Packet> packets = new LinkedHashMap<>();
    private final ArrayDeque<Packet> waiting = new ArrayDeque<>();
    private int size;
    private long seen;
    private double share = 1;
    private double remarkableShare = 1;

    /**
     * Room for packets.
     *
     * @param most how many events are kept, more than 0
     */
    PacketSample(int most) {
        this.most = most;
    }

    void add(long key, long id, Row row, Supplier<Packet.Headers> headers) {
        packet(key, id).add(row, headers);
        seen++;
        grow();
    }

    void end(long id, PathEnd end, Packet.Headers headers) {
        Packet packet = packet(id, id);
        if (packet.end() != null) {
            return; // the files overlap
        }
        packet.end(end, headers);
        grow();
    }

    private Packet packet(long key, long id) {
        Packet known = packets.get(key);
        if (known != null) {
            return known;
        }
        Packet packet = new Packet(key, id);
        packets.put(key, packet);
        if (!isChosen(packet)) {
            waiting.add(packet);
        }
        return packet;
    }

    private void grow() {
        size++;
        while (size > most) {
            shrink();
        }
    }

    private void shrink() {
        // A twentieth, so that packets wait for some time before they go.
        while (waiting.isEmpty() || waiting.size() < packets.size() / 20) {
            if (share > LEAST_ORDINARY) {
                share *= LESS;
            } else {
                remarkableShare *= LESS;
            }
            waiting.clear();
            packets.values().stream().filter(packet -> !isChosen(packet)).forEach(waiting::add);
        }
        Packet oldest = waiting.remove();
        if (!isChosen(oldest)) {
            packets.remove(oldest.key);
            size -= oldest.size();
        }
    }

    private boolean isChosen(Packet packet) {
        return mixed(packet.key) < (packet.isRemarkable() ? remarkableShare : share);
    }

    /** Ids are numbers in a row: spread evenly from 0 to below 1 (splitmix64). */
    private static double mixed(long key) {
        long z = key + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
    }

    /** Returns the chosen packets by time. */
    List<Packet> chosen() {
        List<Packet> chosen =
                packets.values().stream()
                        .filter(this::isChosen)
                        .sorted(
                                Comparator.comparingLong(Packet::start)
                                        .thenComparingLong(packet -> packet.key))
                        .toList();
        chosen.forEach(Packet::sort);
        return chosen;
    }

    /** Returns how many events there were, ends of ways aside. */
    long seen() {
        return seen;
    }

    /** Returns how much of the ordinary packets is kept, 1 for all of them. */
    double share() {
        return share;
    }

    /** As {@link #share}, of packets that something happened to. */
    double remarkableShare() {
        return remarkableShare;
    }
}
