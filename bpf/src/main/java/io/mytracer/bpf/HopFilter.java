package io.mytracer.bpf;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which places packets are told to pass: those of the hop table, these and every other function
 * that takes a packet, or of all of them those whose function's name contains a match of a regular
 * expression.
 *
 * <p>Immutable.
 */
public final class HopFilter {
    /** The places of the hop table. */
    public static final HopFilter CURATED = new HopFilter("curated", null);

    /** Every place. */
    public static final HopFilter ALL = new HopFilter("all", null);

    /**
     * Functions where packets are met first. Those that are met elsewhere, at a function that the
     * user asks for, are followed already, or are foreign; a test compares with hops.h.
     */
    static final Set<Hop> BEGINNINGS =
            Set.of(
                    Hop.IP_RCV,
                    Hop.IPV6_RCV,
                    Hop.IP_QUEUE_XMIT,
                    Hop.IP6_XMIT,
                    Hop.IP_LOCAL_OUT,
                    Hop.IP6_LOCAL_OUT,
                    Hop.DEV_QUEUE_XMIT,
                    Hop.DEV_HARD_START_XMIT,
                    Hop.IP_RCV_FINISH,
                    Hop.IP_LOCAL_DELIVER,
                    Hop.IP_LOCAL_DELIVER_FINISH,
                    Hop.IP6_RCV_FINISH,
                    Hop.IP6_INPUT,
                    Hop.IP6_INPUT_FINISH);

    /** Functions where one packet becomes another, or ends. */
    static final Set<Hop> KIN =
            Set.of(
                    Hop.SKB_SCRUB_PACKET,
                    Hop.SKB_CLONE,
                    Hop.SKB_COPY,
                    Hop.PSKB_COPY_FCLONE,
                    Hop.SKB_COPY_EXPAND,
                    Hop.SKB_MORPH,
                    Hop.SKB_GSO_SEGMENT,
                    Hop.SKB_GRO_RECEIVE,
                    Hop.SKB_GRO_RECEIVE_LIST,
                    Hop.SKB_TRY_COALESCE,
                    Hop.PLAIN_KFREE_SKB,
                    Hop.SKB_ATTEMPT_DEFER_FREE);

    private final String words;
    private final Pattern pattern;
    private final Set<Hop> told = EnumSet.noneOf(Hop.class);

    private HopFilter(String words, Pattern pattern) {
        this.words = words;
        this.pattern = pattern;
        for (Hop hop : Hop.values()) {
            if (hop == Hop.FUNCTION_WITH_SKB || matches(hop.function())) {
                told.add(hop);
            }
        }
    }

    /**
     * Reads the value of an option.
     *
     * @param words {@code curated}, {@code all} or a regular expression
     * @throws IllegalArgumentException if it is none of them, in one line
     */
    public static HopFilter parse(String words) {
        try {
            return switch (words) {
                case "curated" -> CURATED;
                case "all" -> ALL;
                default -> new HopFilter(words, Pattern.compile(words));
            };
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'%s' is not curated, all or a regular expression: %s at character %d"
                            .formatted(words, e.getDescription(), e.getIndex() + 1),
                    e);
        }
    }

    /** Returns what has been read. */
    public String words() {
        return words;
    }

    /** Says whether a place is told. */
    public boolean tells(Hop hop) {
        return told.contains(hop);
    }

    /** Says whether no place of the hop table is told. */
    boolean tellsNone() {
        return told.size() == 1;
    }

    /**
     * Says whether a place of the hop table is watched: it is told, or packets begin and end there.
     * Tracepoints always are, since drops, resets and what becomes of a packet are seen by them.
     */
    boolean watches(Hop hop) {
        return hop.isTracepoint() || BEGINNINGS.contains(hop) || KIN.contains(hop) || tells(hop);
    }

    /** Says whether functions that are not in the hop table are wanted. */
    public boolean wantsOthers() {
        return this != CURATED;
    }

    /** Says whether a function that is not in the hop table is wanted. */
    boolean wantsOther(String function) {
        return wantsOthers() && matches(function);
    }

    private boolean matches(String function) {
        return pattern == null || pattern.matcher(function).find();
    }

    @Override
    public String toString() {
        return "hops=" + words;
    }
}
