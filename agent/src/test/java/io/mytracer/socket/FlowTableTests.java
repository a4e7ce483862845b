package io.mytracer.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlowTableTests {
    private final FlowTable flows = new FlowTable();

    @Test
    void growsWithItsDescriptors() {
        flows.put(3, flow(3, 80));
        flows.put(100_000, flow(100_000, 81));

        assertThat(flows.get(3)).isEqualTo(flow(3, 80));
        assertThat(flows.get(100_000)).isEqualTo(flow(100_000, 81));
        assertThat(flows.get(4)).isNull();
        assertThat(flows.get(99_999_999)).isNull();
    }

    @Test
    void keepsNothingForDescriptorsThatAreNoneOrTooMany() {
        flows.put(-1, flow(-1, 80));
        flows.put(Integer.MAX_VALUE, flow(Integer.MAX_VALUE, 80));

        assertThat(flows.get(-1)).isNull();
        assertThat(flows.get(Integer.MAX_VALUE)).isNull();
    }

    @Test
    void forgets() {
        flows.put(3, flow(3, 80));

        assertThat(flows.remove(3)).isEqualTo(flow(3, 80));
        assertThat(flows.remove(3)).isNull();
    }

    @Test
    void whatIsNoSocketIsForeign() {
        assertThat(flows.lookAt(-1).isForeign()).isTrue();
        assertThat(flows.of(0).isForeign()).isTrue(); // standard input
    }

    @Test
    void peerIsPartOfTheEnds() {
        Flow bound = flow(3, 80);
        Flow connected = new Flow(3, 1, "127.0.0.1", 80, "127.0.0.1", 90, 0, false);

        assertThat(bound.hasSameEnds(flow(3, 80))).isTrue();
        assertThat(bound.hasSameEnds(flow(3, 81))).isFalse();
        assertThat(bound.hasSameEnds(connected)).isFalse();
        assertThat(connected.hasSameEnds(connected.atItsEnd())).isTrue();
    }

    private static Flow flow(int fd, int port) {
        return new Flow(fd, 1, "127.0.0.1", port, null, 0, 0, false);
    }
}
