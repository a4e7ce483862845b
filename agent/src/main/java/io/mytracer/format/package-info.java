/**
 * What events look like outside of a recording: rows, JSON, packets for Wireshark. Events come one
 * by one, from a file or as they happen.
 */
package io.mytracer.format;
