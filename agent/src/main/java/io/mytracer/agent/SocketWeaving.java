package io.mytracer.agent;

import io.mytracer.events.boot.SocketIo;
import io.mytracer.events.boot.SocketState;
import io.mytracer.socket.SocketThreads;
import io.mytracer.weave.JdkAccess;
import io.mytracer.weave.MissingJoinPoint;
import io.mytracer.weave.Weaving;

import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread that weaves, once a recording wants events of sockets or packets: the woven calls say
 * which Java thread a packet is of. It takes a second of CPU time, which a JVM that nobody records
 * need not spend.
 *
 * <p>What is woven stays until the JVM ends. Hooks whose events are off cost nothing that can be
 * measured, while to take them out and in again would stop all threads each time.
 */
final class SocketWeaving implements Runnable {
    private static final long LOOK_NANOS = 250_000_000;

    private final Instrumentation instrumentation;
    private final SocketThreads threads;
    private final StatusReport status;
    private final AgentLog log;
    private final CountDownLatch prepared = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile List<EventType> types = List.of();

    SocketWeaving(
            Instrumentation instrumentation,
            SocketThreads threads,
            StatusReport status,
            AgentLog log) {
        this.instrumentation = instrumentation;
        this.threads = threads;
        this.status = status;
        this.log = log;
    }

    /** Waits until sockets are told, where a recording wants them now. */
    void await() throws InterruptedException {
        if (!prepared.await(30, TimeUnit.SECONDS)
                || wanted() && !done.await(30, TimeUnit.SECONDS)) {
            log.warn("not woven after 30 s; the application goes on");
        }
    }

    @Override
    public void run() {
        try {
            JdkAccess.give(instrumentation);
            register();
            prepared.countDown();
            while (!wanted()) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            weave();
        } catch (Throwable t) { // an agent never harms its host
            failed(t);
        } finally {
            prepared.countDown();
            done.countDown();
        }
    }

    private void register() {
        List<Class<? extends Event>> events = new ArrayList<>(Tracing.TRACED_EVENTS);
        events.add(SocketState.class);
        events.add(SocketIo.class);
        events.forEach(FlightRecorder::register);
        types = events.stream().map(EventType::getEventType).toList();
        Thread thread = Thread.currentThread();
        FlightRecorder.addListener(
                new FlightRecorderListener() {
                    @Override
                    public void recordingStateChanged(Recording recording) {
                        LockSupport.unpark(thread);
                    }
                });
    }

    private void weave() {
        long begin = System.nanoTime();
        List<MissingJoinPoint> missing = new Weaving(instrumentation).weave(threads);
        log.debug("woven in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
        String text = MissingJoinPoint.describe(missing);
        if (text != null) {
            status.notWoven(text);
            log.warn("not all of what is done with sockets is recorded: " + text);
        }
    }

    private void failed(Throwable t) {
        status.notWoven("all: " + t);
        log.warn("what is done with sockets is not recorded: " + t);
        log.debug("not woven", t);
    }

    private boolean wanted() {
        return types.stream().anyMatch(EventType::isEnabled);
    }
}
