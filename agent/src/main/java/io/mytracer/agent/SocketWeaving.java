package io.mytracer.agent;

import io.mytracer.events.boot.SocketIo;
import io.mytracer.events.boot.SocketState;
import io.mytracer.socket.SocketThreads;
import io.mytracer.weave.JdkAccess;
import io.mytracer.weave.MissingJoinPoint;
import io.mytracer.weave.Weaving;

import jdk.jfr.Event;

import java.io.IOException;
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
 * <p>What is woven stays until the agent is stopped. Hooks whose events are off cost nothing that
 * can be measured, while to take them out and in again would stop all threads each time.
 */
final class SocketWeaving implements Runnable {
    private static final long LOOK_NANOS = 250_000_000;

    private final Instrumentation instrumentation;
    private final SocketThreads threads;
    private final StatusReport status;
    private final AgentLog log;
    private final CountDownLatch prepared = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile WantedEvents wanted;
    private volatile Thread thread;
    private volatile boolean stopping;
    private Weaving weaving;

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
                || isWanted() && !done.await(30, TimeUnit.SECONDS)) {
            log.warn("not woven after 30 s; the application goes on");
        }
    }

    /** Has the JDK's own code run again; waits for the weaving where it is under way. */
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
        unweave();
    }

    @Override
    public void run() {
        try {
            thread = Thread.currentThread();
            prepare();
            while (!stopping && !wanted.any()) {
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

    private synchronized void prepare() throws IOException, ClassNotFoundException {
        if (!stopping) {
            JdkAccess.give(instrumentation);
            wanted = new WantedEvents(events());
            prepared.countDown();
        }
    }

    private synchronized void unweave() {
        if (weaving != null) {
            long begin = System.nanoTime();
            weaving.close();
            log.debug("unwoven in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
        }
        if (wanted != null) {
            wanted.close();
        }
    }

    private static List<Class<? extends Event>> events() {
        List<Class<? extends Event>> events = new ArrayList<>(Tracing.TRACED_EVENTS);
        events.add(SocketState.class);
        events.add(SocketIo.class);
        return events;
    }

    private synchronized void weave() {
        if (stopping) {
            return;
        }
        long begin = System.nanoTime();
        weaving = new Weaving(instrumentation);
        List<MissingJoinPoint> missing = weaving.weave(threads);
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

    /** Not where the preparation has failed. */
    private boolean isWanted() {
        WantedEvents events = wanted;
        return events != null && events.any();
    }
}
