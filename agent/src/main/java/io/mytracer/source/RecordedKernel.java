package io.mytracer.source;

import io.mytracer.bpf.kernel.BuildId;
import io.mytracer.bpf.kernel.KernelVersion;

import java.util.regex.Pattern;

/**
 * The kernel that frames are of. It need not be the one that runs here.
 *
 * @param release such as {@code 6.1.0-56-amd64}; null where it is not known
 * @param buildId lower-case hex digits; null where it is not known
 */
public record RecordedKernel(String release, String buildId) {
    private static final Pattern RELEASE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]*");
    private static final Pattern BUILD_ID = Pattern.compile("[0-9a-f]{4,128}");

    /**
     * What is no release or build id, so that no recording can name any other file, is not known.
     */
    public RecordedKernel {
        release = release != null && RELEASE.matcher(release).matches() ? release : null;
        buildId = buildId != null && BUILD_ID.matcher(buildId).matches() ? buildId : null;
    }

    /** Returns the kernel that runs here. */
    static RecordedKernel running() {
        String release = null;
        try {
            release = KernelVersion.current().release();
        } catch (IllegalStateException e) {
            // No Linux: recordings are read anywhere.
        }
        return new RecordedKernel(release, BuildId.ofKernel().orElse(null));
    }

    /**
     * Returns the kernel that a recording names. If it has the release of the one that runs here,
     * and no build id, it is taken for that one.
     */
    public static RecordedKernel of(String release, String buildId) {
        RecordedKernel named = new RecordedKernel(release, buildId);
        RecordedKernel running = running();
        return named.release != null
                        && named.release.equals(running.release)
                        && named.buildId == null
                ? running
                : named;
    }

    boolean isRunning() {
        return buildId != null && buildId.equals(running().buildId);
    }

    @Override
    public String toString() {
        return "kernel "
                + (release == null ? "of unknown release" : release)
                + (buildId == null ? "" : " (build id " + buildId + ")");
    }
}
