package pgserver

import "syscall"

// setDeathSignal makes the kernel ask for a fast shutdown when this process ends, however it ends.
func setDeathSignal(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGINT }
