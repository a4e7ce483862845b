package io.mytracer.agent;

import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The recording that the agent starts itself: the JDK's default events beside those of this
 * project, bounded in size, written by JFR when the JVM ends or the agent is stopped.
 */
final class OwnRecording {
    private static final String START = "-XX:StartFlightRecording";

    /** How long the JVM may take to start a recording that its command line asks for. */
    private static final long OTHER_RECORDING_NANOS = 10_000_000_000L;

    private static final long LOOK_NANOS = 20_000_000;

    private final Recording recording;
    private final Path file;

    private OwnRecording(Recording recording, Path file) {
        this.recording = recording;
        this.file = file;
    }

    /**
     * Starts the recording.
     *
     * @throws IOException if it can be written nowhere, or its settings cannot be read
     * @throws ParseException if its settings are not those of a recording
     */
    static OwnRecording start(AgentOptions options) throws IOException, ParseException {
        Recording recording = new Recording();
        try {
            recording.setName("mytracer");
            recording.setSettings(settings(options));
            recording.setToDisk(true);
            recording.setMaxSize(options.maxSize());
            recording.setMaxAge(options.maxAge());
            Path file = destination(options, recording);
            recording.setDumpOnExit(true);
            recording.start();
            return new OwnRecording(recording, file);
        } catch (IOException | ParseException | RuntimeException e) {
            recording.close();
            throw e;
        }
    }

    /** Where it is written to when it ends. */
    Path file() {
        return file;
    }

    /**
     * Ends it, unless somebody else has, and writes the file.
     *
     * @return whether the file is there
     */
    boolean stop() {
        if (recording.getState() == RecordingState.RUNNING) {
            recording.stop();
        }
        recording.close();
        return Files.exists(file);
    }

    private static Path destination(AgentOptions options, Recording recording) throws IOException {
        String name =
                options.recordingName(
                        ProcessHandle.current().pid(), LocalDateTime.now(ZoneId.systemDefault()));
        Path wanted = Path.of(name).toAbsolutePath();
        try {
            recording.setDestination(wanted);
            return wanted;
        } catch (IOException e) {
            // java.io.tmpdir, read the way the JDK does; no property is set.
            Path temporary =
                    Path.of(System.getProperty("java.io.tmpdir"))
                            .resolve(wanted.getFileName())
                            .toAbsolutePath();
            recording.setDestination(temporary);
            return temporary;
        }
    }

    private static Map<String, String> settings(AgentOptions options)
            throws IOException, ParseException {
        Map<String, String> settings = new HashMap<>(read(options.settings()));
        if (options.stacks().ofHops()) {
            settings.putIfAbsent("mytracer.SkbHop#stackTrace", "true");
        }
        return settings;
    }

    /** Reads a preset, which the JDK's default settings go with, or the user's own file. */
    private static Map<String, String> read(String name) throws IOException, ParseException {
        String preset = "/mytracer-" + name + ".jfc";
        try (InputStream in = OwnRecording.class.getResourceAsStream(preset)) {
            if (in == null) {
                return Configuration.create(Path.of(name)).getSettings();
            }
            Map<String, String> settings = new HashMap<>(jdkDefaults());
            try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
                settings.putAll(Configuration.create(reader).getSettings());
            }
            return settings;
        }
    }

    private static Map<String, String> jdkDefaults() throws ParseException {
        try {
            return Configuration.getConfiguration("default").getSettings();
        } catch (IOException e) {
            return Map.of(); // a runtime image without lib/jfr
        }
    }

    /**
     * Whether the JVM has been told to start a recording itself, which it does after the agents.
     */
    static boolean expectsAnother() {
        return commandLine().contains(START);
    }

    /** Whether that recording is to have the settings of a preset, which JFR has to know then. */
    static boolean expectsPreset() {
        String line = commandLine();
        return line.contains(START) && line.contains("settings=mytracer-");
    }

    /** Waits until that recording runs, or asks for any of the events; for ten seconds at most. */
    static void awaitAnother(WantedEvents events, BooleanSupplier stopping) {
        long until = System.nanoTime() + OTHER_RECORDING_NANOS;
        while (!events.any()
                && !isRecording()
                && !stopping.getAsBoolean()
                && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static boolean isRecording() {
        return FlightRecorder.getFlightRecorder().getRecordings().stream()
                .anyMatch(recording -> recording.getState() == RecordingState.RUNNING);
    }

    private static String commandLine() {
        try {
            String line = Files.readString(Path.of("/proc/self/cmdline"));
            for (String name : new String[] {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"}) {
                String value = System.getenv(name);
                line += value == null ? "" : value;
            }
            return line;
        } catch (IOException e) {
            return "";
        }
    }
}
