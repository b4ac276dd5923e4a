// Command pilar serves the register of an office's social workers, and does on the command line what an administrator
// needs beside it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"os/user"
	"syscall"
	"text/tabwriter"

	"github.com/jackc/pgx/v5"

	"pilar/internal/audit"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
}

// What the program returns to the shell.
const (
	exitDone    = 0
	exitRefused = 1 // refused or failed, with a reason on standard error
	exitUsage   = 2
)

// command is one verb of the command line.
type command struct {
	name string
	args string // as the help shows them
	does string
	run  func(ctx context.Context, p *program, args []string) error
}

// commands are all there are, in the order of the help.
func commands() []command {
	return []command{
		{"serve", "[--demo]", "serve the application", serve},
		{"health", "", "ask the running `pilar serve` whether it can serve", health},
		{"migrate", "", "move the database's schema to this program's version", migrate},
		{"fill", "--people N --seed S", "fill an empty database with made-up people, for trials and measurements", runFill},
		{"import", "--cadre CODE FILE [--apply] [--per-tanggal DATE] [--json]", "check a workbook, and store what may be stored", importFile},
		{"export", "sdm|audit|formasi|pengguna [--format F] [--out FILE] [--per-tanggal DATE] [--personal --reason TEXT]", "take a list away as xlsx, csv or json", exportList},
		{"regions", "FILE", "make an empty register another district's: its places, formation and office", loadRegions},
		{"backup", "FILE", "write database, files and settings into one file; the key stays apart", takeBackup},
		{"restore", "FILE", "bring a backup back into an empty place", restoreBackup},
		{"doctor", "[--backup FILE] [--expect N:HASH]", "look whether schema, key, logins, trail and backups are sound; prove that a backup can be restored", doctor},
		{"user", "add|reset|list …", "keep accounts without the browser", users},
	}
}

// program is what every command works with.
type program struct {
	config  config
	faults  error // of the environment; told once the command line is known to be right
	stdin   io.Reader
	stdout  io.Writer
	stderr  io.Writer
	tracers []pgx.QueryTracer // see every statement
}

// usageError says how the command line is wrong.
type usageError struct{ message string }

func (e usageError) Error() string { return e.message }

// run is the whole program, but for the process around it.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		help(stderr)
		return exitUsage
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		help(stdout)
		return exitDone
	}
	err := dispatch(ctx, args, getenv, stdin, stdout, stderr)
	var usage usageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "pilar: %s\nRun `pilar help` to see the commands.\n", usage.message)
		return exitUsage
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	fmt.Fprintf(stderr, "pilar: %v\n", err)
	return exitRefused
}

func dispatch(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) error {
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		cfg, faults := readConfig(getenv)
		return c.run(ctx, &program{config: cfg, faults: faults, stdin: stdin, stdout: stdout, stderr: stderr}, args[1:])
	}
	return usageError{fmt.Sprintf("there is no command %q", args[0])}
}

func help(w io.Writer) {
	fmt.Fprint(w, "Pilar, the register of a district's social workers.\n\nUsage: pilar COMMAND [ARGUMENTS]\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range commands() {
		fmt.Fprintf(t, "  %s %s\t%s\n", c.name, c.args, c.does)
	}
	_ = t.Flush()
	fmt.Fprint(w, "\nEnvironment:\n"+environmentHelp)
}

// flags returns a command's flag set; parse reads it.
func (p *program) flags(command string) *flag.FlagSet {
	f := flag.NewFlagSet("pilar "+command, flag.ContinueOnError)
	f.SetOutput(p.stdout)
	return f
}

// parse reads flags that may stand before, between and after the words, and returns the words: at least min, at most max.
func parse(f *flag.FlagSet, args []string, min, max int) (words []string, err error) {
	out := f.Output()
	f.SetOutput(io.Discard) // the fault is told once, by run
	for len(args) > 0 {
		if err := f.Parse(args); errors.Is(err, flag.ErrHelp) {
			f.SetOutput(out)
			f.Usage()
			return nil, err
		} else if err != nil {
			return nil, usageError{err.Error()}
		}
		if args = f.Args(); len(args) > 0 {
			words, args = append(words, args[0]), args[1:]
		}
	}
	if len(words) < min || len(words) > max {
		return nil, usageError{fmt.Sprintf("%s takes %s", f.Name(), count(min, max))}
	}
	return words, nil
}

func count(min, max int) string {
	switch {
	case max == 0:
		return "no further words"
	case min == max:
		return fmt.Sprintf("%d word(s) beside its flags", min)
	}
	return fmt.Sprintf("%d to %d words beside its flags", min, max)
}

// system is the actor of a command that names no account.
func system() audit.Actor {
	u, err := user.Current()
	if err != nil {
		return audit.System(fmt.Sprintf("uid %d", os.Getuid()))
	}
	return audit.System(u.Username)
}
