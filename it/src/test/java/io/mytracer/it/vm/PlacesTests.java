package io.mytracer.it.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.mytracer.bpf.Backend;
import io.mytracer.bpf.Hop;
import io.mytracer.bpf.HopFilter;
import io.mytracer.bpf.MissingHop;
import io.mytracer.bpf.PacketFilter;
import io.mytracer.bpf.PacketTracer;
import io.mytracer.bpf.Scope;
import io.mytracer.bpf.StackMode;
import io.mytracer.bpf.TracerSettings;
import io.mytracer.bpf.ffm.NativeLibrary;
import io.mytracer.it.Await;
import io.mytracer.it.NeedsBpf;
import io.mytracer.it.Tool;

import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What the guest's kernel shows is what the README's table of kernels promises. */
@InGuest
@NeedsBpf
@TestMethodOrder(OrderAnnotation.class)
class PlacesTests {
    private static final Tool MODPROBE = new Tool("/usr/sbin/modprobe");
    private static final String LATE_MODULE = "macvlan";
    private static final List<String> MODULES =
            List.of(
                    LATE_MODULE,
                    "bridge",
                    "veth",
                    "8021q",
                    "ipvlan",
                    "tun",
                    "vxlan",
                    "ipip",
                    "nf_nat");

    @Test
    @Order(1)
    void moduleThatIsLoadedLaterIsWatched() throws Exception {
        try (PacketTracer tracer = attach(null)) {
            assertThat(tracer.missing())
                    .filteredOn(missing -> missing.function().equals("macvlan_start_xmit"))
                    .extracting(MissingHop::reason)
                    .containsExactly("module macvlan is not loaded");
            MODPROBE.run(LATE_MODULE);
            Await.until(
                    "macvlan_start_xmit is watched",
                    Duration.ofSeconds(10),
                    () -> {
                        tracer.tick();
                        return tracer.backend(Hop.MACVLAN_START_XMIT) != null;
                    });
            assertThat(tracer.missing())
                    .extracting(MissingHop::function)
                    .doesNotContain("macvlan_start_xmit");
        }
    }

    @ParameterizedTest
    @Order(2)
    @EnumSource(Backend.class)
    void tableOfTheReadmeIsTrue(Backend backend) throws Exception {
        for (String module : MODULES) {
            MODPROBE.run(module);
        }
        String promised = promised(backend);
        if (promised.equals("–")) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> attach(backend).close())
                    .withMessageContaining("backend=" + backend.words());
            return;
        }
        try (PacketTracer tracer = attach(backend)) {
            long watched =
                    Arrays.stream(Hop.values())
                            .filter(hop -> tracer.backend(hop) == backend)
                            .count();
            assertThat(watched)
                    .as("%s; missing: %s", backend, MissingHop.describe(tracer.missing()))
                    .isEqualTo(Long.parseLong(promised));
        }
    }

    /** With all backends a place is missing only where the kernel does not have it. */
    @Test
    @Order(3)
    void bestBackendOfEachPlaceIsFound() throws Exception {
        try (PacketTracer tracer = attach(null)) {
            assertThat(tracer.missing())
                    .allMatch(missing -> missing.reason().startsWith("this kernel has no such"));
        }
    }

    /** The row of this kernel: its series, and the places by each backend. */
    private static String promised(Backend backend) throws IOException {
        String series = System.getProperty(InGuest.KERNEL);
        List<String> rows =
                Files.readAllLines(Path.of("../README.md")).stream()
                        .filter(line -> line.startsWith("| Linux " + series + " |"))
                        .toList();
        assertThat(rows).as("rows of Linux %s in the README", series).hasSize(1);
        return rows.getFirst().split("\\|")[2 + backend.ordinal()].strip();
    }

    private static PacketTracer attach(Backend backend) {
        return PacketTracer.attach(
                new TracerSettings(
                        NativeLibrary.find(null),
                        Scope.own(),
                        PacketFilter.ALL,
                        1 << 20,
                        1024,
                        backend,
                        HopFilter.CURATED,
                        StackMode.DROPS,
                        line -> {}));
    }
}
