package io.mytracer.emit;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Java threads by their OS thread ids.
 *
 * <p>The JVM tells no thread's OS id, but it gives the OS thread the Java thread's name, shortened
 * to 15 bytes ({@code os::set_native_thread_name}, os_linux.cpp of JDK 25: the first 7 characters,
 * two dots, the last 6). So a thread is known where one OS thread and one Java thread share a name
 * and no others do. Where it is not certain, it is unknown. The main thread keeps the name that the
 * launcher's process has, as the primordial thread does, which runs no Java.
 *
 * <p>Looks around when it meets an id that it does not know. Not thread-safe.
 */
final class JavaThreads {
    private static final Path TASKS = Path.of("/proc/self/task");

    /** Looking around takes 2 % of the time at most, and is done 20 times a second at most. */
    private static final long SHORTEST_PERIOD = 50_000_000L;

    private static final int SHARE = 50;

    /** ThreadIdentifiers of JDK 25 gives the main thread the first number. */
    private static final long MAIN = 1;

    private record Known(String name, WeakReference<Thread> thread) {}

    private Map<Integer, Known> known = new HashMap<>();
    private long nextLook = System.nanoTime();
    private int lastId;
    private Thread lastThread;

    /** Returns the thread, or null where it is not known. */
    Thread of(int tid) {
        if (tid == 0) {
            return null;
        }
        if (tid == lastId && lastThread.isAlive()) {
            return lastThread;
        }
        Known entry = known.get(tid);
        Thread thread = entry == null ? null : entry.thread().get();
        if ((thread == null || !thread.isAlive()) && System.nanoTime() - nextLook >= 0) {
            long begin = System.nanoTime();
            look();
            long end = System.nanoTime();
            nextLook = end + Math.max(SHORTEST_PERIOD, SHARE * (end - begin));
            entry = known.get(tid);
            thread = entry == null ? null : entry.thread().get();
        }
        if (thread != null) {
            lastId = tid;
            lastThread = thread;
        }
        return thread;
    }

    private void look() {
        int pid = (int) ProcessHandle.current().pid();
        String process = comm(TASKS.resolve(Integer.toString(pid)));
        Map<String, Thread> java = new HashMap<>();
        for (Thread thread : live()) {
            if (thread != null) {
                boolean main = thread.threadId() == MAIN && thread.getName().equals("main");
                enter(java, main ? process : shorten(thread.getName()), thread);
            }
        }
        Map<String, Integer> tasks = new HashMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(TASKS)) {
            for (Path task : all) {
                Integer tid = Integer.valueOf(task.getFileName().toString());
                if (tid != pid) {
                    enter(tasks, comm(task), tid);
                }
            }
        } catch (IOException | RuntimeException e) {
            return; // no /proc: every thread is unknown
        }
        Map<Integer, Known> found = new HashMap<>();
        tasks.forEach(
                (name, tid) -> {
                    Thread thread = java.get(name);
                    if (tid != null && thread != null) {
                        found.put(tid, new Known(name, new WeakReference<>(thread)));
                    }
                });
        known = found;
    }

    /** Two of one name: none of them is known by it. */
    private static <T> void enter(Map<String, T> map, String name, T value) {
        map.put(name, map.containsKey(name) ? null : value);
    }

    private static Thread[] live() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        Thread[] threads = new Thread[2 * group.activeCount() + 64];
        int ignored = group.enumerate(threads, true);
        return threads;
    }

    private static String comm(Path task) {
        try {
            byte[] name = Files.readAllBytes(task.resolve("comm"));
            return new String(name, 0, Math.max(0, name.length - 1), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    static String shorten(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= 15) {
            return name;
        }
        return new String(bytes, 0, 7, StandardCharsets.UTF_8)
                + ".."
                + new String(bytes, bytes.length - 6, 6, StandardCharsets.UTF_8);
    }
}
