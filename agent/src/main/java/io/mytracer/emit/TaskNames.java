package io.mytracer.emit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Threads of any process by the name that the kernel has for them ({@code comm}). One that ends
 * before its first packet has been read from the ring is unknown.
 */
public final class TaskNames implements PacketThreads {
    private static final Path PROCESSES = Path.of("/proc");

    /** Numbers are used again, and names change with exec(). */
    private static final long MEMORY_NANOS = 2_000_000_000L;

    private record Known(String name, long since) {}

    private final Map<Integer, Known> known = new HashMap<>();
    private long nextForget = System.nanoTime() + MEMORY_NANOS;

    @Override
    public void meet(long caller) {
        String ignored = command(caller);
    }

    @Override
    public Thread of(long caller) {
        return null;
    }

    @Override
    public String command(long caller) {
        int tid = (int) caller;
        if (tid == 0) {
            return null;
        }
        long now = System.nanoTime();
        Known entry = known.get(tid);
        if (entry == null || now - entry.since() > MEMORY_NANOS) {
            String name = read(tid);
            // The name of one that has ended is still that of its last packets.
            entry = new Known(name == null && entry != null ? entry.name() : name, now);
            known.put(tid, entry);
        }
        return entry.name();
    }

    @Override
    public void forget() {
        long now = System.nanoTime();
        if (now - nextForget >= 0) {
            nextForget = now + MEMORY_NANOS;
            known.values().removeIf(entry -> now - entry.since() > 2 * MEMORY_NANOS);
        }
    }

    private static String read(int tid) {
        try {
            byte[] name = Files.readAllBytes(PROCESSES.resolve(tid + "/comm"));
            return new String(name, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return null; // it has ended
        }
    }
}
