/**
 * Writes what a recording shows as one HTML page that needs no network: the way through the kernel
 * with its times, a timeline, stacks, and each packet's journey. Data go one way, from events to
 * totals and a bounded choice of packets, then to the JSON text in the page.
 */
package io.mytracer.report.html;
