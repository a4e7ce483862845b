package io.mytracer.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.apps.SocketScenes;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Each kind of socket of the JDK tells of its life and of each call that moves data. */
class SocketEventsTests {
    private static final Set<String> IN = Set.of("read", "readv", "receive");
    private static final String HERE = "127.0.0.1";

    @TempDir static Path directory;

    private static final Map<String, int[]> PORTS = new HashMap<>();
    private static final List<String> OUTPUT = new ArrayList<>();
    private static final List<String> ERRORS = new ArrayList<>();
    private static Recording recording;
    private static int closedPort;

    @BeforeAll
    static void record() throws Exception {
        Path file = directory.resolve("scenes.jfr");
        closedPort = FreePort.next();
        String options = "start=sync,recording=" + file + ",settings=" + Jfc.everyCall(directory);
        try (AgentProcess jvm =
                JvmCommand.of(SocketScenes.class).agent(options).start(closedPort)) {
            jvm.await("ready");
            jvm.tell("go");
            assertThat(jvm.end()).isZero();
            OUTPUT.addAll(jvm.stdout());
            ERRORS.addAll(jvm.stderr());
            assertThat(jvm.agentLines()).isEqualTo(jvm.stderr());
        }
        for (String line : OUTPUT) {
            String[] words = line.split(" ");
            if (words[0].equals("scene")) {
                PORTS.put(
                        words[1],
                        new int[] {Integer.parseInt(words[2]), Integer.parseInt(words[3])});
            }
        }
        recording = Recording.read(file);
    }

