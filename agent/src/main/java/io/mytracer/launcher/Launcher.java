package io.mytracer.launcher;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;

/**
 * Starts the agent or the command line. Whatever goes wrong, an agent says one line and lets the
 * application run: nothing is ever thrown out of {@link #premain} or {@link #agentmain}.
 */
public final class Launcher {
    private static final int OLDEST_JAVA = 25;
    private static final String DETACH = "detach";
    private static final String NOT_STARTED = "not started";
    private static final String UNAFFECTED = ". The application is not affected.";

    /** The class is loaded by the system loader, so one flag serves every jar of this JVM. */
    private static boolean started;

    private Launcher() {}

    /**
     * Called by the JVM for {@code -javaagent}, before main().
     *
     * @param options what stands behind the jar, or null
     * @param instrumentation from the JVM
     */
    public static void premain(String options, Instrumentation instrumentation) {
        start(options, instrumentation);
    }

    /**
     * Called by the JVM for an agent that is loaded late, and for one that is to go.
     *
     * @param options what stands behind the jar, or null; the word {@code detach} stops the agent
     * @param instrumentation from the JVM
     */
    public static void agentmain(String options, Instrumentation instrumentation) {
        start(options, instrumentation);
    }

    /**
     * The command line, {@code java -jar}.
     *
     * @param arguments see {@code help}
     * @throws Throwable what the command line throws, which is a defect
     */
    public static void main(String[] arguments) throws Throwable {
        String lack = lack();
        if (lack != null) {
            System.err.println("mytracer: " + lack);
            System.exit(2);
        }
        try {
            Class.forName("io.mytracer.cli.Main")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static synchronized void start(String options, Instrumentation instrumentation) {
        try {
            String lack = lack();
            if (lack != null) {
                say(lack + ": " + NOT_STARTED + UNAFFECTED);
            } else if (options != null && DETACH.equals(options.trim())) {
                stop();
            } else if (started) {
                say("is in this JVM already: not started again" + UNAFFECTED);
            } else {
                // Only by name: the class is of a later Java.
                started =
                        (Boolean)
                                Class.forName("io.mytracer.layer.AgentLayer")
                                        .getMethod("start", String.class, Instrumentation.class)
                                        .invoke(null, options, instrumentation);
            }
        } catch (InvocationTargetException e) {
            complain(NOT_STARTED, e.getCause());
        } catch (Throwable e) { // an agent never stops its host
            complain(NOT_STARTED, e);
        }
    }

    private static void stop() {
        if (!started) {
            say("is not in this JVM: nothing to detach" + UNAFFECTED);
            return;
        }
        try {
            started = false;
            Class.forName("io.mytracer.layer.AgentLayer").getMethod("stop").invoke(null);
        } catch (InvocationTargetException e) {
            complain("not detached", e.getCause());
        } catch (Throwable e) { // an agent never stops its host
            complain("not detached", e);
        }
    }

    /** What this JVM lacks, or null. */
    private static String lack() {
        String version = System.getProperty("java.specification.version", "0");
        if (version.startsWith("1.") || Integer.parseInt(version) < OLDEST_JAVA) {
            return "needs Java "
                    + OLDEST_JAVA
                    + " or newer, this is "
                    + System.getProperty("java.version");
        }
        try {
            Class.forName("jdk.jfr.Event", false, ClassLoader.getSystemClassLoader());
            return null;
        } catch (ClassNotFoundException e) {
            return "needs the module jdk.jfr (--add-modules jdk.jfr, where the runtime has it)";
        }
    }

    private static void complain(String failure, Throwable problem) {
        try {
            String line = String.valueOf(problem.getMessage()).replaceAll("\\p{Cntrl}+", " ");
            boolean ours = problem.getClass().getName().startsWith("io.mytracer.");
            String what = ours ? line : problem.getClass().getName() + ": " + line;
            say(failure + ": " + what + UNAFFECTED);
        } catch (Throwable e) { // no memory for a line: say nothing
            return;
        }
    }

    private static void say(String line) {
        System.err.println("[mytracer] " + line);
    }
}
