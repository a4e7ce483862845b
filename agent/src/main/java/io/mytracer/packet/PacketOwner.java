package io.mytracer.packet;

import io.mytracer.bpf.HopRecord;

/** Decides about UDP packets to ports that are not known yet. */
public interface PacketOwner {
    /** Whether the packet comes to a socket of this JVM. */
    boolean owns(HopRecord record);

    /** Leaves out packets to a port for some seconds. */
    void disown(int port);
}
