package io.mytracer.attach;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * What a process has open.
 *
 * @param sockets inode numbers
 * @param hasPrograms whether it holds BPF programs that are attached
 */
record Descriptors(Set<Long> sockets, boolean hasPrograms) {
    private static final String SOCKET = "socket:[";
    private static final String LINK = "anon_inode:bpf_link"; // kernel/bpf/syscall.c, since 5.7

    /** Returns null where this user may not look. */
    static Descriptors of(ProcDirectory process) {
        Set<Long> sockets = new HashSet<>();
        boolean programs = false;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.path("fd"))) {
            for (Path descriptor : open) {
                String target = target(descriptor);
                if (target.startsWith(SOCKET)) {
                    sockets.add(
                            Long.valueOf(target.substring(SOCKET.length(), target.length() - 1)));
                }
                programs |= target.equals(LINK);
            }
            return new Descriptors(sockets, programs);
        } catch (IOException e) {
            return null;
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }
}
