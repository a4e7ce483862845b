package io.mytracer.it;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What {@link NeedsBpf} asks for. */
final class NeedsBpfCondition implements ExecutionCondition {
    /** CAP_SYS_ADMIN; it stands for root, which the tests also need beside what the agent needs. */
    private static final int CAP_SYS_ADMIN = 21;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<NeedsBpf> needs =
                AnnotationSupport.findAnnotation(context.getElement(), NeedsBpf.class);
        if (needs.isEmpty()) {
            return ConditionEvaluationResult.enabled("needs no BPF");
        }
        String lack = lack(needs.get());
        if (lack == null) {
            return ConditionEvaluationResult.enabled("this machine can trace");
        }
        System.err.println("skipped " + context.getDisplayName() + ": " + lack);
        return ConditionEvaluationResult.disabled(lack);
    }

    private static String lack(NeedsBpf needs) {
        if (!Files.isReadable(Path.of("/sys/kernel/btf/vmlinux"))) {
            return "the kernel has no BTF (/sys/kernel/btf/vmlinux)";
        }
        if (!Limits.hasCapability(CAP_SYS_ADMIN)) {
            return "not root (CAP_SYS_ADMIN)";
        }
        for (String tool : needs.tools()) {
            if (!Tool.exists(tool)) {
                return "no " + tool + " here";
            }
        }
        return null;
    }
}