    @Test
    void applicationNoticesNothing() {
        assertThat(OUTPUT).allMatch(line -> line.matches("ready|scene .*|done scenes"));
        assertThat(ERRORS).noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("warning"));
        assertThat(recording.lastStatus().getString("missingJoinPoints")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "platform",
                "virtual",
                "channel",
                "async",
                "datagramSocket",
                "datagramChannel",
                "connectedChannel",
                "sendfile"
            })
    void everyByteIsToldAtBothEnds(String scene) {
        int[] ports = PORTS.get(scene);
        for (int end : new int[] {0, 1}) {
            List<RecordedEvent> calls = calls(ports[end], ports[1 - end]);
            assertThat(sum(calls, true)).as("in").isEqualTo(SocketScenes.SIZE);
            assertThat(sum(calls, false)).as("out").isEqualTo(SocketScenes.SIZE);
            assertThat(calls).allMatch(call -> call.getString("localAddress").equals(HERE));
            assertThat(calls).allMatch(call -> call.getString("remoteAddress").equals(HERE));
            assertThat(calls).allMatch(call -> call.getLong("osThreadId") > 0);
            assertThat(calls).extracting(call -> call.getLong("flow")).containsOnly(flow(calls));
        }
    }

    @Test
    void callsBelowTlsAreTold() {
        int[] ports = PORTS.get("tls");
        List<RecordedEvent> client = calls(ports[0], ports[1]);
        List<RecordedEvent> server = calls(ports[1], ports[0]);
        assertThat(sum(client, false)).isGreaterThan(SocketScenes.SIZE);
        assertThat(sum(server, true)).isEqualTo(sum(client, false));
        assertThat(sum(server, false)).isGreaterThan(SocketScenes.SIZE);
        assertThat(sum(client, true)).isLessThanOrEqualTo(sum(server, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform", "virtual", "channel", "async", "tls", "sendfile", "reset"})
    void lifeOfAConnectionIsTold(String scene) {
        int[] ports = PORTS.get(scene);
        List<RecordedEvent> client = states(ports[0], ports[1]);
        List<RecordedEvent> server = states(ports[1], ports[0]);
        assertThat(client)
                .extracting(SocketEventsTests::operation)
                .containsExactly("connect", "close");
        assertThat(server)
                .extracting(SocketEventsTests::operation)
                .containsExactly("accept", "close");
        assertThat(flow(client)).isNotZero().isNotEqualTo(flow(server));
        assertThat(client.getFirst().getDuration().toNanos()).isPositive();
        List<RecordedEvent> listener = states(ports[1], 0);
        assertThat(listener).extracting(SocketEventsTests::operation).contains("listen", "close");
        assertThat(listener).allMatch(state -> state.getString("error") == null);
    }

    @Test
    void datagramSocketsAreBoundConnectedAndClosed() {
        int[] ports = PORTS.get("connectedChannel");
        assertThat(states(ports[0], 0))
                .extracting(SocketEventsTests::operation)
                .containsExactly("bind");
        assertThat(states(ports[0], ports[1]))
                .extracting(SocketEventsTests::operation)
                .containsExactly("connect", "close");
    }

    @Test
    void refusedConnectsAreToldWithTheirError() {
        assertThat(recording.named("SocketState"))
                .filteredOn(state -> state.getInt("remotePort") == closedPort)
                .filteredOn(state -> operation(state).equals("connect"))
                .hasSize(2)
                .allMatch(
                        state ->
                                "java.net.ConnectException: Connection refused"
                                        .equals(state.getString("error")))
                .allMatch(SocketEventsTests::isFromTheProgram);
    }

    @Test
    void bindToAPortInUseIsToldWithItsError() {
        assertThat(states(PORTS.get("bindFails")[1], 0))
                .filteredOn(state -> state.getString("error") != null)
                .singleElement()
                .matches(state -> operation(state).equals("bind"))
                .matches(state -> state.getString("error").contains("Address already in use"));
    }

    @Test
    void readOfAConnectionThatWasResetIsToldWithItsError() {
        int[] ports = PORTS.get("reset");
        assertThat(calls(ports[0], ports[1]))
                .filteredOn(call -> call.getString("error") != null)
                .singleElement()
                .matches(call -> operation(call).equals("read"))
                .matches(call -> call.getLong("bytes") == 0)
                .matches(call -> call.getString("error").contains("Connection reset"));
    }

    @Test
    void socketThatIsClosedUnderItsReaderIsToldOnce() {
        int[] ports = PORTS.get("closedWhileReading");
        assertThat(states(ports[0], ports[1]))
                .extracting(SocketEventsTests::operation)
                .containsExactly("connect", "close");
    }

    @Test
    void threadAndStackAreThoseOfTheProgram() {
        List<RecordedEvent> calls = new ArrayList<>(recording.named("SocketIo"));
        calls.removeIf(call -> isOf(call, "async"));
        assertThat(calls).allMatch(SocketEventsTests::isFromTheProgram);
        assertThat(recording.named("SocketIo"))
                .allSatisfy(
                        call ->
                                assertThat(types(call).getFirst())
                                        .as("innermost frame")
                                        .startsWith("sun.nio.ch."));
        assertThat(recording.named("SocketIo"))
                .noneMatch(call -> types(call).contains("io.mytracer.boot.SocketHooks"));

        int[] ports = PORTS.get("virtual");
        assertThat(calls(ports[0], ports[1])).allMatch(call -> call.getThread().isVirtual());
    }

    /** On older kernels programs have no socket cookies. */
    @Test
    @NeedsBpf
    @NeedsKernel(value = "5.12", reason = "flow is the socket's address before")
    void flowIsThatOfThePackets() {
        for (String scene : List.of("platform", "virtual", "channel", "async", "tls", "sendfile")) {
            int[] ports = PORTS.get(scene);
            List<RecordedEvent> hops =
                    recording.named("SkbHop").stream()
                            .filter(hop -> hop.getInt("sourcePort") == ports[0])
                            .filter(hop -> hop.getInt("destinationPort") == ports[1])
                            .filter(hop -> hop.getLong("packetId") != 0)
                            .toList();
            assertThat(hops).as(scene).isNotEmpty();
            assertThat(hops)
                    .as(scene)
                    .extracting(hop -> hop.getLong("flow"))
                    .containsOnly(flow(calls(ports[0], ports[1])));
        }
    }

    private static boolean isOf(RecordedEvent event, String scene) {
        int[] ports = PORTS.get(scene);
        return event.getInt("localPort") == ports[0] || event.getInt("localPort") == ports[1];
    }

    private static boolean isFromTheProgram(RecordedEvent event) {
        return types(event).stream().anyMatch(type -> type.startsWith("io.mytracer.it.apps."));
    }

    private static List<String> types(RecordedEvent event) {
        return event.getStackTrace().getFrames().stream()
                .map(RecordedFrame::getMethod)
                .map(method -> method.getType().getName())
                .toList();
    }

    private static String operation(RecordedEvent event) {
        return event.getString("operation");
    }

    private static long flow(List<RecordedEvent> events) {
        return events.getFirst().getLong("flow");
    }

    private static long sum(List<RecordedEvent> calls, boolean in) {
        return calls.stream()
                .filter(call -> IN.contains(operation(call)) == in)
                .mapToLong(call -> call.getLong("bytes"))
                .sum();
    }

    private static List<RecordedEvent> calls(int local, int remote) {
        return between(recording.named("SocketIo"), local, remote);
    }

    private static List<RecordedEvent> states(int local, int remote) {
        return between(recording.named("SocketState"), local, remote);
    }

    private static List<RecordedEvent> between(List<RecordedEvent> events, int local, int remote) {
        return events.stream()
                .filter(event -> event.getInt("localPort") == local)
                .filter(event -> event.getInt("remotePort") == remote)
                .toList();
    }
}
