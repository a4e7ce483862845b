package io.mytracer.packet;

/** How a packet's path ended. Of a packet with copies, the first that holds for any of them. */
public enum Outcome {
    /** The application read it, or TCP took it where it carries no payload. */
    DELIVERED,
    /** It left through a device. */
    SENT,
    /** It was cut into others, which went on. */
    SEGMENTED,
    /** It became part of another, which went on. */
    MERGED,
    /** The kernel dropped it. */
    DROPPED,
    /** It was last seen at its socket, where nobody had read it. */
    QUEUED,
    /** Its end was not seen. */
    UNKNOWN
}
