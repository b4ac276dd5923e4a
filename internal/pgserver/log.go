//go:build unix

package pgserver

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

const logFile = "log"

// log is the server's log, and where this run's part of it begins.
type log struct {
	*os.File
	start int64
}

// openLog opens the log to append to it; one that has grown large is first put aside.
func openLog(path string) (log, error) {
	if info, err := os.Stat(path); err == nil && info.Size() > 16<<20 {
		_ = os.Rename(path, path+".old") // if not, it grows on
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return log{}, fmt.Errorf("open the server's log: %w", err)
	}
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return log{}, errors.Join(err, f.Close())
	}
	return log{f, end}, nil
}

// said returns the last lines of this run.
func (l log) said() []byte {
	end, err := l.Seek(0, io.SeekEnd)
	if err != nil {
		return nil
	}
	from := max(l.start, end-1500)
	text, _ := io.ReadAll(io.NewSectionReader(l, from, end-from))
	return bytes.TrimSpace(text)
}
