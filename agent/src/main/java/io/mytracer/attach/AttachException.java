package io.mytracer.attach;

/** Nothing could be done with a JVM; the message is one line for the user. */
public final class AttachException extends Exception {
    private static final long serialVersionUID = 1L;

    AttachException(String line) {
        super(line);
    }
}
