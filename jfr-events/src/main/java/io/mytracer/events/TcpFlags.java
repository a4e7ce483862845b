package io.mytracer.events;

/** The flags of a TCP header (RFC 9293 §3.1) as text, lowest bit first: {@code SYN,ACK}. */
public final class TcpFlags {
    private static final String[] NAMES = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    private static final String[] TEXTS = new String[256];

    static {
        for (int flags = 0; flags < TEXTS.length; flags++) {
            StringBuilder text = new StringBuilder();
            for (int bit = 0; bit < NAMES.length; bit++) {
                if ((flags >> bit & 1) != 0) {
                    text.append(text.isEmpty() ? "" : ",").append(NAMES[bit]);
                }
            }
            TEXTS[flags] = text.toString();
        }
    }

    private TcpFlags() {}

    /**
     * The text of the flags; no allocation.
     *
     * @param flags the flag byte of the TCP header; higher bits are ignored
     * @return names separated by commas, empty for none
     */
    public static String text(int flags) {
        return TEXTS[flags & 0xff];
    }
}
