/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Arguments of a function as a kprobe finds them, by their position from 0. */
#ifndef MYTRACER_ARGUMENTS_H
#define MYTRACER_ARGUMENTS_H

#include "kernel.h"
#include <bpf/bpf_tracing.h>

#define ARGUMENT_0(regs) PT_REGS_PARM1(regs)
#define ARGUMENT_1(regs) PT_REGS_PARM2(regs)
#define ARGUMENT_2(regs) PT_REGS_PARM3(regs)
#define ARGUMENT_3(regs) PT_REGS_PARM4(regs)
#define ARGUMENT_4(regs) PT_REGS_PARM5(regs)

#endif
