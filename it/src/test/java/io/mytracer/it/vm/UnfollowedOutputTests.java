package io.mytracer.it.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.mytracer.it.Jfc;
import io.mytracer.it.JvmCommand;
import io.mytracer.it.NeedsBpf;
import io.mytracer.it.NeedsKernel;
import io.mytracer.it.apps.Client;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** While no packet is followed but through a filter. */
@InGuest
@NeedsBpf
@NeedsKernel(value = "5.17", reason = "drops have no reasons")
class UnfollowedOutputTests extends FilteredOutput {
    @Override
    JvmCommand client(Path directory, Path file) throws IOException {
        return JvmCommand.of(Client.class).jvm(Jfc.unfollowed(directory, file)).agent("log=debug");
    }

    @Test
    void eachDropHasItsVerdict() {
        Set<Long> dropped =
                recording().named("KernelDrop").stream()
                        .filter(drop -> drop.getString("reason").equals("NETFILTER_DROP"))
                        .map(drop -> drop.getLong("packetId"))
                        .collect(Collectors.toSet());
        assertThat(dropped).isNotEmpty();
        assertThat(recording().named("NetfilterVerdict"))
                .allMatch(verdict -> !verdict.getString("verdict").equals("ACCEPT"))
                .extracting(verdict -> verdict.getLong("packetId"))
                .containsExactlyInAnyOrderElementsOf(dropped);
    }

    @Test
    void nothingElseIsTold() {
        assertThat(recording().named("SkbHop")).isEmpty();
        assertThat(recording().named("PacketPath")).isEmpty();
    }
}
