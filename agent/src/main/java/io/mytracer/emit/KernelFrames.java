package io.mytracer.emit;

import io.mytracer.emit.KernelStack.Frame;

import jdk.jfr.Event;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Commits events so that JFR's own stack trace is the kernel's: JFR takes the stack of the thread
 * that commits, so this happens inside of methods that are named like the kernel's functions, and
 * the frames of the agent are filtered out (see {@code PacketEvent}). Where that cannot be, the
 * event has no stack trace, but still its text.
 *
 * <p>Bounded: {@value #KEPT} distinct stacks are kept, and once these are used up {@value
 * #NEW_PER_SECOND} more are made in a second. Making one takes about 1 ms. Not thread-safe.
 */
final class KernelFrames {
    private static final int KEPT = 256;
    private static final int NEW_PER_SECOND = 20;
    private static final long SECOND = 1_000_000_000L;

    private final Map<List<Frame>, Consumer<Event>> known = new Lru<>(KEPT);
    private final Consumer<Event> committer = new Committer();
    private int allowed = KEPT;
    private long refilledAt = System.nanoTime();
    private boolean broken;

    /** Commits an event that has been filled in. */
    void commit(Event event, KernelStack stack) {
        frames(stack).accept(event);
    }

    private Consumer<Event> frames(KernelStack stack) {
        if (stack.frames().isEmpty()) {
            return committer;
        }
        Consumer<Event> frames = known.get(stack.frames());
        if (frames == null && mayMake()) {
            try {
                frames = FrameClasses.around(stack.frames(), committer);
                known.put(stack.frames(), frames);
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                broken = true; // text only, from now on
            }
        }
        return frames == null ? committer : frames;
    }

    private boolean mayMake() {
        long now = System.nanoTime();
        if (allowed == 0 && now - refilledAt >= SECOND) {
            refilledAt = now;
            allowed = NEW_PER_SECOND;
        }
        if (broken || allowed == 0) {
            return false;
        }
        allowed--;
        return true;
    }

    /** The innermost frame, which the filter knows by name. */
    private static final class Committer implements Consumer<Event> {
        @Override
        public void accept(Event event) {
            event.commit();
        }
    }
}
