package io.mytracer.agent;

import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Events, and whether a recording wants any of them. The thread that asks is woken when recordings
 * start and stop; of settings that are changed while one runs nobody is told, so it has to look.
 *
 * <p>Thread-safe.
 */
final class WantedEvents implements AutoCloseable {
    private final List<EventType> types;
    private final FlightRecorderListener waking;

    /** Registers the events with JFR, and wakes the current thread from then on. */
    WantedEvents(List<Class<? extends Event>> events) {
        events.forEach(FlightRecorder::register);
        types = events.stream().map(EventType::getEventType).toList();
        Thread thread = Thread.currentThread();
        waking =
                new FlightRecorderListener() {
                    @Override
                    public void recordingStateChanged(Recording recording) {
                        LockSupport.unpark(thread);
                    }
                };
        FlightRecorder.addListener(waking);
    }

    /** Wakes nobody any more. */
    @Override
    public void close() {
        FlightRecorder.removeListener(waking);
    }

    /** Whether a recording wants an event. */
    boolean any(Class<? extends Event> event) {
        return EventType.getEventType(event).isEnabled();
    }

    boolean any() {
        for (EventType type : types) {
            if (type.isEnabled()) {
                return true;
            }
        }
        return false;
    }
}
