package io.mytracer.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.report.Way;

import org.junit.jupiter.api.Test;

class DropTests {

    @Test
    void dropIsWhereItsLocationSays() {
        assertThat(Drop.place("tcp_v4_rcv+0x91", "RECEIVE", "OUT"))
                .isEqualTo(new Drop.Place(Way.IN, "TCP"));
        assertThat(Drop.place("some_function+0x1", "RECEIVE", "IN"))
                .isEqualTo(new Drop.Place(Way.IN, "RECEIVE"));
        assertThat(Drop.place(null, null, "OUT")).isEqualTo(new Drop.Place(Way.OUT, null));
    }
}
