package io.mytracer.bpf.kernel;

import java.util.HashMap;
import java.util.Map;

/**
 * The names of the reasons for which this kernel drops packets and sends resets. Their numbers
 * change with almost every release, so they are taken from the running kernel's own types.
 *
 * <p>Immutable.
 */
public final class ReasonNames {
    private static final String DROP = "SKB_DROP_REASON_";
    private static final String SUBSYSTEM = "SKB_DROP_REASON_SUBSYS_";
    private static final String RESET = "SK_RST_REASON_";
    private static final int SUBSYSTEM_SHIFT = 16; // include/net/dropreason.h

    private final Map<Integer, String> drops;
    private final Map<Integer, String> subsystems;
    private final Map<Integer, String> resets;

    /** Takes the names from a kernel's types, which are not kept. */
    public ReasonNames(Btf kernel) {
        drops = new HashMap<>();
        // Subsystems have enumerations of their own, whose values hold the subsystem's number.
        for (String name : kernel.enumsEndingWith("drop_reason")) {
            if (!name.equals("skb_drop_reason")) {
                drops.putAll(withoutPrefix(kernel, name, DROP));
            }
        }
        Map<Integer, String> core = withoutPrefix(kernel, "skb_drop_reason", DROP);
        // One that holds no subsystem's number would hide a reason of the core.
        drops.keySet().removeIf(value -> value >>> SUBSYSTEM_SHIFT == 0);
        drops.putAll(core);
        if (core.isEmpty()) {
            drops.clear();
        }
        subsystems = withoutPrefix(kernel, "skb_drop_reason_subsys", SUBSYSTEM);
        resets = withoutPrefix(kernel, "sk_rst_reason", RESET);
    }

    /**
     * Returns the name of a reason for dropping a packet: {@code NO_SOCKET}, {@code
     * OVS_DROP_ACTION_ERROR}, {@code OPENVSWITCH:5} if only the subsystem is known, {@code reason
     * 1234} if nothing is.
     *
     * @return null if this kernel (before 5.17) knows no reasons at all
     */
    public String dropReason(int reason) {
        if (drops.isEmpty()) {
            return null;
        }
        String name = drops.get(reason);
        if (name != null) {
            return name;
        }
        int subsystem = reason >>> SUBSYSTEM_SHIFT;
        String prefix = subsystem == 0 ? null : subsystems.get(subsystem);
        return prefix == null
                ? "reason " + Integer.toUnsignedString(reason)
                : prefix + ":" + (reason & (1 << SUBSYSTEM_SHIFT) - 1);
    }

    /**
     * Returns the name of a reason for a reset: {@code NO_SOCKET}, or {@code reason 1234} if it is
     * not known.
     *
     * @return null if this kernel (before 6.10) knows no reasons at all
     */
    public String resetReason(int reason) {
        if (resets.isEmpty()) {
            return null;
        }
        String name = resets.get(reason);
        return name == null ? "reason " + Integer.toUnsignedString(reason) : name;
    }

    private static Map<Integer, String> withoutPrefix(Btf kernel, String name, String prefix) {
        Map<Integer, String> names = new HashMap<>();
        kernel.enumerators(name)
                .forEach(
                        (value, text) ->
                                names.put(
                                        value.intValue(),
                                        text.startsWith(prefix)
                                                ? text.substring(prefix.length())
                                                : text));
        return names;
    }
}
