package io.mytracer.it.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a process has used up to now, as the kernel accounts for it. */
final class ProcessUse {
    private static final MethodHandle CLOCK_GETTIME = clockGettime();

    /** CPUCLOCK_SCHED of include/linux/posix-timers_types.h: what the scheduler has counted. */
    private static final int SCHEDULED = 2;

    private ProcessUse() {}

    /**
     * Returns the CPU time of all its threads, also of those that have ended, in ns. What /proc
     * tells of that is rounded to 10 ms.
     */
    static long cpuNanos(long pid) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(16, 8);
            int result = (int) CLOCK_GETTIME.invokeExact(~(int) pid << 3 | SCHEDULED, time);
            if (result != 0) {
                throw new IOException("clock_gettime(process " + pid + ") fails");
            }
            return 1_000_000_000 * time.get(JAVA_LONG, 0) + time.get(JAVA_LONG, 8);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) { // no other is declared
            throw new AssertionError(t);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle clockGettime() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("clock_gettime"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    }

    /** Returns the CPU time of its living threads whose names begin so, in ns. */
    static long threadNanos(long pid, String name) throws IOException {
        long sum = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                sum += threadNanos(thread, name);
            }
        }
        return sum;
    }

    private static long threadNanos(Path thread, String name) throws IOException {
        try {
            return Files.readString(thread.resolve("comm")).startsWith(name)
                    ? Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0])
                    : 0;
        } catch (NoSuchFileException e) {
            return 0; // it has just ended
        }
    }

    /** Returns a line of smaps_rollup, such as Rss or Pss, in KiB. */
    static long memoryKib(long pid, String key) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"));
        for (String line : lines) {
            if (line.startsWith(key + ":")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no " + key + " among " + lines);
    }
}
