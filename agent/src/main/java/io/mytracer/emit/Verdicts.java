package io.mytracer.emit;

import io.mytracer.bpf.VerdictView;

/** Words for the numbers of packet filters, as the kernel's headers and iptables have them. */
final class Verdicts {
    // include/uapi/linux/netfilter.h: NFPROTO_...
    private static final int INET = 1;
    private static final int IPV4 = 2;
    private static final int ARP = 3;
    private static final int NETDEV = 5;
    private static final int BRIDGE = 7;
    private static final int IPV6 = 10;

    // NF_...; the upper half is an errno or a queue's number.
    private static final int DROP = 0;
    private static final int ACCEPT = 1;
    private static final int STOLEN = 2;
    private static final int QUEUE = 3;
    private static final int REPEAT = 4;
    private static final int STOP = 5;

    /** What a sender is told where the filter says nothing else. */
    private static final int EPERM = 1;

    private static final String[] IP_HOOKS = {
        "PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING", "INGRESS"
    };
    private static final String[] BRIDGE_HOOKS = {
        "PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING", "BROUTING"
    };
    private static final String[] ARP_HOOKS = {"INPUT", "OUTPUT", "FORWARD"};
    private static final String[] NETDEV_HOOKS = {"INGRESS", "EGRESS"};

    private Verdicts() {}

    /**
     * Returns a verdict's name.
     *
     * @param raw what the kernel's function returned
     */
    static String text(int raw) {
        int upper = raw >>> 16;
        return switch (raw & 0xff) {
            case DROP -> drop(upper);
            case ACCEPT -> "ACCEPT";
            // nft_do_chain() frees what it drops, and says why to nf_hook_slow() (NF_DROP_REASON).
            case STOLEN -> upper == 0 ? "STOLEN" : drop(upper);
            case QUEUE -> "QUEUE " + upper;
            case REPEAT -> "REPEAT";
            case STOP -> "STOP";
            default -> "0x" + Integer.toHexString(raw);
        };
    }

    /** Of NF_DROP_ERR(): the sender's call fails with that errno. */
    private static String drop(int errno) {
        return errno == 0 || errno == EPERM ? "DROP" : "DROP errno " + errno;
    }

    /** Returns the name of a table's family as nft has it, null where it is not known. */
    static String family(int number) {
        return switch (number) {
            case INET -> "inet";
            case IPV4 -> "ip";
            case ARP -> "arp";
            case NETDEV -> "netdev";
            case BRIDGE -> "bridge";
            case IPV6 -> "ip6";
            default -> null;
        };
    }

    /** Returns the name of a hook, null where it is not known. */
    static String hook(int family, int number) {
        String[] names =
                switch (family) {
                    case INET, IPV4, IPV6 -> IP_HOOKS;
                    case ARP -> ARP_HOOKS;
                    case BRIDGE -> BRIDGE_HOOKS;
                    case NETDEV -> NETDEV_HOOKS;
                    default -> new String[0];
                };
        return number >= 0 && number < names.length ? names[number] : null;
    }

    /** Returns what decided, null where it is not known. */
    static String rule(VerdictView verdict) {
        return switch (verdict.ruleKind()) {
            case VerdictView.POLICY -> "policy";
            case VerdictView.NUMBER -> Long.toString(verdict.rule());
            case VerdictView.HANDLE -> "handle " + verdict.rule();
            default -> null;
        };
    }

    /** Returns the chain where the evaluation began, null where it is not known. */
    static String baseChain(VerdictView verdict, String hook) {
        String name = verdict.baseChain();
        if (!name.isEmpty()) {
            return name;
        }
        // Those of iptables have no names of their own.
        return verdict.table().isEmpty() ? null : hook;
    }

    /** Returns the chain in which the verdict fell, null where it is not known. */
    static String chain(VerdictView verdict, String baseChain) {
        String name = verdict.chain();
        if (!name.isEmpty()) {
            return name;
        }
        return verdict.ruleKind() == VerdictView.UNKNOWN ? null : baseChain;
    }
}
