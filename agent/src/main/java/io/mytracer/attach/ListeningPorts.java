package io.mytracer.attach;

import java.util.List;
import java.util.stream.Stream;

/** The TCP ports that a process listens on, in its own network namespace. */
final class ListeningPorts {
    private static final String LISTEN = "0A"; // include/net/tcp_states.h

    private ListeningPorts() {}

    static List<Integer> of(ProcDirectory process, Descriptors descriptors) {
        return Stream.of("net/tcp", "net/tcp6")
                .flatMap(file -> process.lines(file).stream())
                .flatMap(List::stream)
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> isListening(words, descriptors))
                .map(words -> port(words[1]))
                .distinct()
                .sorted()
                .toList();
    }

    /** Columns: sl, local, remote, state, queues, timer, retransmits, uid, timeout, inode. */
    private static boolean isListening(String[] words, Descriptors descriptors) {
        return words.length > 9
                && words[3].equals(LISTEN)
                && descriptors.sockets().contains(Long.valueOf(words[9]));
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }
}
