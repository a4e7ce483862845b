package io.mytracer.packet;

/** How a packet's path ended. */
public enum Outcome {
    /** The application read it, or TCP took it where it carries no payload. */
    DELIVERED,
    /** It left through a device. */
    SENT,
    /** The kernel dropped it. */
    DROPPED,
    /** It was last seen at its socket, where nobody had read it yet. */
    QUEUED,
    /** Its end was not seen. */
    UNKNOWN
}
