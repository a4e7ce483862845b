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
 * <p>The JVM gives an OS thread the first 15 bytes of its Java thread's name
 * (os::set_native_thread_name, os_linux.cpp of JDK 25). So a thread is known where one OS thread
 * and one Java thread share these and no others do; that costs little. The main thread keeps the
 * name of the launcher's process, as the primordial thread does, which runs no Java. Threads whose
 * names begin alike, as those of a pool do, are told apart by {@link ThreadIds}, which costs more
 * and is therefore asked seldom. Where a thread is not certain, it is unknown.
 *
 * <p>Not thread-safe.
 */
final class JavaThreads {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final int NAME_BYTES = 15;

    /** Comparing names takes 2 % of the time at most, thread dumps 1 per mille. */
    private static final int LOOK_SHARE = 50;

    private static final int DUMP_SHARE = 1000;
    private static final long SHORTEST_LOOK = 50_000_000L;
    private static final long SHORTEST_DUMP = 500_000_000L;

    private final ThreadIds ids;
    private Map<Integer, WeakReference<Thread>> known = new HashMap<>();
    private long nextLook = System.nanoTime();
    private long nextDump = System.nanoTime();
    private int lastId;
    private Thread lastThread;

    /**
     * Knows no thread yet.
     *
     * @param ids null where there are none
     */
    JavaThreads(ThreadIds ids) {
        this.ids = ids;
    }

    /** Returns the thread, or null where it is not known. */
    Thread of(int tid) {
        if (tid == 0) {
            return null;
        }
        if (tid == lastId && lastThread.isAlive()) {
            return lastThread;
        }
        Thread thread = find(tid);
        if ((thread == null || !thread.isAlive()) && System.nanoTime() - nextLook >= 0) {
            look(tid);
            thread = find(tid);
        }
        if (thread != null) {
            lastId = tid;
            lastThread = thread;
        }
        return thread;
    }

    private Thread find(int tid) {
        WeakReference<Thread> reference = known.get(tid);
        return reference == null ? null : reference.get();
    }

    private void look(int wanted) {
        long begin = System.nanoTime();
        Thread[] live = live();
        Map<Integer, WeakReference<Thread>> found = byName(live);
        long end = System.nanoTime();
        nextLook = end + Math.max(SHORTEST_LOOK, LOOK_SHARE * (end - begin));
        // What a dump has told stays true while the thread lives.
        known.forEach(
                (tid, reference) -> {
                    Thread thread = reference.get();
                    if (thread != null && thread.isAlive()) {
                        found.putIfAbsent(tid, reference);
                    }
                });
        if (!found.containsKey(wanted) && ids != null && end - nextDump >= 0) {
            addDumped(live, found);
            nextDump =
                    System.nanoTime()
                            + Math.max(SHORTEST_DUMP, DUMP_SHARE * (System.nanoTime() - end));
        }
        known = found;
    }

    private void addDumped(Thread[] live, Map<Integer, WeakReference<Thread>> found) {
        Map<Long, Integer> dumped = ids.read();
        for (Thread thread : live) {
            Integer tid = thread == null ? null : dumped.get(thread.threadId());
            if (tid != null) {
                found.put(tid, new WeakReference<>(thread));
            }
        }
    }

    private static Map<Integer, WeakReference<Thread>> byName(Thread[] live) {
        int pid = (int) ProcessHandle.current().pid();
        String process = comm(TASKS.resolve(Integer.toString(pid)));
        Map<String, Thread> threads = new HashMap<>();
        for (Thread thread : live) {
            if (thread != null) {
                String name = thread.getName();
                enter(threads, name.equals("main") ? process : shorten(name), thread);
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
            tasks.clear(); // no /proc: no thread is known by name
        }
        Map<Integer, WeakReference<Thread>> found = new HashMap<>();
        tasks.forEach(
                (name, tid) -> {
                    Thread thread = threads.get(name);
                    if (tid != null && thread != null) {
                        found.put(tid, new WeakReference<>(thread));
                    }
                });
        return found;
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
            return new String(name, 0, Math.max(0, name.length - 1), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    /** Bytes as they are, one char each: a cut may go through a character. */
    private static String shorten(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return new String(
                bytes, 0, Math.min(bytes.length, NAME_BYTES), StandardCharsets.ISO_8859_1);
    }
}
