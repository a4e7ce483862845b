package io.mytracer.agent;

import io.mytracer.bpf.Backend;
import io.mytracer.bpf.HopFilter;
import io.mytracer.bpf.Protocol;
import io.mytracer.bpf.StackMode;
import io.mytracer.filter.AddressBlock;
import io.mytracer.filter.PortRange;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The one table of options: the parser, the help text and the documentation are made from it. */
public enum AgentOption {
    PORT("port", "N|FIRST-LAST", "any", "packets from or to this port; may be repeated") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            into.ports.add(PortRange.parse(value));
        }
    },
    HOST("host", "ADDRESS[/PREFIX]", "any", "packets from or to this address; may be repeated") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            into.hosts.add(AddressBlock.parse(value));
        }
    },
    PROTO("proto", "tcp|udp|any", "any", "packets of this protocol") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            switch (value) {
                case "tcp" -> into.protocols.add(Protocol.TCP);
                case "udp" -> into.protocols.add(Protocol.UDP);
                case "any" -> into.protocols.clear();
                default -> throw wrong(value, "is not tcp, udp or any");
            }
        }
    },
    RECORDING(
            "recording",
            "FILE|none",
            AgentOptions.DEFAULT_RECORDING,
            "the agent's own recording, %p is the process id, %t the time; if not given, one is"
                    + " made only where no other recording asks for packets") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            RecordingName.check(value);
            into.recording = value.equals("none") ? null : value;
            into.recordingGiven = true;
        }
    },
    SETTINGS(
            "settings",
            "profile|continuous|FILE.jfc",
            "profile",
            "which events the agent's own recording has") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            if (!value.equals("profile") && !value.equals("continuous")) {
                if (!value.endsWith(".jfc")) {
                    throw wrong(value, "is not profile, continuous or a .jfc file");
                }
                file(value);
            }
            into.settings = value;
        }
    },
    MAXSIZE("maxsize", "SIZE|none", "256m", "how large the agent's own recording may grow") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            long bytes = value.equals("none") ? 0 : OptionValues.bytes(value);
            if (bytes != 0 && bytes < 1 << 20 || bytes == 0 && !value.equals("none")) {
                throw wrong(value, "is not a size of 1m or more (such as 256m or 2g) or none");
            }
            into.maxSize = bytes;
        }
    },
    MAXAGE("maxage", "TIME|none", "none", "how much time the agent's own recording goes back") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            Duration age = OptionValues.duration(value);
            if (age == null && !value.equals("none")) {
                throw wrong(value, "is not a time such as 30s, 10m, 2h or 1d, or none");
            }
            into.maxAge = age;
        }
    },
    RING("ring", "SIZE", "16m", "buffer between kernel and agent, a power of two from 4k to 1g") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            long bytes = OptionValues.bytes(value);
            if (bytes < 4096 || bytes > 1 << 30 || Long.bitCount(bytes) != 1) {
                throw wrong(value, "is not a power of two from 4k to 1g");
            }
            into.ringBytes = (int) bytes;
        }
    },
    LIBBPF("libbpf", "FILE", "the system's, else the one inside", "the libbpf.so.1 to use") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            into.libbpf = file(value);
        }
    },
    FLOWS("flows", "N", "262144", "how many sockets can be followed at a time") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            long flows = OptionValues.number(value);
            if (flows < 1 || flows > AgentOptions.MAX_FLOWS) {
                throw wrong(value, "is not a number from 1 to " + AgentOptions.MAX_FLOWS);
            }
            into.flows = (int) flows;
        }
    },
    BACKEND(
            "backend",
            "auto|fentry|kprobe.multi|kprobe|tp_btf",
            "auto",
            "how to attach to functions; tp_btf: tracepoints only") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            if (!value.equals("auto")) {
                into.backend =
                        Backend.of(value)
                                .orElseThrow(() -> wrong(value, "is not one of " + form()));
            }
        }
    },
    HOPS(
            "hops",
            "curated|all|REGEX",
            "curated",
            "where packets are watched: at some 80 places that tell most, at every function that"
                    + " takes a packet, or at those whose name contains a match (no commas)") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            into.hops = HopFilter.parse(value);
        }
    },
    BUDGET(
            "budget",
            "PERCENT%|none|auto",
            "auto",
            "how much of the JVM's CPUs it may take to follow packets, in the kernel and here: it"
                    + " is done in time windows then, drops and the like are told at all times;"
                    + " auto: 1%, but none where a recording asks for SkbHop or PacketPath") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            into.budget = Budget.parse(value);
            if (into.budget == null) {
                throw wrong(value, "is not a share from 0.01% to 100%, none or auto");
            }
        }
    },
    KEEP(
            "keep",
            "true|false",
            "true",
            "follow a packet of port, host and proto also where it has others, behind address"
                    + " translation or in a tunnel; false: only the hops that match are told") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            if (!value.equals("true") && !value.equals("false")) {
                throw wrong(value, "is not true or false");
            }
            into.keep = value.equals("true");
        }
    },
    STACK(
            "stack",
            "drops|sampled|all|none",
            "drops",
            "kernel stacks of drops, resets and retransmits; sampled: also of every hop of one"
                    + " packet in 64; all: of every hop") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            into.stacks =
                    StackMode.of(value)
                            .orElseThrow(() -> wrong(value, "is not drops, sampled, all or none"));
        }
    },
    LOG("log", "off|warn|info|debug", "info", "how much the agent says on stderr") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            for (LogLevel level : LogLevel.values()) {
                if (level.name().toLowerCase(Locale.ROOT).equals(value)) {
                    into.log = level;
                    return;
                }
            }
            throw wrong(value, "is not off, warn, info or debug");
        }
    },
    START(
            "start",
            "async|sync",
            "async",
            "sync holds main() back until the kernel is attached and sockets are told") {
        @Override
        void read(String value, AgentOptions.Builder into) {
            if (!value.equals("async") && !value.equals("sync")) {
                throw wrong(value, "is not async or sync");
            }
            into.startSync = value.equals("sync");
        }
    };

    private final String key;
    private final String form;
    private final String byDefault;
    private final String explanation;

    AgentOption(String key, String form, String byDefault, String explanation) {
        this.key = key;
        this.form = form;
        this.byDefault = byDefault;
        this.explanation = explanation;
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException with the rest of the line, from the quoted value on
     */
    abstract void read(String value, AgentOptions.Builder into);

    /**
     * What stands before the equals sign.
     *
     * @return lower-case letters
     */
    public String key() {
        return key;
    }

    /**
     * What may stand behind the equals sign.
     *
     * @return such as {@code tcp|udp|any}
     */
    public String form() {
        return form;
    }

    /**
     * What holds where the option is not given.
     *
     * @return a value, or words
     */
    public String byDefault() {
        return byDefault;
    }

    /**
     * What the option is for.
     *
     * @return a phrase for help texts and documentation
     */
    public String explanation() {
        return explanation;
    }

    /**
     * Whether the option may be given more than once.
     *
     * @return true if the values add up
     */
    public boolean repeatable() {
        return this == PORT || this == HOST;
    }

    static Optional<AgentOption> of(String key) {
        return Arrays.stream(values()).filter(option -> option.key.equals(key)).findFirst();
    }

    /** What to say about a key that is none. */
    static String unknown(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        AgentOption nearest = null;
        int distance = 3; // more than two wrong letters are no slip
        for (AgentOption option : values()) {
            int d = OptionValues.distance(cut(lower), option.key);
            if (d < distance && d < option.key.length()) {
                nearest = option;
                distance = d;
            }
        }
        return "unknown option '"
                + cut(key)
                + (nearest != null
                        ? "': did you mean '" + nearest.key + "'?"
                        : "': known are "
                                + Arrays.stream(values())
                                        .map(AgentOption::key)
                                        .collect(Collectors.joining(", ")));
    }

    private static String cut(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private static IllegalArgumentException wrong(String value, String what) {
        return new IllegalArgumentException("'" + value + "' " + what);
    }

    private static Path file(String value) {
        try {
            Path file = Path.of(value);
            if (Files.isRegularFile(file) && Files.isReadable(file)) {
                return file;
            }
        } catch (InvalidPathException e) {
            throw wrong(value, "is not a file name");
        }
        throw wrong(value, "is not a file that can be read");
    }
}
