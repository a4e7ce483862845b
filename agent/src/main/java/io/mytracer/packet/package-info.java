/**
 * Packets' journeys: hops come in as the kernel sent them, and go out as paths in order of time.
 * What a hop's duration and thread are is known only when the packet has gone on, so paths wait.
 */
package io.mytracer.packet;
