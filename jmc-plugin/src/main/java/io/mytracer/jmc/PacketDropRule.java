package io.mytracer.jmc;

import io.mytracer.diagnosis.Area;

import java.util.List;

/** Which packets did the kernel throw away, and why? */
public final class PacketDropRule extends FindingRule {
    /** To be called by the service loader. */
    public PacketDropRule() {
        super(
                "PacketDropRule",
                "Packets Dropped by the Kernel",
                Topics.DROPS,
                Area.DROPS,
                List.of(EventNames.DROP),
                "The kernel dropped no packets, or only as other rules tell.",
                List.of());
    }
}
