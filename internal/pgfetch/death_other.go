//go:build unix && !linux

package pgfetch

import "syscall"

// setDeathSignal does nothing: a client that outlives a killed Pilar comes to its end, and leaves rubbish for the next fetch.
func setDeathSignal(*syscall.SysProcAttr) {}
