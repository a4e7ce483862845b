package io.mytracer.layer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Looks for {@code --illegal-native-access=deny} where a JVM takes its options from. */
final class DenyFlag {
    private static final String FLAG = "--illegal-native-access=deny";

    private DenyFlag() {}

    static boolean given() {
        return given(
                commandLine(),
                System.getenv("JAVA_TOOL_OPTIONS"),
                System.getenv("JDK_JAVA_OPTIONS"));
    }

    /** Option files (@FILE, -XX:Flags) are not looked into: this is only the second way. */
    static boolean given(List<String> commandLine, String... variables) {
        return commandLine.contains(FLAG)
                || Stream.of(variables)
                        .anyMatch(v -> v != null && Arrays.asList(v.split("\\s+")).contains(FLAG));
    }

    private static List<String> commandLine() {
        try {
            // Latin 1 reads any bytes, and the flag is ASCII.
            String line =
                    Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.ISO_8859_1);
            return List.of(line.split("\0"));
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
    }
}
