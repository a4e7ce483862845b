/**
 * Lines of the kernel's source for the frames of its stacks. Debug info is looked for on this
 * machine and with debuginfod, and read by addr2line, which runs as a child.
 */
package io.mytracer.source;
