package io.mytracer.it.apps;

import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A call of the program into the kernel, timed by the program itself. */
@Name("io.mytracer.it.Call")
@Label("Call")
@Description("A socket call of the test program, as the program saw it")
@StackTrace(false)
public final class Call extends Event {
    /** Before the call, by System.nanoTime. */
    public long before;

    /** Behind the call, by System.nanoTime. */
    public long after;

    /** Bytes written: no other call of the program writes as many. */
    public int bytes;
}
