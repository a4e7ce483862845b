package io.mytracer.jmc.waterfall;

import java.util.List;

/**
 * A socket that packets belong to.
 *
 * @param id its cookie, 0 if unknown
 * @param label its ends, for people
 * @param packets how many packets it has
 */
record Flow(long id, String label, int packets) {

    static Flow of(long id, List<Packet> packets) {
        String label = id == 0 ? "socket unknown" : PacketText.ends(packets.get(0), " – ");
        return new Flow(id, "%s (%,d)".formatted(label, packets.size()), packets.size());
    }
}
