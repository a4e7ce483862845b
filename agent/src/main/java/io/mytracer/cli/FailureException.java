package io.mytracer.cli;

/** A command that was understood and did not work out; the message is one line for the user. */
final class FailureException extends Exception {
    private static final long serialVersionUID = 1L;

    FailureException(String line) {
        super(oneLine(line));
    }

    static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", "?");
    }
}
