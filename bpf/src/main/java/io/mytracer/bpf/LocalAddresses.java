package io.mytracer.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.mytracer.bpf.ffm.BpfException;
import io.mytracer.bpf.ffm.BpfMap;
import io.mytracer.filter.AddressBlock;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;

/**
 * The host's addresses, and the broadcast addresses of its networks, for the programs: a socket
 * that is bound to no address owns the packets that go to one of these. Loopback need not be here.
 */
final class LocalAddresses {
    private final BpfMap map;
    private final MemorySegment key;
    private final MemorySegment value;
    private Set<InetAddress> known = Set.of();

    LocalAddresses(BpfMap map, Arena arena) {
        this.map = map;
        key = arena.allocate(16, 8);
        value = arena.allocate(1);
    }

    /** Brings the map up to date. Addresses that cannot be asked for or stored stay out of it. */
    void refresh() {
        Set<InetAddress> present = present();
        if (present.equals(known)) {
            return;
        }
        for (InetAddress gone : known) {
            if (!present.contains(gone)) {
                boolean ignored = map.delete(write(gone));
            }
        }
        for (InetAddress address : present) {
            try {
                map.update(write(address), value, 0);
            } catch (BpfException e) {
                break; // full; nobody has 4,096 addresses that all matter
            }
        }
        known = present;
    }

    private MemorySegment write(InetAddress address) {
        MemorySegment.copy(AddressBlock.bytes(address), 0, key, JAVA_BYTE, 0, 16);
        return key;
    }

    private Set<InetAddress> present() {
        Set<InetAddress> addresses = new HashSet<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(device -> device.getInterfaceAddresses().stream())
                    .forEach(address -> add(address, addresses));
        } catch (SocketException e) {
            return known;
        }
        return addresses;
    }

    private static void add(InterfaceAddress address, Set<InetAddress> to) {
        if (!address.getAddress().isLoopbackAddress()) {
            to.add(address.getAddress());
        }
        if (address.getBroadcast() != null) {
            to.add(address.getBroadcast());
        }
    }
}
