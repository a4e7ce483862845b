package io.mytracer.it.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where figures are from.
 *
 * @param cpu the processor's name
 * @param cores how many CPUs there are
 * @param memory in MiB
 * @param kernel the kernel's version
 * @param jdk the JDK's version
 */
record Machine(String cpu, int cores, int memory, String kernel, String jdk) {

    static Machine here() throws IOException {
        return new Machine(
                value("/proc/cpuinfo", "model name"),
                Runtime.getRuntime().availableProcessors(),
                Integer.parseInt(value("/proc/meminfo", "MemTotal").replace(" kB", "")) / 1024,
                System.getProperty("os.version"),
                System.getProperty("java.vm.vendor") + " " + Runtime.version());
    }

    /** Returns how many threads ran or wanted to in the last minute: others', too. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    @Override
    public String toString() {
        return "%s, %d CPUs, %,d MiB, Linux %s, JDK %s".formatted(cpu, cores, memory, kernel, jdk);
    }

    private static String value(String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
