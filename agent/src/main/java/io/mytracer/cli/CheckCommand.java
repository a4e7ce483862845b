package io.mytracer.cli;

import io.mytracer.bpf.HopCheck;
import io.mytracer.bpf.kernel.Finding;
import io.mytracer.bpf.kernel.KernelCheck;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;

/** Prints what works on this machine: one line a subject, the remedies below. */
final class CheckCommand {
    private CheckCommand() {}

    static void run(List<String> arguments, Writer out)
            throws IOException, UsageException, FailureException {
        List<Finding> findings = KernelCheck.run(libbpf(arguments), HopCheck::run);
        out.write(table(findings));
        out.flush();
        long failed = findings.stream().filter(f -> f.status() == Finding.Status.FAIL).count();
        if (failed > 0) {
            throw new FailureException("the kernel cannot be traced here, for the reasons above");
        }
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

    private static Path libbpf(List<String> arguments) throws UsageException {
        Path libbpf = null;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith("--libbpf=")) {
                libbpf = PrintArguments.path(argument.substring("--libbpf=".length()));
            } else if (argument.equals("--libbpf") && i + 1 < arguments.size()) {
                libbpf = PrintArguments.path(arguments.get(++i));
            } else {
                throw new UsageException("check does not know '" + argument + "'");
            }
        }
        return libbpf;
    }
}
