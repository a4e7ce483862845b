package io.mytracer.attach;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells processes of containers from others. */
final class Containers {
    /** Docker, containerd, CRI-O and Podman name the control group by the container's id. */
    private static final Pattern ID = Pattern.compile("\\b([0-9a-f]{12})[0-9a-f]{52}\\b");

    private Containers() {}

    static String of(ProcDirectory process) {
        return of(process.lines("cgroup").orElse(List.of()), process.status("NSpid").orElse(""));
    }

    /**
     * Returns the id as {@code docker ps} shows it, what else sets a process apart, or null.
     *
     * @param groups lines of cgroup
     * @param pids of the process, in our namespace and in those below it
     */
    static String of(List<String> groups, String pids) {
        for (String group : groups) {
            Matcher id = ID.matcher(group);
            if (id.find()) {
                return id.group(1);
            }
        }
        int last = pids.lastIndexOf('\t');
        return last < 0 ? null : "pid " + pids.substring(last + 1);
    }
}
