package io.mytracer.bpf.ffm;

import java.util.HashMap;
import java.util.Map;

/**
 * Names and texts of Linux error numbers.
 *
 * <p>The numbers are those of {@code include/uapi/asm-generic/errno*.h}, which x86-64 and AArch64
 * share, plus {@code ENOTSUPP} (524), which the kernel keeps to itself but lets escape from bpf(2).
 * Texts are kept here rather than asked of libc: they must not depend on the locale or on a library
 * that may be the very thing that failed.
 */
public final class Errno {
    /** Operation not permitted. */
    public static final int EPERM = 1;

    /** No such file or directory. */
    public static final int ENOENT = 2;

    /** No such process; of bpf(2) also "no such function". */
    public static final int ESRCH = 3;

    /** Interrupted system call. */
    public static final int EINTR = 4;

    /** Resource temporarily unavailable. */
    public static final int EAGAIN = 11;

    /** Permission denied; of bpf(2) also "the verifier refused the program". */
    public static final int EACCES = 13;

    /** Invalid argument. */
    public static final int EINVAL = 22;

    /** Function not implemented. */
    public static final int ENOSYS = 38;

    private static final Map<Integer, String[]> TABLE = table();

    private Errno() {}

    /** Returns the symbolic name, such as {@code EPERM}, or {@code errno 4711} when unknown. */
    public static String name(int errno) {
        String[] entry = TABLE.get(errno);
        return entry == null ? "errno " + errno : entry[0];
    }

    /** Returns the text, such as {@code Operation not permitted}, or {@code unknown error}. */
    public static String text(int errno) {
        String[] entry = TABLE.get(errno);
        return entry == null ? "unknown error" : entry[1];
    }

    private static Map<Integer, String[]> table() {
        String[] rows = {
            "1 EPERM Operation not permitted",
            "2 ENOENT No such file or directory",
            "3 ESRCH No such process",
            "4 EINTR Interrupted system call",
            "5 EIO Input/output error",
            "6 ENXIO No such device or address",
            "7 E2BIG Argument list too long",
            "8 ENOEXEC Exec format error",
            "9 EBADF Bad file descriptor",
            "11 EAGAIN Resource temporarily unavailable",
            "12 ENOMEM Cannot allocate memory",
            "13 EACCES Permission denied",
            "14 EFAULT Bad address",
            "16 EBUSY Device or resource busy",
            "17 EEXIST File exists",
            "18 EXDEV Invalid cross-device link",
            "19 ENODEV No such device",
            "20 ENOTDIR Not a directory",
            "21 EISDIR Is a directory",
            "22 EINVAL Invalid argument",
            "23 ENFILE Too many open files in system",
            "24 EMFILE Too many open files",
            "25 ENOTTY Inappropriate ioctl for device",
            "26 ETXTBSY Text file busy",
            "27 EFBIG File too large",
            "28 ENOSPC No space left on device",
            "29 ESPIPE Illegal seek",
            "30 EROFS Read-only file system",
            "32 EPIPE Broken pipe",
            "34 ERANGE Numerical result out of range",
            "36 ENAMETOOLONG File name too long",
            "38 ENOSYS Function not implemented",
            "40 ELOOP Too many levels of symbolic links",
            "61 ENODATA No data available",
            "71 EPROTO Protocol error",
            "75 EOVERFLOW Value too large for defined data type",
            "84 EILSEQ Invalid or incomplete multibyte or wide character",
            "90 EMSGSIZE Message too long",
            "95 EOPNOTSUPP Operation not supported",
            "104 ECONNRESET Connection reset by peer",
            "105 ENOBUFS No buffer space available",
            "110 ETIMEDOUT Connection timed out",
            "111 ECONNREFUSED Connection refused",
            "116 ESTALE Stale file handle",
            "125 ECANCELED Operation canceled",
            "524 ENOTSUPP Operation is not supported",
        };
        Map<Integer, String[]> map = HashMap.newHashMap(rows.length);
        for (String row : rows) {
            String[] parts = row.split(" ", 3);
            map.put(Integer.valueOf(parts[0]), new String[] {parts[1], parts[2]});
        }
        return map;
    }
}
