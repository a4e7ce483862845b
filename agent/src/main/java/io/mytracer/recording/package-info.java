/**
 * Reads recordings of any size, whole or damaged, by chunk and by time. Nothing here knows the
 * tracer's events.
 */
package io.mytracer.recording;
