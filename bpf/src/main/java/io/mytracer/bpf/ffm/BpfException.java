package io.mytracer.bpf.ffm;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A failed native call: which one, the errno and what to do.
 *
 * <p>{@link #getMessage()} is always one line. What libbpf had to say about the failure (the
 * verifier's log included) is kept apart in {@link #detail()}.
 */
public final class BpfException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** bpf_object_load_prog() and bpf_object__load_progs() of libbpf 1.0 to 1.7. */
    private static final Pattern FAILED_PROGRAM = Pattern.compile("prog '(\\w+)': failed to load");

    private final String call;
    private final int errno;
    private final String remedy;
    private final transient List<String> detail;

    /**
     * Creates an exception.
     *
     * @param call the function that failed, with its argument where that helps: {@code
     *     bpf_object__load}
     * @param errno positive Linux error number, or 0 when there is none
     * @param remedy what the reader can do, or an empty string
     * @param detail libbpf's own lines about this failure, oldest first
     */
    public BpfException(String call, int errno, String remedy, List<String> detail) {
        super(message(call, errno, remedy));
        this.call = call;
        this.errno = errno;
        this.remedy = remedy;
        this.detail = List.copyOf(detail);
    }

    BpfException(String call, int errno, List<String> detail) {
        this(call, errno, remedyFor(errno), detail);
    }

    BpfException(String call, int errno) {
        this(call, errno, List.of());
    }

    /** Returns the call that failed. */
    public String call() {
        return call;
    }

    /** Returns the positive error number, or 0 when the failure has none. */
    public int errno() {
        return errno;
    }

    /** Returns the call and its error, without what to do about it. */
    public String what() {
        return message(call, errno, "");
    }

    /** Returns what to do about it, or an empty string. */
    public String remedy() {
        return remedy;
    }

    /** Returns libbpf's lines about this failure, oldest first, at most 200; often empty. */
    public List<String> detail() {
        return detail == null ? List.of() : detail;
    }

    /**
     * Returns the program that could not be loaded, as libbpf names it.
     *
     * @return null if this is another failure
     */
    public String failedProgram() {
        return detail().stream()
                .map(FAILED_PROGRAM::matcher)
                .filter(Matcher::find)
                .map(match -> match.group(1))
                .reduce(null, (first, second) -> second);
    }

    private static String message(String call, int errno, String remedy) {
        StringBuilder line = new StringBuilder(call);
        if (errno != 0) {
            line.append(": ").append(Errno.name(errno));
            line.append(" (").append(Errno.text(errno)).append(')');
        }
        if (!remedy.isEmpty()) {
            line.append("; ").append(remedy);
        }
        return line.toString().replaceAll("\\R", " ");
    }

    private static String remedyFor(int errno) {
        return switch (Errno.name(errno)) {
            case "EPERM" ->
                    "needs CAP_BPF and CAP_PERFMON (systemd: AmbientCapabilities=CAP_BPF"
                            + " CAP_PERFMON CAP_SYSLOG; docker: --cap-add BPF --cap-add PERFMON"
                            + " --cap-add SYSLOG), and no seccomp profile that forbids bpf(2)";
            case "EACCES", "EINVAL", "E2BIG" ->
                    "the kernel refused a program, a map or a setting; the detail lines tell which";
            case "ENOENT", "ESRCH" ->
                    "this kernel lacks a function, tracepoint or type the program asks for";
            case "EOPNOTSUPP", "ENOTSUPP", "ENOSYS" ->
                    "this kernel or its configuration lacks that BPF feature";
            case "ENOMEM" -> "ask for a smaller ring or smaller maps, or give the machine memory";
            case "EMFILE", "ENFILE" -> "raise the limit of open files (ulimit -n)";
            default -> "";
        };
    }
}
