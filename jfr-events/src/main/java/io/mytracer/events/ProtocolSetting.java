package io.mytracer.events;

import java.util.List;
import java.util.Locale;

/** The setting {@code protocol}: {@code tcp}, {@code udp} or {@code tcp,udp}. */
public final class ProtocolSetting extends ListSetting<String> {

    /** JFR makes one for each type of event. */
    public ProtocolSetting() {}

    @Override
    String parse(String text) {
        String protocol = text.toUpperCase(Locale.ROOT);
        if (!protocol.equals("TCP") && !protocol.equals("UDP")) {
            throw new IllegalArgumentException("'" + text + "' is neither tcp nor udp");
        }
        return protocol;
    }

    boolean accepts(String protocol) {
        List<String> wanted = wanted();
        return wanted.isEmpty() || wanted.contains(protocol);
    }
}
