package io.mytracer.report;

import io.mytracer.bpf.Hop;
import io.mytracer.bpf.Stage;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The way through the kernel that a place lies on. The direction of an event is another thing: a
 * packet to this host itself goes both ways, with one direction.
 */
public enum Way {
    /** From the application to a device. */
    OUT,
    /** From a device to the application. */
    IN,
    /** From device to device. */
    ACROSS;

    private static final Map<String, Hop> HOPS =
            Arrays.stream(Hop.values())
                    .collect(Collectors.toMap(Hop::function, Function.identity()));

    private static final Map<String, Stage> STAGES =
            Arrays.stream(Stage.values())
                    .collect(Collectors.toMap(Stage::name, Function.identity()));

    /** Places on the way out in stages that are on the way in, too. */
    private static final Set<Hop> OUTWARD =
            EnumSet.of(
                    Hop.SOCK_SEND_LENGTH,
                    Hop.TCP_SENDMSG,
                    Hop.TCP_TRANSMIT_SKB,
                    Hop.TCP_RETRANSMIT_SKB,
                    Hop.TCP_RETRANSMIT_SYNACK,
                    Hop.TCP_SEND_RESET,
                    Hop.IP_QUEUE_XMIT,
                    Hop.IP6_XMIT,
                    Hop.IP_LOCAL_OUT,
                    Hop.IP_OUTPUT,
                    Hop.IP_MC_OUTPUT,
                    Hop.IP_FINISH_OUTPUT,
                    Hop.IP_DO_FRAGMENT,
                    Hop.IP_FINISH_OUTPUT2,
                    Hop.IP6_LOCAL_OUT,
                    Hop.IP6_OUTPUT,
                    Hop.IP6_FINISH_OUTPUT,
                    Hop.IP6_FRAGMENT,
                    Hop.IP6_FINISH_OUTPUT2);

    /** Returns the hop of a function, null where the table has none. */
    public static Hop hop(String function) {
        return HOPS.get(function);
    }

    /** Returns the stage of a name, null where this version has none. */
    static Stage stage(String name) {
        return STAGES.get(name);
    }

    /**
     * Returns the way that a place lies on.
     *
     * @param function of the place, may be null
     * @param stage name of the stage, may be null
     * @param direction of the packet, may be null
     */
    public static Way of(String function, String stage, String direction) {
        Stage known = stage(stage);
        if (known == null) {
            return ofDirection(direction);
        }
        return switch (known) {
            case QUEUE, QDISC, TRANSMIT, NEIGHBOUR, TUNNEL -> OUT;
            case GRO, RECEIVE, ROUTE, UDP, ICMP -> IN;
            case BRIDGE, FORWARD -> ACROSS;
            case TCP, IP, SOCKET -> {
                Hop hop = hop(function);
                if (hop == null || hop.stage() != known) {
                    yield ofDirection(direction);
                }
                yield OUTWARD.contains(hop) ? OUT : IN;
            }
            case CAPTURE, TC, NETFILTER, OTHER, FREE -> ofDirection(direction);
        };
    }

    /**
     * Returns the way that a hook of netfilter lies on.
     *
     * @param hook such as PREROUTING, may be null
     * @param direction of the packet, may be null
     */
    public static Way ofHook(String hook, String direction) {
        return switch (String.valueOf(hook)) {
            case "OUTPUT", "POSTROUTING", "EGRESS" -> OUT;
            case "PREROUTING", "INPUT", "INGRESS" -> IN;
            case "FORWARD", "BROUTING" -> ACROSS;
            default -> ofDirection(direction);
        };
    }

    private static Way ofDirection(String direction) {
        return switch (String.valueOf(direction)) {
            case "OUT" -> OUT;
            case "FORWARD" -> ACROSS;
            default -> IN;
        };
    }
}
