package io.mytracer.it.apps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** What the test says to a program, line by line; its end is the program's end. */
final class Input {
    private static final BufferedReader IN =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private Input() {}

    /** Returns the words of the next line, or null at the end. */
    static String[] words() throws IOException {
        String line = IN.readLine();
        return line == null ? null : line.split(" ");
    }

    static void awaitEnd() throws IOException {
        while (words() != null) {
            // Nothing is expected; only the end matters.
        }
    }
}
