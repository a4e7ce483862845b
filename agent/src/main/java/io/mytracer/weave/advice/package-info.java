/**
 * The code that is woven, copied by Byte Buddy to the beginning and end of the JDK's methods. None
 * of it runs here, none may throw, and all it may call is {@code io.mytracer.boot}.
 */
package io.mytracer.weave.advice;
