package io.mytracer.agent;

/** Options that the agent does not understand; the message is one line for the user. */
public final class OptionException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Made where an option is read.
     *
     * @param line what is wrong and what would be right; control characters are shown as ?
     */
    public OptionException(String line) {
        super(line.replaceAll("\\p{Cntrl}", "?"));
    }
}
