package io.mytracer.it;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** For tests of what only some kernels have; on others they are skipped, with the reason. */
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsKernelCondition.class)
public @interface NeedsKernel {
    /** The first kernel that has it, such as {@code 6.10}. */
    String value();

    /** What older kernels lack. */
    String reason();
}
