package io.mytracer.it;

import io.mytracer.bpf.kernel.KernelVersion;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

import java.util.Optional;

/** What {@link NeedsKernel} asks for. */
final class NeedsKernelCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<NeedsKernel> needs =
                AnnotationSupport.findAnnotation(context.getElement(), NeedsKernel.class);
        if (needs.isEmpty()) {
            return ConditionEvaluationResult.enabled("any kernel will do");
        }
        KernelVersion first = KernelVersion.parse(needs.get().value());
        KernelVersion current = KernelVersion.current();
        if (current.atLeast(first.major(), first.minor())) {
            return ConditionEvaluationResult.enabled(current + " is new enough");
        }
        String lack =
                "kernel %s is older than %s: %s"
                        .formatted(current, first.release(), needs.get().reason());
        System.err.println("skipped " + context.getDisplayName() + ": " + lack);
        return ConditionEvaluationResult.disabled(lack);
    }
}
