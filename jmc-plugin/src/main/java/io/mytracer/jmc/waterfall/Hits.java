package io.mytracer.jmc.waterfall;

import java.util.List;

/** What is at a pixel. */
final class Hits {
    private static final int NEAR = 4;

    private Hits() {}

    /** Returns {@link Selection#NONE} where nothing is. */
    static Selection at(Waterfall waterfall, Layout layout, int x, int y) {
        TimeScale scale = layout.scale(waterfall.visible());
        int lane = layout.laneAt(y);
        if (lane >= 0) {
            return x < scale.left()
                    ? Selection.NONE
                    : operation(waterfall.lanes().get(lane).operations(), scale, x);
        }
        int row = layout.rowAt(y);
        int index = waterfall.top() + row;
        if (row < 0 || index >= waterfall.rows().size()) {
            return Selection.NONE;
        }
        Packet packet = waterfall.rows().get(index);
        return Selection.of(packet, x < scale.left() ? null : span(packet, scale, x));
    }

    /** A mark goes before the hop that it lies upon, and what is bad before the rest. */
    private static Span span(Packet packet, TimeScale scale, int x) {
        Span found = null;
        for (Span mark : packet.marks()) {
            int from = scale.x(mark.start());
            boolean isThere =
                    mark.isBad()
                            ? Math.abs(from - x) <= NEAR
                            : x >= from && x < Math.max(scale.x(mark.end()), from + 2);
            if (isThere && (found == null || mark.isBad() && !found.isBad())) {
                found = mark;
            }
        }
        return found != null ? found : hop(packet.hops(), scale, x);
    }

    private static Span hop(List<Span> hops, TimeScale scale, int x) {
        for (int i = Hops.underWay(hops, scale.time(x)); i < hops.size(); i++) {
            Span hop = hops.get(i);
            if (scale.x(hop.start()) > x) {
                return null;
            }
            if (Math.max(scale.x(hop.end()), scale.x(hop.start()) + 1) > x) {
                return hop;
            }
        }
        return null;
    }

    private static Selection operation(List<JavaOperation> operations, TimeScale scale, int x) {
        for (JavaOperation operation : operations) {
            if (scale.x(operation.start()) <= x && scale.x(operation.end()) + 1 >= x) {
                return Selection.of(operation);
            }
        }
        return Selection.NONE;
    }
}
