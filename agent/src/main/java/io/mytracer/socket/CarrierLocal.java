package io.mytracer.socket;

import jdk.internal.misc.CarrierThreadLocal;

/**
 * {@code jdk.internal.misc.CarrierThreadLocal} (JDK 21 to 25), in a class of its own, so that a JDK
 * without it fails here and nowhere else.
 */
final class CarrierLocal {
    private CarrierLocal() {}

    /**
     * Returns a variable of which each OS thread has one, whatever virtual thread it runs.
     *
     * @throws LinkageError if this JDK does not let it be made
     */
    static <T> ThreadLocal<T> create() {
        return new CarrierThreadLocal<>();
    }
}
