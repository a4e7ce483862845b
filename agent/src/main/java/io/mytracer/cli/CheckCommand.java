package io.mytracer.cli;

import io.mytracer.bpf.HopCheck;
import io.mytracer.bpf.kernel.Finding;
import io.mytracer.bpf.kernel.KernelCheck;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Prints what works on this machine: one line a subject, the remedies below. */
@Command(name = "check", description = "what works on this machine, what does not, and the remedy")
final class CheckCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--libbpf", paramLabel = "FILE", description = "the libbpf.so.1 to use")
    private Path libbpf;

    CheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, FailureException {
        List<Finding> findings = KernelCheck.run(libbpf, HopCheck::run);
        console.out().write(table(findings));
        console.out().flush();
        if (findings.stream().anyMatch(f -> f.status() == Finding.Status.FAIL)) {
            throw new FailureException("the kernel cannot be traced here, for the reasons above");
        }
        return Main.OK;
    }

    static String table(List<Finding> findings) {
        int width = findings.stream().mapToInt(f -> f.subject().length()).max().orElse(0);
        String end = System.lineSeparator();
        StringBuilder table = new StringBuilder();
        for (Finding finding : findings) {
            table.append(
                    String.format(
                            "%-4s  %-" + Math.max(1, width) + "s  %s%s",
                            finding.status(),
                            finding.subject(),
                            finding.detail(),
                            end));
        }
        for (Finding finding : findings) {
            if (!finding.remedy().isEmpty()) {
                table.append(end).append(finding.subject()).append(':').append(end);
                finding.remedy()
                        .lines()
                        .forEach(line -> table.append("    ").append(line).append(end));
            }
        }
        return table.toString();
    }
}
