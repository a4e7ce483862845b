/**
 * Follows packets: a {@link io.mytracer.bpf.PacketTracer} is opened with a filter and drained. The
 * hop table, the records and the maps here mirror the C programs in {@code src/main/bpf}.
 */
package io.mytracer.bpf;
