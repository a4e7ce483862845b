package io.mytracer.it;

import java.io.IOException;

/**
 * Switches what a device does in place of the kernel, or has done for it, as ethtool does; that is
 * not installed everywhere.
 *
 * @param namespace of the device
 * @param device such as {@code va}
 */
public record Offloads(Namespace namespace, String device) {
    private static final int SIOCETHTOOL = 0x8946;

    /** include/uapi/linux/ethtool.h. */
    private static final int ETHTOOL_STSO = 0x1f;

    private static final int ETHTOOL_SGSO = 0x24;
    private static final int ETHTOOL_SGRO = 0x2c;

    /** Whether the device takes TCP segments that are larger than its packets. */
    public void segmentation(boolean on) throws IOException, InterruptedException {
        set(ETHTOOL_STSO, on);
    }

    /** Whether TCP makes such segments for the device at all; the kernel can cut them, too. */
    public void largeSegments(boolean on) throws IOException, InterruptedException {
        set(ETHTOOL_SGSO, on);
    }

    /** Whether packets that the device receives are merged. */
    public void merging(boolean on) throws IOException, InterruptedException {
        set(ETHTOOL_SGRO, on);
    }

    private void set(int command, boolean on) throws IOException, InterruptedException {
        namespace.run(
                """
                perl -MSocket -e 'socket(S, AF_INET, SOCK_DGRAM, 0) or die $!; \
                $value = pack(q(LL), %d, %d); \
                ioctl(S, %d, pack(q(a16 p x8), q(%s), $value)) or die $!'
                """
                        .formatted(command, on ? 1 : 0, SIOCETHTOOL, device));
    }
}
