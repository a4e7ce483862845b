package io.mytracer.agent;

import io.mytracer.bpf.Scope;
import io.mytracer.bpf.TracerSettings;
import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.kernel.Finding;
import io.mytracer.bpf.kernel.KernelCheck;
import io.mytracer.bpf.kernel.KernelSymbols;
import io.mytracer.emit.JavaThreads;
import io.mytracer.emit.ThreadIds;
import io.mytracer.events.HopLatency;
import io.mytracer.events.KernelDrop;
import io.mytracer.events.NetfilterVerdict;
import io.mytracer.events.PacketPath;
import io.mytracer.events.SkbHop;
import io.mytracer.events.SocketQueue;
import io.mytracer.events.TcpReset;
import io.mytracer.events.TcpRetransmit;
import io.mytracer.socket.SocketThreads;

import jdk.jfr.Event;

import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The agent's thread: traces while a recording wants it.
 *
 * <p>It looks a few times a second, because changed settings wake nobody.
 */
final class Tracing implements Runnable {
    private static final long LOOK_MILLIS = 250;
    private static final long STATUS_NANOS = 60_000_000_000L;

    static final List<Class<? extends Event>> PACKET_EVENTS =
            List.of(
                    SkbHop.class,
                    NetfilterVerdict.class,
                    KernelDrop.class,
                    TcpReset.class,
                    TcpRetransmit.class,
                    PacketPath.class);

    /** The kernel is traced where a recording wants any of these. */
    static final List<Class<? extends Event>> TRACED_EVENTS =
            Stream.concat(PACKET_EVENTS.stream(), Stream.of(SocketQueue.class, HopLatency.class))
                    .toList();

    private final AgentOptions options;
    private final Instrumentation instrumentation;
    private final AgentLog log;
    private final CountDownLatch started = new CountDownLatch(1);
    private final KernelSymbols symbols = new KernelSymbols();
    private final StatusReport status;
    private final SocketThreads threads;
    private final RecorderHooks hooks;
    private final CountDownLatch ended = new CountDownLatch(1);
    private WantedEvents events;
    private boolean nativeSocketsTold;
    private Presets presets;
    private OwnRecording recording;
    private volatile Session session;
    private volatile Thread thread;
    private volatile boolean stopping;

    /** Whether somebody has been told that it takes too long. */
    private volatile boolean late;

    Tracing(
            AgentOptions options,
            Instrumentation instrumentation,
            StatusReport status,
            SocketThreads threads,
            AgentLog log) {
        this.options = options;
        this.instrumentation = instrumentation;
        this.status = status;
        this.threads = threads;
        this.log = log;
        hooks = new RecorderHooks(() -> session, status, log);
    }

    /** Waits until the kernel is traced, or it is clear that it will not be. */
    void awaitStart() throws InterruptedException {
        if (!started.await(30, TimeUnit.SECONDS)) {
            late = true;
            log.warn("not attached after 30 s; the application goes on");
        }
    }

    /** Has JFR know the presets by name; once. */
    void offerPresets() {
        if (presets != null) {
            return;
        }
        try {
            presets = Presets.offer(instrumentation);
        } catch (Throwable t) { // they are still found by path
            log.debug("JFR does not know the presets by name", t);
        }
    }

