package io.mytracer.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which BPF programs a process holds, and which exist at all, by the kernel's own account. */
public final class KernelPrograms {
    private static final long QUIET_NANOS = Slowness.allow(Duration.ofMillis(300)).toNanos();
    private static final Pattern LISTED = Pattern.compile("\"id\":(\\d+),\"type\"");

    private KernelPrograms() {}

    /** Returns the ids of the links that a process holds; a program runs only by its link. */
    public static Set<Integer> links(long pid) throws IOException {
        return ids(pid, "link_id:");
    }

    /** Returns the ids of the programs that a process holds, attached or not. */
    public static Set<Integer> programs(long pid) throws IOException {
        return ids(pid, "prog_id:");
    }

    /** Returns the ids of all programs in the kernel. */
    static Set<Integer> all() throws IOException, InterruptedException {
        String list = new Tool("bpftool").run("-j", "prog", "list");
        return LISTED.matcher(list)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Waits until the process has attached its programs and attaches no more. */
    public static Duration awaitAttached(long pid) throws InterruptedException {
        return awaitAttached(pid, System.nanoTime());
    }

    /** As {@link #awaitAttached(long)}, and returns how long that took from a nanoTime on. */
    public static Duration awaitAttached(long pid, long begin) throws InterruptedException {
        long[] last = {0, 0};
        Await.until(
                pid + " has attached its programs",
                Duration.ofSeconds(60),
                () -> {
                    long links = links(pid).size();
                    if (links != last[0]) {
                        last[0] = links;
                        last[1] = System.nanoTime();
                    }
                    return links > 0 && System.nanoTime() - last[1] > QUIET_NANOS;
                });
        return Duration.ofNanos(last[1] - begin);
    }

    /** Waits until the process holds neither links nor programs. */
    public static Duration awaitDetached(long pid) throws InterruptedException {
        return Await.until(
                pid + " has let go of its programs",
                Duration.ofSeconds(20),
                () -> links(pid).isEmpty() && programs(pid).isEmpty());
    }

    /** Waits until none of these programs is in the kernel any more. */
    public static Duration awaitGone(Set<Integer> programs) throws InterruptedException {
        return Await.until(
                "the kernel has freed " + programs,
                Duration.ofSeconds(20),
                () -> all().stream().noneMatch(programs::contains));
    }

    private static Set<Integer> ids(long pid, String key) throws IOException {
        Set<Integer> ids = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fdinfo"))) {
            for (Path file : files.toList()) {
                Matcher found = Pattern.compile(key + "\\s*(\\d+)").matcher(text(file));
                if (found.find()) {
                    ids.add(Integer.valueOf(found.group(1)));
                }
            }
        }
        return ids;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }
}
