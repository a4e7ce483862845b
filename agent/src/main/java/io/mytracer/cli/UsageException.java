package io.mytracer.cli;

/** A command line that is not understood; the message is one line for the user. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String line) {
        super(line.replaceAll("\\p{Cntrl}", "?"));
    }
}
