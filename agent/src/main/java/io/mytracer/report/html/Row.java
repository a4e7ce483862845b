package io.mytracer.report.html;

/**
 * One thing that happened to a packet. Texts may be null.
 *
 * @param time nanoseconds since 1970
 * @param duration nanoseconds
 * @param place function, rule, or where it was dropped
 * @param stage part of the kernel
 * @param detail reason or verdict
 * @param netns inode
 * @param stack lines of the kernel stack
 * @param javaStack lines of the Java stack
 */
record Row(
        Kind kind,
        long time,
        long duration,
        String place,
        String stage,
        String detail,
        Ends ends,
        String thread,
        String device,
        long netns,
        int cpu,
        String stack,
        String javaStack) {

    /** What happened; the page knows the kinds by their order. */
    enum Kind {
        HOP,
        VERDICT,
        REFUSED,
        DROP,
        RESET_SENT,
        RESET_RECEIVED,
        RETRANSMIT;

        /** Whether packets that this happened to are kept rather than others. */
        boolean isRemarkable() {
            return this != HOP && this != VERDICT;
        }
    }
}
