/**
 * The bridge to the C world: libbpf, a little libc and the BPF ring buffer, all by the Foreign
 * Function and Memory API. Nothing here knows about packets; callers get objects, links, maps and
 * records, and a {@link io.mytracer.bpf.ffm.BpfException} that names the call, the errno and the
 * remedy.
 */
package io.mytracer.bpf.ffm;
