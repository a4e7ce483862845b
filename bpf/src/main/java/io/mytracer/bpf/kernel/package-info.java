/**
 * What the running kernel is and allows: its version, its types and enumerations (BTF), its symbols
 * and the privileges of this process. Everything is read from the kernel itself, so nothing here is
 * a table that ages, and what cannot be read is reported with the reason and the remedy.
 */
package io.mytracer.bpf.kernel;
