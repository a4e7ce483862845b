package io.mytracer.it.apps;

import java.io.IOException;

/** Says when main() was entered, and does nothing else. */
public final class Entered {
    private Entered() {}

    /**
     * Prints the clock, and waits for the end of standard input.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws IOException {
        System.out.println("entered " + System.nanoTime());
        Input.awaitEnd();
    }
}
