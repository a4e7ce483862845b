package io.mytracer.jmc.waterfall;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a function of the kernel can be read. */
final class KernelSource {
    /** Compilers add .constprop.0, .isra.0, .cold and the like to the names of functions. */
    private static final Pattern SYMBOL = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)");

    private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+)");

    private KernelSource() {}

    /**
     * Returns the address of an index of the kernel's source.
     *
     * @param frame a frame of a kernel stack, such as {@code tcp_v4_rcv+0x677}
     * @param kernel release of the kernel; null if unknown
     * @return null if the frame has no name
     */
    static String address(String frame, String kernel) {
        Matcher symbol = SYMBOL.matcher(frame);
        return symbol.lookingAt()
                ? "https://elixir.bootlin.com/linux/"
                        + version(kernel)
                        + "/A/ident/"
                        + symbol.group(1)
                : null;
    }

    private static String version(String kernel) {
        Matcher release = RELEASE.matcher(kernel == null ? "" : kernel);
        return release.lookingAt() ? "v" + release.group() : "latest";
    }
}
