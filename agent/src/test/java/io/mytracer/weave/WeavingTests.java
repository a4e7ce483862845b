package io.mytracer.weave;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.emit.OwnInstrumentation;
import io.mytracer.events.boot.SocketIo;
import io.mytracer.events.boot.SocketState;
import io.mytracer.socket.SocketThreads;

import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.instrument.Instrumentation;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** In this very JVM. */
class WeavingTests {
    @TempDir Path directory;

    @Test
    void socketsAreToldUntilTheJdkIsAsItWas() throws Exception {
        Instrumentation instrumentation = OwnInstrumentation.get();
        JdkAccess.give(instrumentation);
        JdkAccess.give(instrumentation); // is done once
        assertThat(SocketState.class.getClassLoader()).isNull();
        FlightRecorder.register(SocketState.class);
        FlightRecorder.register(SocketIo.class);

        try (Recording recording = new Recording()) {
            recording.enable(SocketState.class);
            recording.start();
            int told;
            try (Weaving weaving = new Weaving(instrumentation)) {
                assertThat(weaving.weave(new SocketThreads())).isEmpty();
                told = listen();
            }
            int untold = listen();
            recording.stop();

            List<RecordedEvent> states = events(recording);
            assertThat(states)
                    .filteredOn(state -> state.getInt("localPort") == told)
                    .extracting(state -> state.getString("operation"))
                    .containsExactlyInAnyOrder("bind", "listen", "close");
            assertThat(states).noneMatch(state -> state.getInt("localPort") == untold);
        }
    }

    /** What happens where the JDK does not let classes be defined on its boot loader. */
    @Test
    void classesAreOnTheBootLoaderBehindTheSecondWay() throws Exception {
        String name = "io.mytracer.weave.test.Appended";
        byte[] bytes = ClassFile.of().build(ClassDesc.of(name), builder -> builder.withFlags(1));

        BootClasses.append(Map.of(name, bytes), OwnInstrumentation.get());

        assertThat(Class.forName(name, false, null).getModule().isNamed()).isFalse();
    }

    private static int listen() throws IOException {
        try (ServerSocket server = new ServerSocket(0)) {
            return server.getLocalPort();
        }
    }

    private List<RecordedEvent> events(Recording recording) throws IOException {
        Path file = directory.resolve("states.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("mytracer.SocketState"))
                .toList();
    }
}
