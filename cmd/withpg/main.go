//go:build unix

// Command withpg runs a command beside a throwaway PostgreSQL server, which the tests find through PILAR_TEST_SOCKET:
//
//	go run ./cmd/withpg go test ./...
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"

	"pilar/internal/pgserver"
)

var forwarded = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: withpg COMMAND [ARGUMENT…]")
		os.Exit(2)
	}
	status, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "withpg:", err)
	}
	os.Exit(status)
}

// run returns the exit status of the command, or 1 and what kept it from running or the server from stopping.
func run(command []string) (status int, err error) {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, forwarded...)
	server, err := start()
	if err != nil {
		return 1, err
	}
	defer func() {
		if stopErr := server.Stop(); stopErr != nil {
			status, err = max(status, 1), errors.Join(err, stopErr)
		}
	}()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), "PILAR_TEST_SOCKET="+server.Socket())
	if err := cmd.Start(); err != nil {
		return 1, err
	}
	go forward(signals, cmd.Process)
	return statusOf(cmd.Wait())
}

// start starts the server; a signal breaks the start off.
func start() (*pgserver.Server, error) {
	ctx, stop := signal.NotifyContext(context.Background(), forwarded...)
	defer stop()
	return pgserver.Temporary(ctx)
}

// forward passes signals on, except what the terminal has already sent to the command itself.
func forward(signals <-chan os.Signal, process *os.Process) {
	for s := range signals {
		if s != os.Interrupt || !inForeground() {
			_ = process.Signal(s) // if it has ended, so do we
		}
	}
}

// inForeground tells whether the terminal's Ctrl-C reaches our process group, to which the command belongs too.
func inForeground() bool {
	terminal, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	defer terminal.Close()
	group, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err == nil && group == unix.Getpgrp()
}

// statusOf is the exit status as a shell tells it.
func statusOf(err error) (int, error) {
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		if err != nil {
			return 1, err
		}
		return 0, nil
	}
	if wait, ok := exit.Sys().(syscall.WaitStatus); ok && wait.Signaled() {
		return 128 + int(wait.Signal()), nil
	}
	return exit.ExitCode(), nil
}
