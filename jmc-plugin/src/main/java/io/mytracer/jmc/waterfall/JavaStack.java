package io.mytracer.jmc.waterfall;

import org.openjdk.jmc.common.IMCFrame;
import org.openjdk.jmc.common.IMCStackTrace;

import java.util.List;
import java.util.Objects;

/**
 * Where in Java something was asked for.
 *
 * @param title how it has to do with what is selected
 * @param frames innermost first, with class, method and line
 * @param call the call whose stack it is; null if of none
 */
record JavaStack(String title, List<String> frames, JavaOperation call) {
    /** Clocks of kernel and JFR agree that well, as the agent measures it. */
    private static final long CLOCK_ERROR = 100_000;

    static final JavaStack NONE = new JavaStack("No Java stack", List.of(), null);

    /** The stack of a packet's own event, else of the call that wrote or read its bytes. */
    static JavaStack of(Packet packet, Fields event, List<JavaOperation> operations) {
        List<String> own = event.lines("javaStack");
        if (!own.isEmpty()) {
            return new JavaStack("Java stack of the close() that reset it", own, null);
        }
        JavaOperation mover = mover(packet, operations);
        if (mover != null) {
            return of(mover, "Java stack of the " + mover.name() + " of its bytes");
        }
        JavaOperation near = nearest(packet, operations);
        return near == null ? NONE : of(near, "Java stack of a " + near.name() + " meanwhile");
    }

    static JavaStack of(JavaOperation call) {
        return of(call, "Java stack");
    }

    private static JavaStack of(JavaOperation call, String title) {
        IMCStackTrace stack = new Fields(call.event()).stack();
        return stack == null
                ? new JavaStack(title + ": none taken", List.of(), call)
                : new JavaStack(
                        title, stack.getFrames().stream().map(JavaStack::text).toList(), call);
    }

    private static JavaOperation mover(Packet packet, List<JavaOperation> operations) {
        Fields event = new Fields(packet.event());
        long seq = event.number("seq");
        boolean comesIn = Objects.equals(event.text("direction"), "IN");
        for (JavaOperation operation : operations) {
            if (packet.flow() != 0
                    && operation.flow() == packet.flow()
                    && operation.isRead() == comesIn
                    && operation.moved(seq)) {
                return operation;
            }
        }
        return null;
    }

    private static JavaOperation nearest(Packet packet, List<JavaOperation> operations) {
        JavaOperation nearest = null;
        long least = CLOCK_ERROR;
        for (JavaOperation operation : operations) {
            boolean isOfIt =
                    packet.flow() != 0 && operation.flow() == packet.flow()
                            || packet.threadId() != 0 && operation.threadId() == packet.threadId();
            long gap = operation.gap(packet.begin(), packet.end());
            if (isOfIt && gap < least) {
                nearest = operation;
                least = gap;
            }
        }
        return nearest;
    }

    private static String text(IMCFrame frame) {
        String method =
                frame.getMethod() == null
                        ? "unknown"
                        : frame.getMethod().getType().getFullName()
                                + "."
                                + frame.getMethod().getMethodName();
        Integer line = frame.getFrameLineNumber();
        return line == null || line < 0 ? method : method + ":" + line;
    }
}
