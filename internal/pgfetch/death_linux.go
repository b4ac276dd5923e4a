package pgfetch

import "syscall"

// setDeathSignal makes the kernel end a client with this process, however it ends: it would go on writing what the next run
// clears away.
func setDeathSignal(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }
