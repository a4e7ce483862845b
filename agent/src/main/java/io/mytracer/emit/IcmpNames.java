package io.mytracer.emit;

import io.mytracer.bpf.HopRecord;

/** What messages of ICMP are about, in the words of RFC 792 and RFC 4443. */
final class IcmpNames {
    private static final int V4 = 1;

    private IcmpNames() {}

    /**
     * Returns such as {@code echo request, id 22, seq 1} or {@code destination unreachable, code
     * 3}.
     */
    static String text(HopRecord record) {
        int type = record.icmpType();
        boolean v4 = record.protocol() == V4;
        String name = v4 ? name(type) : nameInV6(type);
        return isEcho(type, v4)
                ? name + ", id " + record.icmpId() + ", seq " + record.seq()
                : name + ", code " + record.icmpCode();
    }

    private static boolean isEcho(int type, boolean v4) {
        return v4 ? type == 8 || type == 0 : type == 128 || type == 129;
    }

    private static String name(int type) {
        return switch (type) {
            case 0 -> "echo reply";
            case 3 -> "destination unreachable";
            case 5 -> "redirect";
            case 8 -> "echo request";
            case 11 -> "time exceeded";
            case 12 -> "parameter problem";
            default -> "type " + type;
        };
    }

    private static String nameInV6(int type) {
        return switch (type) {
            case 1 -> "destination unreachable";
            case 2 -> "packet too big";
            case 3 -> "time exceeded";
            case 4 -> "parameter problem";
            case 128 -> "echo request";
            case 129 -> "echo reply";
            case 133 -> "router solicitation";
            case 134 -> "router advertisement";
            case 135 -> "neighbour solicitation";
            case 136 -> "neighbour advertisement";
            case 137 -> "redirect";
            default -> "type " + type;
        };
    }
}
