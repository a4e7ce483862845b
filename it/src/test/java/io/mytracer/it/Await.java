package io.mytracer.it;

import java.time.Duration;

/** Waiting for a state that cannot be waited for otherwise. */
public final class Await {
    private Await() {}

    /** Something to be asked again and again. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * Polls until the condition holds, and returns how long that took.
     *
     * @param what is awaited, for the message
     * @param timeout on a usual machine
     * @param condition asked for each 20 ms
     */
    public static Duration until(String what, Duration timeout, Condition condition)
            throws InterruptedException {
        long begin = System.nanoTime();
        long limit = Slowness.allow(timeout).toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() - begin > limit) {
                throw new AssertionError("not within " + timeout + ": " + what);
            }
            Thread.sleep(20);
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static boolean holds(Condition condition) throws InterruptedException {
        try {
            return condition.holds();
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
