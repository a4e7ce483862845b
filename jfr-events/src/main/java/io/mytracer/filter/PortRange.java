package io.mytracer.filter;

/**
 * Ports from {@code first} to {@code last}, both included.
 *
 * @param first 1 to 65535
 * @param last {@code first} to 65535
 */
public record PortRange(int first, int last) {
    private static final int MAX = 65535;

    /** Refuses what is no range of ports. */
    public PortRange {
        if (first < 1 || last > MAX || first > last) {
            throw new IllegalArgumentException(complaint(first + "-" + last));
        }
    }

    /**
     * One port.
     *
     * @param port 1 to 65535
     * @return the range of this port only
     */
    public static PortRange of(int port) {
        return new PortRange(port, port);
    }

    /**
     * Reads {@code 8080} or {@code 8000-8100}.
     *
     * @param text what the user wrote
     * @return the range
     * @throws IllegalArgumentException with one line that quotes the text, if it is neither
     */
    public static PortRange parse(String text) {
        int dash = text.indexOf('-');
        int first = number(dash < 0 ? text : text.substring(0, dash));
        int last = dash < 0 ? first : number(text.substring(dash + 1));
        if (first < 1 || last < first) {
            throw new IllegalArgumentException(complaint(text));
        }
        return new PortRange(first, last);
    }

    /**
     * Whether a port lies in the range.
     *
     * @param port any number
     * @return true if it does
     */
    public boolean contains(int port) {
        return first <= port && port <= last;
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }

    /** The port, or 0 for anything else. */
    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 5) {
            return 0;
        }
        int number = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            number = 10 * number + (c - '0');
        }
        return number <= MAX ? number : 0;
    }

    private static String complaint(String text) {
        return "'" + text + "' is not a port (1-65535, or a range such as 8000-8100)";
    }
}
