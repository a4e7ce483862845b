package io.mytracer.it;

import java.time.Duration;

/** Waiting for a state that cannot be waited for otherwise. */
final class Await {
    private Await() {}

    /** Something to be asked again and again. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    /** Polls until the condition holds, and returns how long that took. */
    static Duration until(String what, Duration timeout, Condition condition)
            throws InterruptedException {
        long begin = System.nanoTime();
        while (!holds(condition)) {
            if (System.nanoTime() - begin > timeout.toNanos()) {
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
