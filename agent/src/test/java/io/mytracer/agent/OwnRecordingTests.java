package io.mytracer.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class OwnRecordingTests {
    @TempDir private Path directory;

    @AfterEach
    void close() {
        own().forEach(Recording::close);
    }

    @Test
    void runsAndIsWrittenWhenTheJvmEnds() throws Exception {
        Path file = start("maxsize=64m,maxage=10m,recording=" + directory.resolve("%p.jfr"));

        assertThat(file).isEqualTo(directory.resolve(ProcessHandle.current().pid() + ".jfr"));
        assertThat(own())
                .singleElement()
                .satisfies(
                        recording -> {
                            assertThat(recording.getState()).isEqualTo(RecordingState.RUNNING);
                            assertThat(recording.getDumpOnExit()).isTrue();
                            assertThat(recording.getDestination()).isEqualTo(file);
                            assertThat(recording.getMaxSize()).isEqualTo(64L << 20);
                            assertThat(recording.getMaxAge()).isEqualTo(Duration.ofMinutes(10));
                        });
    }

    @Test
    void hasTheEventsOfTheJdkToo() throws Exception {
        for (String preset : new String[] {"profile", "continuous"}) {
            start("settings=" + preset + ",recording=" + directory.resolve(preset + ".jfr"));
            assertThat(own())
                    .singleElement()
                    .satisfies(
                            recording ->
                                    assertThat(recording.getSettings())
                                            .containsEntry("jdk.CPULoad#enabled", "true")
                                            .anySatisfy(
                                                    (name, value) ->
                                                            assertThat(name + value)
                                                                    .matches(
                                                                            "mytracer.*#enabledtrue"
                                                                                + "|io.mytracer.*"
                                                                                + "#enabledtrue")));
            close();
        }
    }

    @Test
    void takesTheUsersSettingsAsTheyAre() throws Exception {
        Path settings = directory.resolve("mine.jfc");
        Files.writeString(
                settings,
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <configuration version="2.0" label="mine" description="" provider="me">
                  <event name="jdk.CPULoad"><setting name="enabled">false</setting></event>
                </configuration>
                """);
        start("settings=" + settings + ",recording=" + directory.resolve("mine.jfr"));
        assertThat(own())
                .singleElement()
                .satisfies(
                        recording ->
                                assertThat(recording.getSettings())
                                        .containsOnlyKeys("jdk.CPULoad#enabled"));
    }

    @Test
    void isWrittenToTheTemporaryDirectoryWhereTheWantedOneIsMissing() throws Exception {
        Path file = start("recording=" + directory.resolve("missing").resolve("lost.jfr"));
        try {
            assertThat(file)
                    .isEqualTo(Path.of(System.getProperty("java.io.tmpdir")).resolve("lost.jfr"));
        } finally {
            close();
            Files.deleteIfExists(file);
        }
    }

    @Test
    void settingsThatAreNoneLeaveNoRecordingBehind() throws Exception {
        Path settings = Files.writeString(directory.resolve("bad.jfc"), "not XML");
        assertThatExceptionOfType(Exception.class).isThrownBy(() -> start("settings=" + settings));
        assertThat(own()).isEmpty();
    }

    @Test
    void aPlaceThatCannotBeWrittenLeavesNoRecordingBehind() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> start("recording=" + directory.resolve("a/../b/..")));
        assertThat(own()).isEmpty();
    }

    private static Path start(String options) throws Exception {
        return OwnRecording.start(AgentOptions.parse(options)).file();
    }

    private static List<Recording> own() {
        return FlightRecorder.getFlightRecorder().getRecordings().stream()
                .filter(recording -> "mytracer".equals(recording.getName()))
                .toList();
    }
}
