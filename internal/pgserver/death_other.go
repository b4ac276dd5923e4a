//go:build unix && !linux

package pgserver

import "syscall"

// setDeathSignal does nothing: a server that outlives a killed Pilar is stopped by the next start.
func setDeathSignal(*syscall.SysProcAttr) {}
