package io.mytracer.it.bench;

import io.mytracer.it.KernelPrograms;
import io.mytracer.it.Tool;

import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How often the BPF programs of a process have run, and for how long; counted while
 * kernel.bpf_stats_enabled is on.
 *
 * @param programs by id
 */
record ProgramRuns(Map<Integer, Program> programs) {
    private static final Pattern LISTED =
            Pattern.compile(
                    "\"id\":(\\d+),\"type\":\"\\w+\",\"name\":\"(\\w+)\"[^}]*?"
                            + "\"run_time_ns\":(\\d+),\"run_cnt\":(\\d+)");

    /**
     * One program.
     *
     * @param name the kernel's, 15 characters of it
     * @param nanos in all of its runs
     * @param count of its runs
     */
    record Program(String name, long nanos, long count) {}

    static ProgramRuns of(long pid) throws IOException, InterruptedException {
        Set<Integer> own = KernelPrograms.programs(pid);
        String list = new Tool("bpftool").run("-j", "prog", "list");
        Map<Integer, Program> programs = new TreeMap<>();
        for (MatchResult found : LISTED.matcher(list).results().toList()) {
            int id = Integer.parseInt(found.group(1));
            if (own.contains(id)) {
                programs.put(
                        id,
                        new Program(
                                found.group(2),
                                Long.parseLong(found.group(3)),
                                Long.parseLong(found.group(4))));
            }
        }
        return new ProgramRuns(programs);
    }

    /** Returns what has run between two moments. */
    ProgramRuns since(ProgramRuns before) {
        Map<Integer, Program> difference = new TreeMap<>();
        programs.forEach(
                (id, now) -> {
                    Program then = before.programs.getOrDefault(id, new Program("", 0, 0));
                    difference.put(
                            id,
                            new Program(
                                    now.name(),
                                    now.nanos() - then.nanos(),
                                    now.count() - then.count()));
                });
        return new ProgramRuns(difference);
    }

    ProgramRuns only(String beginning) {
        return filtered(name -> name.startsWith(beginning));
    }

    ProgramRuns without(String beginning) {
        return filtered(name -> !name.startsWith(beginning));
    }

    long nanos() {
        return programs.values().stream().mapToLong(Program::nanos).sum();
    }

    long count() {
        return programs.values().stream().mapToLong(Program::count).sum();
    }

    /** Returns each program that has run with the time of a run, those first that took most. */
    String byProgram() {
        return programs.values().stream()
                .filter(program -> program.count() > 0)
                .sorted(Comparator.comparingLong(Program::nanos).reversed())
                .map(
                        program ->
                                "%s %,d (%,d)"
                                        .formatted(
                                                program.name(),
                                                program.nanos() / program.count(),
                                                program.count()))
                .collect(Collectors.joining(", "));
    }

    private ProgramRuns filtered(Predicate<String> names) {
        return new ProgramRuns(
                programs.entrySet().stream()
                        .filter(each -> names.test(each.getValue().name()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
