package io.mytracer.attach;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class ContainersTests {
    private static final String ID =
            "3f2a9c41d0b7e58c6a1f0d9e8b7c6a5f4e3d2c1b0a9f8e7d6c5b4a3f2e1d0c9b";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0::/system.slice/docker-%s.scope",
                "12:memory:/docker/%s",
                "0::/kubepods.slice/kubepods-pod1f.slice/cri-containerd-%s.scope",
                "0::/machine.slice/libpod-%s.scope/container",
                "4:cpu:/kubepods/burstable/pod9c1d0f1e-62f5-4a4b-8a52-1c5a2b3d4e5f/%s",
            })
    void idOfTheControlGroup(String group) {
        assertThat(Containers.of(List.of("1:name=systemd:/", group.formatted(ID)), "70\t1"))
                .isEqualTo("3f2a9c41d0b7");
    }

    @Test
    void pidNamespaceWithoutAnId() {
        assertThat(Containers.of(List.of("0::/"), "4711\t12\t1")).isEqualTo("pid 1");
    }

    @Test
    void processLikeAnyOther() {
        assertThat(Containers.of(List.of("0::/user.slice/session-3.scope"), "4711")).isNull();
        assertThat(Containers.of(List.of(), "")).isNull();
    }
}
