//go:build unix

package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// With this variable the test binary is the command itself.
const actVariable = "WITHPG_TEST_ACT"

func TestMain(m *testing.M) {
	if os.Getenv(actVariable) != "" {
		main()
	}
	os.Exit(m.Run())
}

// withpg is the command around a shell script.
func withpg(t *testing.T, script string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	must(t, err)
	cmd := exec.Command(self, "sh", "-c", script)
	cmd.Env = append(os.Environ(), actVariable+"=1")
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // as without a terminal
	return cmd
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestStatusIsPassedOn(t *testing.T) {
	t.Parallel()
	cmd := withpg(t, `test -S "$PILAR_TEST_SOCKET/.s.PGSQL.5432" && exit 7`)
	_ = cmd.Run()
	if status := cmd.ProcessState.ExitCode(); status != 7 {
		t.Errorf("exit status %d, want 7", status)
	}
}

func TestCommandThatCannotRun(t *testing.T) {
	t.Parallel()
	status, err := run([]string{filepath.Join(t.TempDir(), "missing")})
	if status != 1 || err == nil {
		t.Errorf("status %d, %v", status, err)
	}
}

// The script says where the socket is, and then waits until something ends it.
const waiting = `trap 'kill $!; exit 9' TERM; echo "$PILAR_TEST_SOCKET"; sleep 60 & wait $!`

func launch(t *testing.T) (cmd *exec.Cmd, folder string) {
	t.Helper()
	cmd = withpg(t, waiting)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	must(t, err)
	go io.Copy(io.Discard, out)
	return cmd, filepath.Dir(filepath.Dir(strings.TrimSpace(line)))
}

func TestSignalReachesTheCommand(t *testing.T) {
	t.Parallel()
	cmd, folder := launch(t)
	must(t, cmd.Process.Signal(syscall.SIGTERM))
	_ = cmd.Wait()
	if status := cmd.ProcessState.ExitCode(); status != 9 {
		t.Errorf("exit status %d, want the script's 9", status)
	}
	if _, err := os.Stat(folder); err == nil {
		t.Error("the server's folder is still there")
	}
}

func TestNothingIsLeftOfAKilledWithpg(t *testing.T) {
	t.Parallel()
	cmd, folder := launch(t)
	must(t, syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)) // with the script, which nobody would end
	_ = cmd.Wait()
	for range 500 {
		if _, err := os.Stat(folder); os.IsNotExist(err) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("the server's folder is still there")
}
