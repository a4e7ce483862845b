package io.mytracer.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process may do, which its children inherit. */
public final class Limits {
    private static final int CAP_SYS_RESOURCE = 24;

    private Limits() {}

    /** Returns whether a capability is effective, by its number. */
    static boolean hasCapability(int number) {
        try {
            long all = Long.parseUnsignedLong(value("/proc/self/status", "CapEff:", 0), 16);
            return (all >> number & 1) != 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns how many descriptors a process may be given. */
    public static long descriptors() throws IOException {
        if (hasCapability(CAP_SYS_RESOURCE)) {
            return Long.parseLong(Files.readString(Path.of("/proc/sys/fs/nr_open")).strip());
        }
        return Long.parseLong(value("/proc/self/limits", "Max open files", 1));
    }

    /** Returns how many descriptors this process may have. */
    public static long openFiles() throws IOException {
        return Long.parseLong(value("/proc/self/limits", "Max open files", 0));
    }

    private static String value(String file, String key, int column) throws IOException {
        for (String line : Files.readAllLines(Path.of(file))) {
            if (line.startsWith(key)) {
                return line.substring(key.length()).strip().split("\\s+")[column];
            }
        }
        throw new IOException(file + " has no " + key);
    }
}
