package io.mytracer.it;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * For tests that need a kernel which lets them trace; elsewhere they are skipped, with reason. One
 * that has lost something by recursion is run again.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith({NeedsBpfCondition.class, AgainAfterRecursion.class})
public @interface NeedsBpf {
    /** Programs of the system that the test runs. */
    String[] tools() default {};
}
