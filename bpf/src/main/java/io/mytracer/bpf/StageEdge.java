package io.mytracer.bpf;

/**
 * A packet's way from one stage to the next.
 *
 * @param from the stage that it was in
 * @param to the one that it came to
 * @param direction {@link HopRecord#IN} or {@link HopRecord#OUT}
 * @param protocol number of the protocol behind IP
 */
public record StageEdge(Stage from, Stage to, int direction, int protocol) {}
