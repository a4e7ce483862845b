/*
 * What keeps the distribution's static archives, compiled for executables (-fPIE), out of a shared
 * object, replaced by code that may be in one.
 */
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#define HIDDEN __attribute__((visibility("hidden")))

/*
 * libelf's elf_error.o has a local-exec thread variable (R_X86_64_TPOFF32). These definitions come
 * first on the command line, so the linker never takes that member.
 */
static __thread int elf_error;

int elf_errno(void)
{
	int error = elf_error;
	elf_error = 0;
	return error;
}

void __libelf_seterrno(int error)
{
	elf_error = error;
}

const char *elf_errmsg(int error)
{
	(void)error;
	return "libelf cannot read the object";
}

/*
 * libbpf.o reaches libc's data symbol stderr with a PC-relative relocation. Linked with
 * --wrap=stderr the archives use this pointer, which is in the same object.
 */
extern FILE *__real_stderr;
HIDDEN FILE *__wrap_stderr;

__attribute__((constructor)) static void set_stderr(void)
{
	__wrap_stderr = __real_stderr;
}

/*
 * glibc exports stat and fstat since 2.33 only. The system calls instead lower the floor to 2.28
 * (RHEL 8, Debian 10). newfstatat with AT_EMPTY_PATH is the one call that all architectures have.
 */
#define AT_FDCWD (-100)
#define AT_EMPTY_PATH 0x1000

#ifdef SYS_newfstatat
#define FSTATAT SYS_newfstatat
#else
#define FSTATAT SYS_fstatat64
#endif

HIDDEN int __wrap_fstat(int fd, void *result)
{
	return (int)syscall(FSTATAT, fd, "", result, AT_EMPTY_PATH);
}

HIDDEN int __wrap_fstat64(int fd, void *result)
{
	return __wrap_fstat(fd, result);
}

HIDDEN int __wrap_stat(const char *path, void *result)
{
	return (int)syscall(FSTATAT, AT_FDCWD, path, result, 0);
}

HIDDEN int __wrap_stat64(const char *path, void *result)
{
	return __wrap_stat(path, result);
}
