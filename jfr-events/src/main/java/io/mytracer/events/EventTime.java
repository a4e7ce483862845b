package io.mytracer.events;

import jdk.jfr.Event;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;

/**
 * Sets when an event happened, which JFR otherwise takes from the moment of the call.
 *
 * <p>The JVM adds the fields {@code startTime} and {@code duration} to every concrete event class
 * when it loads it (jfrEventClassTransformer.cpp of JDK 17 to 25). {@code commit()} uses what it
 * finds there; a start with a duration of 0 would get "now" as its end. Keep one instance per event
 * class in a static final field: it is a record so that the JIT compiler folds the handles.
 *
 * <p>Times are JFR ticks, the unit of {@link #start}. Thread-safe; the events are not.
 *
 * @param setter {@code (Event, long start, long duration)void}
 * @param getter {@code (Event)long}, the start
 * @param problem null, or why times cannot be set here; then {@link #set} does nothing
 */
public record EventTime(MethodHandle setter, MethodHandle getter, String problem) {

    /**
     * Finds the time fields of an event class.
     *
     * @param type a concrete event class of this package
     * @return the access to its times; {@link #available} is false if the JVM added none
     */
    public static EventTime of(Class<? extends Event> type) {
        try {
            return of(type, MethodHandles.privateLookupIn(type, MethodHandles.lookup()));
        } catch (ReflectiveOperationException | RuntimeException e) {
            MethodType setterType =
                    MethodType.methodType(void.class, Event.class, long.class, long.class);
            MethodType getterType = MethodType.methodType(long.class, Event.class);
            return new EventTime(
                    MethodHandles.empty(setterType),
                    MethodHandles.empty(getterType),
                    "this JVM does not let the time of " + type.getName() + " be set: " + e);
        }
    }

    private static EventTime of(Class<? extends Event> type, MethodHandles.Lookup lookup)
            throws ReflectiveOperationException {
        VarHandle start = lookup.findVarHandle(type, "startTime", long.class);
        VarHandle duration = lookup.findVarHandle(type, "duration", long.class);
        MethodType one = MethodType.methodType(void.class, Event.class, long.class);
        MethodHandle setStart = start.toMethodHandle(VarHandle.AccessMode.SET).asType(one);
        MethodHandle setDuration = duration.toMethodHandle(VarHandle.AccessMode.SET).asType(one);
        // (event, start, duration): setStart(event, start), then setDuration(event, duration)
        MethodHandle both =
                MethodHandles.foldArguments(
                        MethodHandles.dropArguments(setDuration, 1, long.class), setStart);
        MethodHandle get =
                start.toMethodHandle(VarHandle.AccessMode.GET)
                        .asType(MethodType.methodType(long.class, Event.class));
        return new EventTime(both, get, null);
    }

    /**
     * Whether times can be set.
     *
     * @return false if events of this class will carry the time of their commit
     */
    public boolean available() {
        return problem == null;
    }

    /**
     * Sets start and duration, to be called before {@code commit()} and with no begin or end.
     *
     * @param event an event of the class that this object was made for
     * @param startTicks when it began, in JFR ticks; not 0
     * @param durationTicks how long it took, in JFR ticks; 1 is used for anything below, because
     *     JFR would measure up to now in place of 0 and drop the event for less
     * @throws ClassCastException if the event is of another class
     */
    public void set(Event event, long startTicks, long durationTicks) {
        try {
            setter.invokeExact(event, startTicks, Math.max(1, durationTicks));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads the start that {@code begin()} or {@link #set} left in an event. Called right after
     * {@code begin()} it is the present time in ticks.
     *
     * @param event an event of the class that this object was made for
     * @return JFR ticks; 0 before the first recording that has the event on, because JFR prepares
     *     the class only then, and where times are not available
     * @throws ClassCastException if the event is of another class
     */
    public long start(Event event) {
        try {
            return (long) getter.invokeExact(event);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
