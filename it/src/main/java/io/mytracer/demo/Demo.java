package io.mytracer.demo;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the services and the load, then reports: {@code Demo AGENT_JAR RECORDING [SECONDS]}. Exit
 * code 1 if the recording has no packets, after the agent's own word on why.
 */
final class Demo implements AutoCloseable {
    private static final int LOAD_SECONDS = 6;

    private final List<Process> started = new ArrayList<>();
    private final long start = System.nanoTime();

    private Demo() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path agent = Path.of(args[0]);
        Path recording = Path.of(args[1]);
        Files.deleteIfExists(recording);
        try (Demo demo = new Demo()) {
            demo.run(agent, recording, args.length > 2 ? Integer.parseInt(args[2]) : LOAD_SECONDS);
            demo.say("reading the recording");
        }
        boolean traced = Files.exists(recording) && DemoReport.print(recording, System.out);
        if (!traced) {
            System.out.println();
            System.out.println("No packet was seen. What the agent can do here:");
            System.out.println();
            new ProcessBuilder(java("-jar", agent.toString(), "check"))
                    .inheritIO()
                    .start()
                    .waitFor();
            System.exit(1);
        }
    }

    private void run(Path agent, Path recording, int seconds)
            throws IOException, InterruptedException {
        int port = freePort();
        int closedPort = freePort();

        Process backend = start("io.mytracer.demo.Backend");
        String backendPort = firstLine(backend);
        say("second service, without agent, on port " + backendPort);

        String option =
                "-javaagent:%s=port=%d,port=%s,port=%d,start=sync,recording=%s"
                        .formatted(agent, port, backendPort, closedPort, recording);
        say("java " + option + " … io.mytracer.demo.Service");
        Process service =
                start(
                        option,
                        "io.mytracer.demo.Service",
                        Integer.toString(port),
                        backendPort,
                        Integer.toString(closedPort));
        say("service: " + firstLine(service));

        say("load for " + seconds + " s");
        Process load =
                start("io.mytracer.demo.Load", Integer.toString(port), Integer.toString(seconds));
        say(firstLine(load) + " answers");

        service.getOutputStream().close();
        if (!service.waitFor(30, TimeUnit.SECONDS)) {
            throw new IOException("the service does not end");
        }
        say("service ended with exit code " + service.exitValue());
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = java("-cp", System.getProperty("java.class.path"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        started.add(process);
        return process;
    }

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(List.of(arguments));
        return command;
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader reader = process.inputReader();
        String line = reader.readLine();
        if (line == null) {
            throw new IOException("ended without a word: " + process.info().commandLine());
        }
        return line;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void say(String text) {
        System.out.printf("  %4.1f s  %s%n", (System.nanoTime() - start) / 1e9, text);
    }

    @Override
    public void close() {
        started.forEach(Process::destroy);
    }
}
