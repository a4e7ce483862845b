package io.mytracer.emit;

import io.mytracer.packet.LongMap;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Java threads by what the kernel has told of them: the id that a woven call wrote down for it, or
 * else that of the OS thread.
 *
 * <p>Of an OS thread alone: the JVM gives an OS thread the first 15 bytes of its Java thread's name
 * (os::set_native_thread_name, os_linux.cpp of JDK 25). So a thread is known where one OS thread
 * and one Java thread share these and no others do; that costs little. The main thread keeps the
 * name of the launcher's process, as the primordial thread does, which runs no Java. Threads whose
 * names begin alike, as those of a pool do, are told apart by {@link ThreadIds}, which costs more
 * and is therefore asked seldom. Where a thread is not certain, it is unknown.
 *
 * <p>A thread is looked for when it is first met, since it may have ended when its packets are
 * told. Not thread-safe.
 */
public final class JavaThreads implements PacketThreads {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final int NAME_BYTES = 15;

    /** Comparing names takes 5 % of the time at most, thread dumps 1 per mille. */
    private static final int LOOK_SHARE = 20;

    private static final int DUMP_SHARE = 1000;
    private static final long SHORTEST_DUMP = 500_000_000L;

    /** Packets of a thread that has ended are told within this time. */
    private static final long MEMORY = 2_000_000_000L;

    /** Nobody waits longer for the end of a packet; a thread that is met again is found again. */
    private static final long QUIET_MEMORY = 12_000_000_000L;

    /** Quiet threads may still be asked for: so many, or a minute's new virtual threads. */
    private static final int MOST_QUIET = 1 << 16;

    private static final class Known {
        final WeakReference<Thread> quiet;
        Thread thread;
        long lastAlive = System.nanoTime();
        long lastMet = lastAlive;

        Known(Thread thread) {
            this.thread = thread;
            quiet = new WeakReference<>(thread);
        }

        /** Returns null where nobody else knows the thread any more. */
        Thread thread() {
            return thread == null ? quiet.get() : thread;
        }

        boolean isAlive() {
            Thread known = thread();
            return known != null && known.isAlive();
        }
    }

    private final ThreadIds ids;
    private final CallingThreads calling;
    private final LongMap<Known> known = new LongMap<>();
    private long nextLook = System.nanoTime();
    private long nextDump = System.nanoTime();
    private long nextForget = System.nanoTime();
    private long lastMet;
    private Thread lastThread;

    /**
     * Knows no thread yet.
     *
     * @param ids null where there are none
     * @param calling those that make calls
     */
    public JavaThreads(ThreadIds ids, CallingThreads calling) {
        this.ids = ids;
        this.calling = calling;
    }

    @Override
    public void meet(long caller) {
        if (caller == lastMet && lastThread.isAlive()) {
            return;
        }
        long key = key(caller);
        Known entry = known.get(key);
        if (key != (int) key) {
            entry = entry == null ? call(caller) : entry;
        } else if ((entry == null || !entry.isAlive()) && System.nanoTime() - nextLook >= 0) {
            look(key);
            entry = known.get(key);
        }
        Thread thread = entry == null ? null : entry.thread();
        if (thread != null) {
            entry.thread = thread;
            entry.lastMet = System.nanoTime();
            lastMet = caller;
            lastThread = thread;
        }
    }

    /** Where the Java thread is known, it does not matter which OS thread ran it. */
    private static long key(long caller) {
        long java = caller >>> Integer.SIZE << Integer.SIZE;
        return java != 0 ? java : caller;
    }

    private Known call(long caller) {
        Thread thread = calling.thread((int) caller, (int) (caller >>> Integer.SIZE));
        if (thread == null) {
            return null;
        }
        Known entry = new Known(thread);
        known.put(key(caller), entry);
        return entry;
    }

    /** All are Java threads. */
    @Override
    public String command(long caller) {
        return null;
    }

    @Override
    public Thread of(long caller) {
        if (caller == 0) {
            return null;
        }
        Known entry = known.get(key(caller));
        if (entry == null) {
            meet(caller);
            entry = known.get(key(caller));
        }
        return entry == null ? null : entry.thread();
    }

    /**
     * Forgets threads that ended some time ago. Those that have done nothing for long it keeps only
     * as long as somebody else does.
     */
    @Override
    public void forget() {
        long now = System.nanoTime();
        if (now - nextForget < 0) {
            return;
        }
        nextForget = now + MEMORY / 2;
        boolean many = known.size() > MOST_QUIET;
        known.removeIf(entry -> forget(entry, many, now));
    }

    private static boolean forget(Known entry, boolean many, long now) {
        if (entry.isAlive()) {
            entry.lastAlive = now;
        }
        boolean quiet = now - entry.lastMet > QUIET_MEMORY;
        if (quiet) {
            entry.thread = null;
        }
        return now - entry.lastAlive > MEMORY || quiet && (many || entry.thread() == null);
    }

    private void look(long wanted) {
        long begin = System.nanoTime();
        Thread[] live = live();
        Known before = known.get(wanted);
        addNamed(live);
        long end = System.nanoTime();
        nextLook = end + LOOK_SHARE * (end - begin);
        Known after = known.get(wanted);
        boolean unknown = after == null || after == before && !after.isAlive();
        if (unknown && ids != null && end - nextDump >= 0) {
            addDumped(live);
            long took = System.nanoTime() - end;
            nextDump = end + took + Math.max(SHORTEST_DUMP, DUMP_SHARE * took);
        }
    }

    private void addDumped(Thread[] live) {
        Map<Long, Integer> dumped = ids.read();
        for (Thread thread : live) {
            Integer tid = thread == null ? null : dumped.get(thread.threadId());
            if (tid != null) {
                add(tid, thread);
            }
        }
    }

    private void addNamed(Thread[] live) {
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
            return; // no /proc: no thread is known by name
        }
        tasks.forEach(
                (name, tid) -> {
                    Thread thread = threads.get(name);
                    if (tid != null && thread != null) {
                        add(tid, thread);
                    }
                });
    }

    private void add(long tid, Thread thread) {
        Known entry = known.get(tid);
        // What a dump has told of a living thread is more than a name tells.
        if (entry == null || !entry.isAlive()) {
            known.put(tid, new Known(thread));
        }
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
