package io.mytracer.emit;

import java.util.Arrays;

/** Stacks as people write them: {@code inner < nft_do_chain [nf_tables] < outer}. */
final class Stacks {
    private Stacks() {}

    static KernelStack of(String text) {
        return KernelStack.of(
                Arrays.stream(text.split(" < "))
                        .map(frame -> frame.replaceFirst("^\\S+", "$0+0x1f"))
                        .toList());
    }
}
