package io.mytracer.it.apps;

import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Recordings that a program starts and stops as it is told on standard input: jcmd would do so,
 * too, but is a JVM of its own that a measurement beside it suffers from.
 */
final class Recorder {
    private Recorder() {}

    /**
     * Obeys {@code record SETTINGS [EVENT#NAME=VALUE...]} and {@code stop [FILE]} until standard
     * input ends.
     */
    static void obey() throws Exception {
        for (String[] words = Input.words(); words != null; words = Input.words()) {
            System.out.println("done " + obey(words));
        }
    }

    /** Obeys one of the two, and returns what there is to say. */
    static String obey(String[] words) throws Exception {
        if (words[0].equals("record")) {
            record(words);
        } else {
            stop(words.length > 1 ? Path.of(words[1]) : null);
        }
        return words[0];
    }

    private static void record(String[] words) throws Exception {
        Recording recording = new Recording(Configuration.getConfiguration(words[1]));
        Map<String, String> settings = new HashMap<>(recording.getSettings());
        for (int i = 2; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            settings.put(words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        recording.setSettings(settings);
        recording.setToDisk(true);
        recording.start();
    }

    private static void stop(Path file) throws Exception {
        for (Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
            recording.stop();
            if (file != null) {
                recording.dump(file);
            }
            recording.close();
        }
    }
}