    /** Ends the agent's own recording and detaches from kernel, JFR and JVM. */
    void stop() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        if (!ended.await(60, TimeUnit.SECONDS)) {
            log.warn("not detached after 60 s; it goes on, and so does the application");
        }
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            if (begin()) {
                loop();
            }
        } catch (Throwable t) { // an agent never harms its host
            log.warn("stopped: " + t + "; the application is not affected");
            log.debug("stopped", t);
        }
        ready();
        while (!stopping) {
            LockSupport.park(this);
        }
        end();
        ended.countDown();
    }

    /** Returns whether packets can be traced here. */
    private boolean begin() {
        register();
        offerPresets();
        Optional<Finding> failure = KernelCheck.firstFailure(options.libbpf());
        if (failure.isEmpty()) {
            startOwnRecording("packets");
            return true;
        }
        status.cannotTrace(line(failure.get()));
        log.warn("cannot trace packets: " + line(failure.get()));
        if (options.recordingGiven()) {
            startOwnRecording("what the JVM does with its sockets");
        }
        return false;
    }

    /** It is traced, or clear that it will not be. */
    private void ready() {
        if (started.getCount() > 0) {
            status.ready();
            started.countDown();
        }
    }

    /** The recording ends first, while packets still come. */
    private void end() {
        undo(this::endRecording);
        undo(this::detach);
        undo(hooks);
        undo(events);
        undo(presets);
    }

    private void endRecording() {
        if (recording != null && !recording.stop()) {
            status.recordingTo(null);
            log.warn(recording.file() + " could not be written");
        }
    }

    /** Null is what has not come about. */
    private void undo(AutoCloseable step) {
        try {
            if (step != null) {
                step.close();
            }
        } catch (Throwable t) { // the other steps still count
            log.debug("not undone", t);
        }
    }

    private void register() {
        events = new WantedEvents(TRACED_EVENTS);
        hooks.register();
    }

    private void startOwnRecording(String what) {
        if (options.recording() == null) {
            return;
        }
        if (!options.recordingGiven() && OwnRecording.expectsAnother()) {
            OwnRecording.awaitAnother(events, () -> stopping);
        }
        if (stopping || !options.recordingGiven() && events.any()) {
            return;
        }
        try {
            recording = OwnRecording.start(options);
            Path file = recording.file();
            status.recordingTo(file);
            log.info("recording " + what + "; " + file + " is written when the JVM ends");
        } catch (Exception e) {
            log.warn("no recording: " + e.getMessage() + "; start one with jcmd PID JFR.start");
        }
    }

    private void loop() {
        boolean failed = false;
        long nextStatus = 0;
        while (!stopping) {
            boolean wanted = events.any();
            if (wanted && session == null && !failed) {
                failed = !attach();
                nextStatus = System.nanoTime() + STATUS_NANOS;
            } else if (!wanted) {
                failed = false;
                detach();
            }
            if (!wanted || session != null) {
                ready();
            }
            if (session != null) {
                session.want(following());
            }
            if (session == null) {
                LockSupport.parkNanos(LOOK_MILLIS * 1_000_000);
                continue;
            }
            if (late) {
                late = false;
                log.warn("attached now; what has passed before is not recorded");
            }
            long look = System.nanoTime() + LOOK_MILLIS * 1_000_000;
            while (!stopping && System.nanoTime() - look < 0) {
                session.round();
            }
            if (session.nativeSockets() > 0 && !nativeSocketsTold) {
                nativeSocketsTold = true;
                log.info(
                        "native code, such as Netty's epoll, has sockets of its own: their packets"
                                + " are recorded, but no SocketState and SocketIo");
            }
            if (System.nanoTime() - nextStatus >= 0) {
                nextStatus += STATUS_NANOS;
                status.commit(session);
                log.reportRepeats();
            }
        }
    }

    private boolean attach() {
        try {
            NativeLibrary library = NativeLibrary.find(options.libbpf());
            session =
                    new Session(
                            new TracerSettings(
                                    library,
                                    Scope.own(),
                                    options.filter(),
                                    options.ringBytes(),
                                    options.flows(),
                                    options.backend(),
                                    options.hops(),
                                    options.stacks(),
                                    log::info),
                            options::tells,
                            symbols,
                            new JavaThreads(
                                    ThreadIds.find(instrumentation).orElse(null),
                                    threads.callers()::thread),
                            threads,
                            following());
            status.tracing(session, library);
            log.debug("tracing: " + session.tracer().hops());
            return true;
        } catch (BpfException | IllegalStateException e) {
            status.cannotTrace(e.getMessage());
            log.warn("cannot trace packets: " + e.getMessage());
            if (e instanceof BpfException refused) {
                refused.detail().forEach(log::debug);
            }
            ready();
            return false;
        }
    }

    private Following following() {
        boolean hops = events.any(SkbHop.class) || events.any(PacketPath.class);
        boolean each = hops || options.hops().wantsOthers();
        return new Following(hops, events.any(HopLatency.class), options.budget().share(each));
    }

    private void detach() {
        Session ending = session;
        if (ending != null) {
            session = null;
            ending.close();
            status.idle();
            log.debug("no recording wants packets; detached");
        }
    }

    private static String line(Finding finding) {
        String remedy = finding.remedy().replace("\n", " | ");
        return finding.detail() + (remedy.isEmpty() ? "" : "; " + remedy);
    }
}
