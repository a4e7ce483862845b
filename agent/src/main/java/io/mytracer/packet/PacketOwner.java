package io.mytracer.packet;

import io.mytracer.bpf.HopRecord;

import java.util.OptionalLong;

/** Decides about UDP packets to ports that are not known yet. */
public interface PacketOwner {
    /**
     * Returns the cookie of the socket of this JVM that a packet comes to; 0 if the socket has not
     * got one yet, empty if none of this JVM's is known.
     */
    OptionalLong receiver(HopRecord record);

    /** Leaves out packets to a port for some seconds. */
    void disown(int port);
}
