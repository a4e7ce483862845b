package io.mytracer.cli;

import io.mytracer.agent.OptionHelp;

/** What {@code help} prints. */
final class HelpText {
    private HelpText() {}

    static String text() {
        return """
        mytracer shows what the Linux kernel does to the packets of a JVM.

        In a service:
          java -javaagent:mytracer-agent.jar[=OPTION,...] ...
          jcmd PID JVMTI.agent_load /path/to/mytracer-agent.jar [OPTION,...]

        Options:
        %s
        On the command line: java -jar mytracer-agent.jar COMMAND
          help                            this text
          version                         the version
          check [--libbpf=FILE]           what works on this machine, what does not, and the remedy
          print FILE.jfr [FILTER...]      the hops of packets in a recording, one line each
              --format=documented|wide    wide has the thread and the sequence numbers too
              --port=N|FIRST-LAST         from or to this port; may be repeated
              --host=ADDRESS[/PREFIX]     from or to this address; may be repeated
              --proto=tcp|udp|any         of this protocol

        Exit codes: 0 it worked, 1 it failed, 2 the command line was not understood.
        """
                .formatted(OptionHelp.text());
    }
}
