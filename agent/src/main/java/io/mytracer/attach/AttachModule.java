package io.mytracer.attach;

/**
 * The module that {@link Attachment} is linked to, which not every runtime has: to be asked for
 * before that class is used.
 */
public final class AttachModule {
    private AttachModule() {}

    /**
     * Checks that it is there.
     *
     * @param pid of the JVM that is to be attached to
     * @throws AttachException if it is not
     */
    public static void require(long pid) throws AttachException {
        if (ModuleLayer.boot().findModule("jdk.attach").isEmpty()) {
            throw new AttachException(
                    "this Java runtime has no module jdk.attach: run the command by the java of a"
                            + " JDK, or: jcmd "
                            + pid
                            + " JVMTI.agent_load /path/to/mytracer-agent.jar [OPTION,...]");
        }
    }
}
