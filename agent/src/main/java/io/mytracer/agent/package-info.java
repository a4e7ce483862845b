/**
 * The agent's life: options, its thread, its own recording, and when the kernel is traced. Nothing
 * is attached while no recording wants the events.
 */
package io.mytracer.agent;
