package io.mytracer.events;

import io.mytracer.filter.AddressBlock;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The setting {@code host}: {@code 192.0.2.1,2001:db8::/32}; packets from or to one of these. Names
 * are not looked up.
 */
public final class HostSetting extends ListSetting<AddressBlock> {
    private static final int MOST_KNOWN = 4096;

    /** Of the thread that writes events. */
    private final Map<String, Boolean> known = new HashMap<>();

    private List<AddressBlock> knownFor = List.of();

    /** JFR makes one for each type of event. */
    public HostSetting() {}

    @Override
    AddressBlock parse(String text) {
        return AddressBlock.parse(text);
    }

    boolean accepts(String source, String destination) {
        List<AddressBlock> wanted = wanted();
        return wanted.isEmpty() || isIn(wanted, source) || isIn(wanted, destination);
    }

    /** Chunks end in other threads than events are written in, which hold a lock meanwhile. */
    private synchronized boolean isIn(List<AddressBlock> wanted, String address) {
        if (address == null) {
            return false;
        }
        if (!wanted.equals(knownFor) || known.size() >= MOST_KNOWN) {
            known.clear();
            knownFor = wanted;
        }
        return known.computeIfAbsent(address, text -> contains(wanted, text));
    }

    private static boolean contains(List<AddressBlock> blocks, String text) {
        byte[] address = AddressBlock.parse(text).address();
        return blocks.stream().anyMatch(block -> block.contains(address));
    }
}
