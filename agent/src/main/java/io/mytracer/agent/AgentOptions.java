package io.mytracer.agent;

import io.mytracer.bpf.Backend;
import io.mytracer.bpf.HopFilter;
import io.mytracer.bpf.HopRecord;
import io.mytracer.bpf.PacketFilter;
import io.mytracer.bpf.Protocol;
import io.mytracer.bpf.StackMode;
import io.mytracer.filter.AddressBlock;
import io.mytracer.filter.PortRange;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the user asked for. One grammar for {@code -javaagent}, attach and the command line: options
 * separated by commas, each {@code key=value} of {@link AgentOption}, or the word {@code help}.
 * {@code detach}, which stops the agent, stands alone; the launcher sees to that.
 *
 * @param filter which packets
 * @param recording name of the agent's own recording with its placeholders; null for none
 * @param recordingGiven whether the user named it; if not, it is for want of any other recording
 * @param settings {@code profile}, {@code continuous} or the path of a .jfc file
 * @param maxSize limit of the agent's own recording in bytes; 0 for none
 * @param maxAge limit of the agent's own recording; null for none
 * @param ringBytes size of the ring buffer in bytes, a power of two
 * @param libbpf the library to use; null to look for one
 * @param flows how many sockets can be followed at a time
 * @param backend the only way to attach to functions; null for the best that works
 * @param hops which places packets are told to pass
 * @param budget how much it may take to follow packets
 * @param keep whether a packet is also told where it does not pass the filter any more
 * @param stacks what is told with its kernel stack
 * @param log how much to say
 * @param startSync whether main() waits until the kernel is attached and sockets are told
 * @param help whether the user asked for help; then nothing is to be started
 */
public record AgentOptions(
        PacketFilter filter,
        String recording,
        boolean recordingGiven,
        String settings,
        long maxSize,
        Duration maxAge,
        int ringBytes,
        Path libbpf,
        int flows,
        Backend backend,
        HopFilter hops,
        Budget budget,
        boolean keep,
        StackMode stacks,
        LogLevel log,
        boolean startSync,
        boolean help) {

    static final String DEFAULT_RECORDING = "mytracer-%p.jfr";
    static final int MAX_FLOWS = 1 << 22;

    /**
     * Reads the options of an agent.
     *
     * @param text what stands behind the jar; null and empty mean all defaults
     * @return the options
     * @throws OptionException if any is wrong
     */
    public static AgentOptions parse(String text) throws OptionException {
        Builder builder = new Builder();
        Set<AgentOption> given = EnumSet.noneOf(AgentOption.class);
        for (String item : (text == null ? "" : text).split(",")) {
            String option = item.strip();
            if (option.equals("help")) {
                builder.help = true;
            } else if (option.equals("detach")) {
                throw new OptionException("'detach' stops the agent, and takes no other options");
            } else if (!option.isEmpty()) {
                read(option, builder, given);
            }
        }
        if (builder.budget.given() && builder.budget.share() > 0 && builder.hops.wantsOthers()) {
            throw new OptionException(
                    "option 'budget' needs hops=curated: to attach to so many functions takes more"
                            + " than it saves");
        }
        return builder.build();
    }

    private static void read(String option, Builder builder, Set<AgentOption> given)
            throws OptionException {
        int equals = option.indexOf('=');
        String key = equals < 0 ? option : option.substring(0, equals).strip();
        AgentOption known =
                AgentOption.of(key)
                        .orElseThrow(() -> new OptionException(AgentOption.unknown(key)));
        String value = equals < 0 ? "" : option.substring(equals + 1).strip();
        if (value.isEmpty()) {
            throw new OptionException(
                    "option '" + key + "' needs a value: " + key + "=" + known.form());
        }
        if (!given.add(known) && !known.repeatable()) {
            throw new OptionException("option '" + key + "' is given more than once");
        }
        try {
            known.read(value, builder);
        } catch (IllegalArgumentException e) {
            throw new OptionException("option '" + key + "': " + e.getMessage());
        }
    }

    /** Whether a hop of a packet that is followed is told. */
    boolean tells(HopRecord hop) {
        return hops.tells(hop.hop()) && (keep || filter.matches(hop));
    }

    /**
     * The name of the agent's own recording.
     *
     * @param pid what {@code %p} stands for
     * @param time what {@code %t} stands for
     * @return the name with its placeholders filled in; null where no recording is wanted
     */
    public String recordingName(long pid, LocalDateTime time) {
        return recording == null ? null : RecordingName.expand(recording, pid, time);
    }

    /** Options while they are being read, at their defaults first. */
    static final class Builder {
        final List<PortRange> ports = new ArrayList<>();
        final List<AddressBlock> hosts = new ArrayList<>();
        final Set<Protocol> protocols = EnumSet.noneOf(Protocol.class);
        String recording = DEFAULT_RECORDING;
        boolean recordingGiven;
        String settings = "profile";
        long maxSize = 256 << 20;
        Duration maxAge;
        int ringBytes = 16 << 20;
        Path libbpf;
        int flows = 262_144;
        Backend backend;
        HopFilter hops = HopFilter.CURATED;
        Budget budget = Budget.USUAL;
        boolean keep = true;
        StackMode stacks = StackMode.DROPS;
        LogLevel log = LogLevel.INFO;
        boolean startSync;
        boolean help;

        AgentOptions build() {
            return new AgentOptions(
                    new PacketFilter(ports, hosts, protocols),
                    recording,
                    recordingGiven,
                    settings,
                    maxSize,
                    maxAge,
                    ringBytes,
                    libbpf,
                    flows,
                    backend,
                    hops,
                    budget,
                    keep,
                    stacks,
                    log,
                    startSync,
                    help);
        }
    }
}
