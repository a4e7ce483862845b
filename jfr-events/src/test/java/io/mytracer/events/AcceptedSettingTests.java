package io.mytracer.events;

import static org.assertj.core.api.Assertions.assertThat;

import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

class AcceptedSettingTests {
    private static final String NAME = "mytracer.NetfilterVerdict";

    @TempDir Path directory;

    @Test
    void acceptedPacketsAreRecordedWhereNothingIsSaid() throws Exception {
        try (Recording recording = started(null)) {
            assertThat(AcceptedSetting.isWanted()).isTrue();
            assertThat(verdicts(recording)).containsExactly("ACCEPT", "DROP", "QUEUE 3");
        }
    }

    @Test
    void acceptedPacketsAreLeftOut() throws Exception {
        try (Recording recording = started("false")) {
            assertThat(AcceptedSetting.isWanted()).isFalse();
            assertThat(verdicts(recording)).containsExactly("DROP", "QUEUE 3");
        }
    }

    @Test
    void theRecordingThatWantsMoreHasItsWayWhileItRuns() throws Exception {
        try (Recording few = started("false")) {
            try (Recording many = started("true")) {
                assertThat(AcceptedSetting.isWanted()).isTrue();
                assertThat(verdicts(many)).containsExactly("ACCEPT", "DROP", "QUEUE 3");
            }
            assertThat(AcceptedSetting.isWanted()).isFalse();
            assertThat(few.getState()).isEqualTo(RecordingState.RUNNING);
        }
    }

    @Test
    void whatIsNotTrueIsFalse() {
        AcceptedSetting setting = new AcceptedSetting();
        assertThat(setting.combine(Set.of("false", "TRUE"))).isEqualTo("true");
        assertThat(setting.combine(Set.of("false", "yes"))).isEqualTo("false");
    }

    private static Recording started(String accepted) {
        Recording recording = new Recording();
        recording.enable(NetfilterVerdict.class);
        if (accepted != null) {
            recording.enable(NetfilterVerdict.class).with("accepted", accepted);
        }
        recording.start();
        return recording;
    }

    private List<String> verdicts(Recording recording) throws IOException {
        for (String verdict : List.of("ACCEPT", "DROP", "QUEUE 3")) {
            NetfilterVerdict event = new NetfilterVerdict();
            event.verdict = verdict;
            event.commit();
        }
        Path file = directory.resolve("verdicts.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(NAME))
                .map(AcceptedSettingTests::verdict)
                .toList();
    }

    private static String verdict(RecordedEvent event) {
        return event.getString("verdict");
    }
}
