package io.mytracer.agent;

/**
 * How much of the CPU time it may take to follow packets.
 *
 * @param given whether the user has said so
 * @param share from 0 to 1; 0 where it is not bounded
 */
record Budget(boolean given, double share) {
    /** As much as it takes where a recording asks for each packet, else 1 %. */
    static final Budget USUAL = new Budget(false, 0.01);

    /**
     * Reads a budget.
     *
     * @param text a number of percent such as {@code 0.5%}, {@code none} or {@code auto}
     * @return null if it is none of these
     */
    static Budget parse(String text) {
        if (text.equals("auto")) {
            return USUAL;
        }
        if (text.equals("none")) {
            return new Budget(true, 0);
        }
        if (!text.matches("\\d{1,3}(\\.\\d{1,3})?%")) {
            return null;
        }
        double percent = Double.parseDouble(text.substring(0, text.length() - 1));
        return percent < 0.01 || percent > 100 ? null : new Budget(true, percent / 100);
    }

    /** Returns the share that holds where each packet is asked for, or is not. */
    double share(boolean eachPacket) {
        return given || !eachPacket ? share : 0;
    }
}
