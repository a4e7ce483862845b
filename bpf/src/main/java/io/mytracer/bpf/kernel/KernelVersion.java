package io.mytracer.bpf.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel's version, ordered by its numbers and then by the rest of its release.
 *
 * <p>Mind that distributions backport: a version is a hint for words, BTF is the truth about
 * features.
 *
 * @param release the whole text, such as {@code 5.10.0-32-amd64}
 */
public record KernelVersion(int major, int minor, int patch, String release)
        implements Comparable<KernelVersion> {
    private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");
    private static final Pattern NUMBERS =
            Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?(?!\\d).*");
    private static final Comparator<KernelVersion> ORDER =
            Comparator.comparingInt(KernelVersion::major)
                    .thenComparingInt(KernelVersion::minor)
                    .thenComparingInt(KernelVersion::patch)
                    .thenComparing(KernelVersion::release);

    /**
     * Returns the version of the running kernel.
     *
     * @throws IllegalStateException if /proc does not tell
     */
    public static KernelVersion current() {
        try {
            return parse(Files.readString(RELEASE).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(RELEASE + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Parses a release: two or three numbers and anything after them.
     *
     * @throws IllegalArgumentException if it does not begin so
     */
    public static KernelVersion parse(String release) {
        Matcher matcher = NUMBERS.matcher(release);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a kernel release: " + release);
        }
        String patch = matcher.group(3);
        return new KernelVersion(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                patch == null ? 0 : Integer.parseInt(patch),
                release);
    }

    /** Says whether this is the given version or a later one. */
    public boolean atLeast(int major, int minor) {
        return this.major > major || this.major == major && this.minor >= minor;
    }

    @Override
    public int compareTo(KernelVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return release;
    }
}
