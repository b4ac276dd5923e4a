//go:build unix

package pgfetch

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"time"
)

// run runs a client to its end, and says now and then that it is at work. It fails with the client's last words.
func (f *Fetcher) run(ctx context.Context, name string, cmd *exec.Cmd) error {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	began := time.Now()
	ended := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // a death signal is sent when the thread that forked ends
		ended <- cmd.Run()
	}()
	for {
		select {
		case err := <-ended:
			if err != nil && ctx.Err() != nil {
				return fmt.Errorf("%s was broken off: %w", name, context.Cause(ctx))
			}
			if err != nil {
				return fmt.Errorf("%s: %w %s", name, err, lastWords(out.Bytes()))
			}
			return nil
		case <-time.After(f.often):
			f.say("%s is still at work, for %s now.", name, time.Since(began).Round(time.Second))
		}
	}
}

// lastWords is the end of what a program said, in a form that fits in a message.
func lastWords(out []byte) string {
	out = bytes.TrimSpace(out)
	if len(out) == 0 {
		return ""
	}
	return "(" + string(out[max(0, len(out)-1000):]) + ")"
}
