package io.mytracer.cli;

import io.mytracer.agent.AgentOptions;
import io.mytracer.agent.Following;
import io.mytracer.agent.OptionException;
import io.mytracer.agent.Session;
import io.mytracer.bpf.PacketFilter;
import io.mytracer.bpf.Scope;
import io.mytracer.bpf.StackMode;
import io.mytracer.bpf.TracerCounters;
import io.mytracer.bpf.TracerSettings;
import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.bpf.kernel.Finding;
import io.mytracer.bpf.kernel.KernelCheck;
import io.mytracer.bpf.kernel.KernelSymbols;
import io.mytracer.emit.TaskNames;
import io.mytracer.events.KernelDrop;
import io.mytracer.events.NetfilterVerdict;
import io.mytracer.events.SkbHop;
import io.mytracer.events.TcpReset;
import io.mytracer.events.TcpRetransmit;
import io.mytracer.format.EventFilter;
import io.mytracer.recording.NoRoomException;
import io.mytracer.socket.SocketThreads;

import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;

import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Shows what happens to the packets of the machine, as it happens. */
@Command(
        name = "trace",
        description = "what happens to the packets of this machine or of a process, live",
        footer = {
            "",
            "Without --route, --iptable and --dropstack everything is shown. What has happened is"
                    + " shown within two seconds, by the time of the kernel."
        })
final class TraceCommand implements Callable<Integer> {
    private static final List<Class<? extends Event>> EVENTS =
            List.of(
                    SkbHop.class,
                    NetfilterVerdict.class,
                    KernelDrop.class,
                    TcpReset.class,
                    TcpRetransmit.class);

    private final Console console;
    private volatile boolean interrupted;

    @Spec private CommandSpec spec;
    @Mixin private FilterOptions filter;
    @Mixin private ShowOptions show;
    @Mixin private final SourceOptions source = new SourceOptions();

    @Option(
            names = {"-p", "--pid"},
            paramLabel = "PID",
            converter = ProcessId.class,
            description = "of the sockets of this process")
    private Scope scope = Scope.EVERYBODY;

    @Option(
            names = "--format",
            paramLabel = "documented|wide|json|pcapng|jfr",
            description =
                    "wide: with command and sequence numbers; json: an object a line; pcapng: for"
                            + " Wireshark; jfr: a recording, which is written at the end")
    private OutputFormat format = OutputFormat.DOCUMENTED;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "made when the kernel is traced")
    private Path readyFile;

    @Option(
            names = {"-o", "--option"},
            paramLabel = "KEY=VALUE",
            description = "hops, backend, ring or libbpf, as of the agent; may be repeated")
    private List<String> options = List.of();

    TraceCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, FailureException, NoRoomException {
        format.refuseTerminal(spec);
        AgentOptions agent = agentOptions();
        Optional<Finding> failure = KernelCheck.firstFailure(agent.libbpf());
        if (failure.isPresent()) {
            throw new FailureException(
                    "cannot trace: "
                            + failure.get().detail()
                            + "; "
                            + failure.get().remedy().replace("\n", " | "));
        }
        EVENTS.forEach(FlightRecorder::register);
        Interrupts.handle(() -> interrupted = true);
        try (source) {
            LiveOutput output =
                    new LiveOutput(
                            format.writer(console, show, source),
                            show.count(),
                            () -> interrupted = true);
            output.begin();
            TracerCounters counters = trace(agent, output);
            output.end();
            output.summary(counters).forEach(console.err()::println);
            source.check();
        }
        return Main.OK;
    }

    private TracerCounters trace(AgentOptions agent, LiveOutput output)
            throws IOException, FailureException, NoRoomException {
        try (LiveEvents live = live(output)) {
            live.start();
            Session session = attach(agent);
            live.until(session::toldUntil);
            console.err()
                    .println(
                            "mytracer: tracing at "
                                    + session.tracer().hops().size()
                                    + " places by "
                                    + session.tracer().backends()
                                    + "; end with Ctrl-C");
            if (readyFile != null) {
                Files.writeString(readyFile, ProcessHandle.current().pid() + "\n");
            }
            while (!interrupted) {
                session.round();
            }
            TracerCounters counters = session.counters();
            session.close();
            live.stop();
            if (format == OutputFormat.JFR) {
                live.copyTo(console.bytes(), show.count());
            }
            return counters;
        }
    }

    private LiveEvents live(LiveOutput output) {
        EventFilter matching = new EventFilter(filter.filter());
        return new LiveEvents(
                events(),
                event -> show.keep() || matching.test(event),
                format == OutputFormat.JFR,
                output::write);
    }

    private Session attach(AgentOptions agent) throws FailureException {
        PacketFilter wanted = filter.filter();
        try {
            return new Session(
                    new TracerSettings(
                            NativeLibrary.find(agent.libbpf()),
                            scope,
                            wanted,
                            agent.ringBytes(),
                            agent.flows(),
                            agent.backend(),
                            agent.hops(),
                            show.callstack() ? StackMode.ALL : StackMode.DROPS,
                            line -> console.err().println("mytracer: " + line)),
                    hop -> agent.hops().tells(hop.hop()) && (show.keep() || wanted.matches(hop)),
                    new KernelSymbols(),
                    new TaskNames(),
                    new SocketThreads(),
                    Following.ALL);
        } catch (BpfException | IllegalStateException e) {
            throw new FailureException("cannot trace: " + e.getMessage());
        }
    }

    private List<Class<? extends Event>> events() {
        return EVENTS.stream()
                .filter(type -> show.isOpen() || show.shows(EventType.getEventType(type).getName()))
                .toList();
    }

    private AgentOptions agentOptions() {
        try {
            return AgentOptions.parse(String.join(",", options));
        } catch (OptionException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private static final class ProcessId implements ITypeConverter<Scope> {
        @Override
        public Scope convert(String value) {
            if (!value.matches("[1-9]\\d{0,8}")) {
                throw new TypeConversionException("'" + value + "' is not the id of a process");
            }
            if (!Files.isDirectory(Path.of("/proc", value))) {
                throw new TypeConversionException("there is no process " + value);
            }
            return new Scope(Integer.parseInt(value));
        }
    }
}
