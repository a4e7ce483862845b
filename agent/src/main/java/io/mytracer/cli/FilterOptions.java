package io.mytracer.cli;

import io.mytracer.bpf.PacketFilter;
import io.mytracer.bpf.Protocol;
import io.mytracer.filter.AddressBlock;
import io.mytracer.filter.PortRange;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** Which packets; for commands that show some. */
final class FilterOptions {
    @Option(
            names = {"-H", "--host", "--ipaddr"},
            paramLabel = "ADDRESS[/PREFIX]",
            split = ",",
            hideParamSyntax = true,
            converter = Host.class,
            description = "from or to this address; may be repeated")
    private List<AddressBlock> hosts = List.of();

    @Option(
            names = {"-P", "--port"},
            paramLabel = "N|FIRST-LAST",
            split = ",",
            hideParamSyntax = true,
            converter = Port.class,
            description = "from or to this port; may be repeated")
    private List<PortRange> ports = List.of();

    @Option(
            names = "--proto",
            paramLabel = "tcp|udp|icmp|any",
            converter = Proto.class,
            description = "of this protocol")
    private Set<Protocol> protocols = Set.of();

    @Option(
            names = {"-N", "--netns"},
            paramLabel = "INODE",
            converter = Inode.class,
            description = "in this network namespace, as lsns -t net numbers it")
    private long netns;

    @Option(
            names = "--icmpid",
            paramLabel = "ID",
            converter = IcmpId.class,
            description = "echoes of ICMP with this id")
    private int icmpId = PacketFilter.ANY_ICMP_ID;

    PacketFilter filter() {
        return new PacketFilter(ports, hosts, protocols, netns, icmpId);
    }

    private static <T> T convert(Function<String, T> parse, String value) {
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static final class Host implements ITypeConverter<AddressBlock> {
        @Override
        public AddressBlock convert(String value) {
            return FilterOptions.convert(AddressBlock::parse, value);
        }
    }

    private static final class Port implements ITypeConverter<PortRange> {
        @Override
        public PortRange convert(String value) {
            return FilterOptions.convert(PortRange::parse, value);
        }
    }

    private static final class Proto implements ITypeConverter<Set<Protocol>> {
        @Override
        public Set<Protocol> convert(String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "tcp" -> EnumSet.of(Protocol.TCP);
                case "udp" -> EnumSet.of(Protocol.UDP);
                case "icmp" -> EnumSet.of(Protocol.ICMP);
                case "any" -> EnumSet.noneOf(Protocol.class);
                default ->
                        throw new TypeConversionException(
                                "'" + value + "' is not tcp, udp, icmp or any");
            };
        }
    }

    private static final class IcmpId implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 0xffff) {
                throw new TypeConversionException("'" + value + "' is not an id of ICMP (0-65535)");
            }
            return Integer.valueOf(value);
        }
    }

    private static final class Inode implements ITypeConverter<Long> {
        private static final long MAX = 0xffffffffL;

        @Override
        public Long convert(String value) {
            if (!value.matches("[1-9]\\d{0,9}") || Long.parseLong(value) > MAX) {
                throw new TypeConversionException(
                        "'" + value + "' is not the inode of a network namespace (1-" + MAX + ")");
            }
            return Long.valueOf(value);
        }
    }
}
