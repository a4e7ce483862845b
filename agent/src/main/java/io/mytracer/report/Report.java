package io.mytracer.report;

import io.mytracer.diagnosis.Finding;
import io.mytracer.diagnosis.PeerSplit;

import java.nio.file.Path;
import java.util.List;

/**
 * What recordings tell. Not to be changed.
 *
 * @param files as they were given
 * @param problems a line for each file that could not be read to its end
 * @param findings what is wrong, worst first
 */
public record Report(
        List<Path> files,
        List<String> problems,
        RecordingSummary summary,
        List<Finding> findings,
        Journeys journeys,
        StageTimes stages,
        PeerSplit split) {

    /** Whether there is nothing to report on. */
    public boolean isEmpty() {
        return summary.events() == 0;
    }
}
