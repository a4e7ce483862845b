package io.mytracer.agent;

import io.mytracer.bpf.TracerSettings;
import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.kernel.Finding;
import io.mytracer.bpf.kernel.KernelCheck;
import io.mytracer.bpf.kernel.KernelSymbols;
import io.mytracer.emit.ThreadIds;
import io.mytracer.events.KernelDrop;
import io.mytracer.events.NetfilterVerdict;
import io.mytracer.events.PacketPath;
import io.mytracer.events.SkbHop;
import io.mytracer.events.SocketQueue;
import io.mytracer.events.TcpReset;
import io.mytracer.events.TcpRetransmit;
import io.mytracer.events.TracerLoss;
import io.mytracer.events.TracerStatus;
import io.mytracer.socket.SocketThreads;

import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

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
 * <p>A listener tells when recordings start and stop, and wakes the thread; settings that are
 * changed while a recording runs tell nobody, so the thread looks a few times a second.
 */
final class Tracing implements Runnable {
    private static final long LOOK_MILLIS = 250;
    private static final long STATUS_NANOS = 60_000_000_000L;

    /** How long the JVM may take to start a recording that its command line asks for. */
    private static final long OTHER_RECORDING_MILLIS = 10_000;

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
            Stream.concat(PACKET_EVENTS.stream(), Stream.of(SocketQueue.class)).toList();

    private final AgentOptions options;
    private final Instrumentation instrumentation;
    private final AgentLog log;
    private final CountDownLatch started = new CountDownLatch(1);
    private final KernelSymbols symbols = new KernelSymbols();
    private final StatusReport status;
    private final SocketThreads threads;
    private List<EventType> types = List.of();
    private boolean nativeSocketsTold;
    private boolean presetsOffered;
    private volatile Session session;

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
        if (presetsOffered) {
            return;
        }
        presetsOffered = true;
        try {
            Presets.offer(instrumentation);
        } catch (Throwable t) { // they are still found by path
            log.debug("JFR does not know the presets by name", t);
        }
    }

    @Override
    public void run() {
        try {
            register();
            offerPresets();
            Optional<Finding> failure = KernelCheck.firstFailure(options.libbpf());
            if (failure.isPresent()) {
                status.cannotTrace(line(failure.get()));
                log.warn("cannot trace packets: " + line(failure.get()));
                if (options.recordingGiven()) {
                    startOwnRecording("what the JVM does with its sockets");
                }
                return;
            }
            startOwnRecording("packets");
            loop();
        } catch (Throwable t) { // an agent never harms its host
            log.warn("stopped: " + t + "; the application is not affected");
            log.debug("stopped", t);
        } finally {
            started.countDown();
        }
    }

    private void register() {
        Thread thread = Thread.currentThread();
        TRACED_EVENTS.forEach(FlightRecorder::register);
        FlightRecorder.register(TracerLoss.class);
        FlightRecorder.register(TracerStatus.class);
        types = TRACED_EVENTS.stream().map(EventType::getEventType).toList();
        // JFR's own hook writes the recording; it ends sooner when nothing more comes.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(null, this::exit, "mytracer-exit", 0, false));
        // At the beginning and end of chunks, whatever the settings of the status are.
        PACKET_EVENTS.forEach(type -> FlightRecorder.addPeriodicEvent(type, this::settle));
        FlightRecorder.addPeriodicEvent(TracerStatus.class, this::chunk);
        FlightRecorder.addPeriodicEvent(SocketQueue.class, this::tellQueues);
        FlightRecorder.addListener(
                new FlightRecorderListener() {
                    @Override
                    public void recordingStateChanged(Recording recording) {
                        LockSupport.unpark(thread);
                    }
                });
    }

    private void startOwnRecording(String what) {
        if (options.recording() == null) {
            return;
        }
        if (!options.recordingGiven() && OwnRecording.expectsAnother()) {
            awaitOther();
        }
        if (!options.recordingGiven() && wanted()) {
            return;
        }
        try {
            Path file = OwnRecording.start(options);
            log.info("recording " + what + "; " + file + " is written when the JVM ends");
        } catch (Exception e) {
            log.warn("no recording: " + e.getMessage() + "; start one with jcmd PID JFR.start");
        }
    }

    private void awaitOther() {
        long until = System.nanoTime() + OTHER_RECORDING_MILLIS * 1_000_000;
        while (!wanted() && !isRecording() && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static boolean isRecording() {
        return FlightRecorder.getFlightRecorder().getRecordings().stream()
                .anyMatch(recording -> recording.getState() == RecordingState.RUNNING);
    }

    private void loop() {
        boolean failed = false;
        long nextStatus = 0;
        while (true) {
            boolean wanted = wanted();
            if (wanted && session == null && !failed) {
                failed = !attach();
                nextStatus = System.nanoTime() + STATUS_NANOS;
            } else if (!wanted) {
                failed = false;
                detach();
            }
            if (!wanted || session != null) {
                started.countDown();
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
            while (System.nanoTime() - look < 0) {
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

    private boolean wanted() {
        for (EventType type : types) {
            if (type.isEnabled()) {
                return true;
            }
        }
        return false;
    }

    private boolean attach() {
        try {
            NativeLibrary library = NativeLibrary.find(options.libbpf());
            session =
                    new Session(
                            new TracerSettings(
                                    library,
                                    options.filter(),
                                    options.ringBytes(),
                                    options.flows(),
                                    options.backend(),
                                    options.hops(),
                                    options.stacks(),
                                    log::info),
                            options::tells,
                            symbols,
                            ThreadIds.find(instrumentation).orElse(null),
                            threads);
            status.tracing(session, library);
            log.debug("tracing: " + session.tracer().hops());
            return true;
        } catch (BpfException | IllegalStateException e) {
            status.cannotTrace(e.getMessage());
            log.warn("cannot trace packets: " + e.getMessage());
            if (e instanceof BpfException refused) {
                refused.detail().forEach(log::debug);
            }
            started.countDown();
            return false;
        }
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

    /** A chunk begins or ends: JFR calls this in the thread that rotates, stops or dumps. */
    private void settle() {
        try {
            Session current = session;
            if (current != null && !current.settle()) {
                log.warn("a chunk ended before all packets were written");
            }
        } catch (Throwable t) { // JFR goes on in any case
            log.warn("a chunk ended without its last packets: " + t);
        }
    }

    /** A recording wants to know what waits at sockets. */
    private void tellQueues() {
        try {
            Session current = session;
            if (current != null) {
                current.tellQueues();
            }
        } catch (Throwable t) { // JFR goes on in any case
            log.warn("queues of sockets are not recorded: " + t);
        }
    }

    /** The JVM ends. */
    private void exit() {
        try {
            Session current = session;
            if (current != null) {
                current.silence();
            }
        } catch (Throwable t) { // the process takes the programs with it
            log.debug("not silenced", t);
        }
    }

    private void chunk() {
        settle();
        try {
            status.commit(session);
        } catch (Throwable t) { // JFR goes on in any case
            log.warn("no status: " + t);
        }
    }

    private static String line(Finding finding) {
        return finding.detail() + (finding.remedy().isEmpty() ? "" : "; " + finding.remedy());
    }
}
