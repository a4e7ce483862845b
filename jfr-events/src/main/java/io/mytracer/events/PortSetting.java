package io.mytracer.events;

import io.mytracer.filter.PortRange;

/** The setting {@code port}: {@code 8080,9000-9010}; packets from or to one of these. */
public final class PortSetting extends ListSetting<PortRange> {

    /** JFR makes one for each type of event. */
    public PortSetting() {}

    @Override
    PortRange parse(String text) {
        return PortRange.parse(text);
    }

    boolean accepts(int source, int destination) {
        var wanted = wanted();
        if (wanted.isEmpty()) {
            return true;
        }
        for (PortRange range : wanted) {
            if (range.contains(source) || range.contains(destination)) {
                return true;
            }
        }
        return false;
    }
}
