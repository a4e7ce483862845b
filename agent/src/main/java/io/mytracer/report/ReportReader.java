package io.mytracer.report;

import io.mytracer.diagnosis.Diagnosis;
import io.mytracer.diagnosis.Finding;
import io.mytracer.diagnosis.Limits;
import io.mytracer.diagnosis.PeerSplit;
import io.mytracer.diagnosis.SeenEvent;
import io.mytracer.recording.NoRoomException;
import io.mytracer.recording.RecordingFiles;

import jdk.jfr.consumer.RecordedEvent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Reads recordings: first for what they tell, then for the packets that prove it. Memory does not
 * grow with them. To be used by one thread.
 */
public final class ReportReader {
    private final List<Path> files;
    private final Consumer<RecordedEvent> besides;
    private final RecordingSummary summary = new RecordingSummary();
    private final StageTimes stages = new StageTimes();
    private final PeerSplit split = new PeerSplit();
    private final Diagnosis diagnosis = new Diagnosis(Limits.USUAL);

    /**
     * Reads nothing yet.
     *
     * @param files recordings of one or several JVMs, or directories of them
     * @param besides gets each event of the tracer once, too
     */
    public ReportReader(List<Path> files, Consumer<RecordedEvent> besides) {
        this.files = List.copyOf(files);
        this.besides = besides;
    }

    /**
     * Reads all that can be read; what cannot be is told by {@link Report#problems}.
     *
     * @throws NoRoomException where the temporary directory has no room for a chunk
     */
    public Report read() throws NoRoomException {
        List<String> problems =
                read(event -> event.getEventType().getName().startsWith("mytracer."), this::see);
        split.conclude();
        List<Finding> findings = diagnosis.findings();
        Set<Long> proofs =
                findings.stream()
                        .map(Finding::packetId)
                        .filter(packet -> packet != 0)
                        .collect(Collectors.toSet());
        Journeys journeys = new Journeys(proofs);
        if (!proofs.isEmpty()) {
            // What is wrong with the files has been told.
            List<String> ignored = read(journeys::wants, journeys::see);
        }
        return new Report(files, problems, summary, findings, journeys, stages, split);
    }

    private List<String> read(Predicate<RecordedEvent> wanted, Consumer<RecordedEvent> consumer)
            throws NoRoomException {
        try {
            return new RecordingFiles(files, wanted)
                    .read(
                            event -> {
                                consumer.accept(event);
                                return true;
                            });
        } catch (IOException e) {
            throw new AssertionError("of the consumer, which does not throw any", e);
        }
    }

    private void see(RecordedEvent recorded) {
        besides.accept(recorded);
        SeenEvent event = new RecordedSeenEvent(recorded);
        summary.see(event);
        diagnosis.see(event);
        stages.see(event);
        split.see(event);
    }
}
