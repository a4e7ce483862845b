package io.mytracer.jmc.waterfall;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the page shows at the moment: which packets, which time, which rows, and what is selected.
 *
 * <p>A row is a packet that is under way in the time shown, so to look at less time is to look at
 * fewer rows. Changing the time looks at each packet once; scrolling and painting do not. For one
 * thread.
 */
final class Waterfall {
    private static final int MAX_LANES = 4;

    private final Trace trace;
    private final Set<Long> flows = new HashSet<>();
    private final Set<Long> threads = new HashSet<>();
    private List<Packet> packets = List.of();
    private TimeRange bounds = new TimeRange(0, TimeRange.MIN_NANOS);
    private TimeRange visible = bounds;
    private List<Packet> rows = List.of();
    private List<Lane> lanes = List.of();
    private Selection selection = Selection.NONE;
    private Overview overview;
    private int page = 1;
    private int top;

    Waterfall(Trace trace) {
        this.trace = trace;
        show(trace.packets());
    }

    /**
     * Shows these packets and all of their time.
     *
     * @param chosen by their begin
     */
    void show(List<Packet> chosen) {
        packets = chosen;
        flows.clear();
        threads.clear();
        long begin = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (Packet packet : chosen) {
            flows.add(packet.flow());
            threads.add(packet.threadId());
            begin = Math.min(begin, packet.begin());
            end = Math.max(end, packet.end());
        }
        flows.remove(0L);
        threads.remove(0L);
        bounds = chosen.isEmpty() ? bounds : TimeRange.between(begin, end).withMargin();
        overview = null;
        top = 0;
        if (selection.packet() != null && ByBegin.indexIn(packets, selection.packet()) < 0) {
            selection = Selection.NONE;
        }
        look(bounds);
    }

    /** Looks at a part of the time, or at that part of it which there is. */
    void look(TimeRange range) {
        Packet anchor = anchor();
        int line = anchor == null ? 0 : ByBegin.indexIn(rows, anchor) - top;
        visible = range.within(bounds);
        List<Packet> underWay = new ArrayList<>();
        for (Packet packet : packets) {
            if (packet.begin() > visible.end()) {
                break;
            }
            if (packet.end() >= visible.start()) {
                underWay.add(packet);
            }
        }
        rows = Collections.unmodifiableList(underWay);
        chooseLanes();
        scrollTo(anchor == null ? 0 : place(anchor) - line);
    }

    /** The row that is to stay where it is: the selected one if it is in sight, else the first. */
    private Packet anchor() {
        int selected = selection.packet() == null ? -1 : ByBegin.indexIn(rows, selection.packet());
        if (selected >= top && selected < top + page) {
            return selection.packet();
        }
        return top < rows.size() ? rows.get(top) : null;
    }

    private void chooseLanes() {
        long first = selection.packet() == null ? 0 : selection.packet().threadId();
        lanes =
                Lane.of(
                        trace.operations(),
                        operation ->
                                visible.overlaps(operation.start(), operation.end())
                                        && (flows.contains(operation.flow())
                                                || threads.contains(operation.threadId())),
                        first,
                        MAX_LANES);
    }

    void zoom(double factor, long fixed) {
        look(visible.zoom(factor, fixed));
    }

    /** Looks at earlier or later time, by a part of what is shown. */
    void pan(double part) {
        look(visible.shift(Math.round(visible.nanos() * part)));
    }

    void lookAtAll() {
        look(bounds);
    }

    /** Looks at so little time that what happened to packets can be seen. */
    void lookAtSome() {
        if (!packets.isEmpty()) {
            int first = FirstLook.packet(packets);
            look(FirstLook.range(packets, first));
            scrollTo(ByBegin.indexIn(rows, packets.get(first)) - page / 2);
        }
    }

    /** Looks at the whole way of one packet and what else is under way meanwhile. */
    void fit(Packet packet) {
        look(TimeRange.between(packet.begin(), packet.end()).withMargin());
        reveal(packet);
    }

    /** Tells how many rows there is room for. */
    void setPage(int rowsInSight) {
        page = Math.max(1, rowsInSight);
        scrollTo(top);
    }

    void scrollTo(int row) {
        top = Math.max(0, Math.min(row, rows.size() - page));
    }

    void select(Selection selected) {
        selection = selected;
        chooseLanes();
    }

    /** Brings a packet into sight, in time and among the rows. */
    void reveal(Packet packet) {
        if (!visible.overlaps(packet.begin(), packet.end())) {
            look(visible.shift(packet.begin() - visible.start() - visible.nanos() / 4));
        }
        int row = ByBegin.indexIn(rows, packet);
        if (row < top) {
            scrollTo(row);
        } else if (row >= top + page) {
            scrollTo(row - page + 1);
        }
    }

    /** Brings a span into sight. */
    void reveal(Packet packet, Span span) {
        if (!visible.overlaps(span.start(), span.end())) {
            look(visible.shift(span.start() - visible.start() - visible.nanos() / 4));
        }
        reveal(packet);
    }

    /** Returns how many pixels are high enough for each packet's number per pixel of the time. */
    Overview overview(int width) {
        if (overview == null || overview.width() != width) {
            overview = new Overview(packets, bounds, width);
        }
        return overview;
    }

    /** Returns the row of a packet, or of the next one if it is not among the rows. */
    private int place(Packet packet) {
        int row = ByBegin.indexIn(rows, packet);
        return row >= 0 ? row : ByBegin.firstFrom(rows, packet.begin());
    }

    Trace trace() {
        return trace;
    }

    /** Returns the packets that there are to look at, by their begin. */
    List<Packet> packets() {
        return packets;
    }

    TimeRange bounds() {
        return bounds;
    }

    TimeRange visible() {
        return visible;
    }

    /** Returns the packets that are under way in the time shown, by their begin. */
    List<Packet> rows() {
        return rows;
    }

    List<Lane> lanes() {
        return lanes;
    }

    /** Returns the first row in sight. */
    int top() {
        return top;
    }

    /** Returns how many rows there is room for. */
    int page() {
        return page;
    }

    Selection selection() {
        return selection;
    }
}
