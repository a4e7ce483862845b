package io.mytracer.bpf;

/**
 * What a tracer has counted since it was attached.
 *
 * @param produced records that the programs wanted to send
 * @param received records that were drained
 * @param ringFull records lost for want of room in the ring; with all drained, {@code produced =
 *     received + ringFull}
 * @param mapFull flows and packets that found no room in their map
 * @param stackLost kernel stacks that could not be taken
 * @param recursion runs of programs that the kernel left out, because the program was interrupted
 *     on that CPU
 * @param packets packets followed
 * @param flows sockets known at present
 */
public record TracerCounters(
        long produced,
        long received,
        long ringFull,
        long mapFull,
        long stackLost,
        long recursion,
        long packets,
        long flows) {}
