package io.mytracer.it.vm;

import io.mytracer.it.JvmCommand;
import io.mytracer.it.NeedsBpf;
import io.mytracer.it.NeedsKernel;
import io.mytracer.it.apps.Client;

import java.nio.file.Path;

/** While every packet is followed. */
@InGuest
@NeedsBpf
@NeedsKernel(value = "5.17", reason = "drops have no reasons")
class FilteredOutputTests extends FilteredOutput {
    @Override
    JvmCommand client(Path directory, Path file) {
        return JvmCommand.of(Client.class).agent("start=sync,log=debug,recording=" + file);
    }
}
