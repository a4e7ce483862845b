/**
 * Tests of the packaged agent in whole JVMs, which are started as a user starts them. What the
 * kernel did is known from tcpdump, from the kernel's own lists and from the clocks of an outside
 * client; the recording has to agree.
 */
package io.mytracer.it;
