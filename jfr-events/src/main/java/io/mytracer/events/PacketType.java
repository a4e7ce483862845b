package io.mytracer.events;

/** Packet types of the link layer, in the order of their numbers in linux/if_packet.h. */
public enum PacketType {
    /** To us. */
    HOST,
    /** To all. */
    BROADCAST,
    /** To a group. */
    MULTICAST,
    /** To someone else. */
    OTHERHOST,
    /** Going out. */
    OUTGOING,
    /** Looped back multicast or broadcast. */
    LOOPBACK,
    /** To user space. */
    USER,
    /** To kernel space. */
    KERNEL;

    private static final PacketType[] ALL = values();

    /**
     * The text of a number, as written to {@link PacketEvent#packetType}.
     *
     * @param number {@code skb->pkt_type}, 0 to 7
     * @return the name, or the number in decimal where it has no name
     */
    public static String text(int number) {
        return number >= 0 && number < ALL.length ? ALL[number].name() : Integer.toString(number);
    }

    /**
     * The number of a text that {@link #text} made.
     *
     * @param text a name or a decimal number; null is taken as {@link #HOST}
     * @return the number, or -1 where the text is neither
     */
    public static int number(String text) {
        if (text == null) {
            return 0;
        }
        for (PacketType type : ALL) {
            if (type.name().equals(text)) {
                return type.ordinal();
            }
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
