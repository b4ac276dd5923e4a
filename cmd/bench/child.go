package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strconv"
	"time"

	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/importer"
	"pilar/internal/postgres"
	"pilar/internal/region"
	"pilar/internal/seal"
	"pilar/internal/worker"
	"pilar/internal/worker/workersheet"
)

// childWord is the only argument of a process that does one job by itself, so that its peak memory is the job's.
const childWord = "child"

// job is what such a process reads on its standard input: to import a file, or to export a list.
type job struct {
	Database string
	Key      []byte
	File     string // to import; "" is to export
	Cadre    string // of the list; "" is everybody
	Whole    bool   // numbers
	Profile  string // "" is none
}

// outcome is what it writes on its standard output.
type outcome struct {
	Rows   int
	Took   time.Duration
	Peak   int64 // bytes; 0 where the system doesn't tell
	Export exportStatement
}

// start carries a job out in a process of its own.
func (j job) start(ctx context.Context) (o outcome, err error) {
	self, err := os.Executable()
	if err != nil {
		return o, err
	}
	in, out, err := os.Pipe()
	if err != nil {
		return o, err
	}
	defer in.Close()
	go func() {
		defer out.Close()
		_ = json.NewEncoder(out).Encode(j) // the child says what it lacks
	}()
	cmd := exec.CommandContext(ctx, self, childWord)
	cmd.Stdin, cmd.Stderr = in, os.Stderr
	said, err := cmd.Output()
	if err != nil {
		return o, fmt.Errorf("in a process of its own: %w", err)
	}
	return o, json.Unmarshal(said, &o)
}

// child does the job that it is told, in as much memory as `pilar serve` gives itself.
func child(ctx context.Context, in io.Reader, out io.Writer) error {
	var j job
	if err := json.NewDecoder(in).Decode(&j); err != nil {
		return err
	}
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(96 << 20)
	keys, err := seal.Parse(j.Key)
	if err != nil {
		return err
	}
	var sent exportStatement
	pool, err := postgres.Open(ctx, j.Database, &sent)
	if err != nil {
		return err
	}
	defer pool.Close()
	if j.Profile != "" {
		stop, err := profileTo(j.Profile)
		if err != nil {
			return err
		}
		defer stop()
	}
	begun := time.Now()
	do := j.exports
	if j.File != "" {
		do = j.imports
	}
	rows, err := do(ctx, pool, keys)
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(outcome{Rows: rows, Took: time.Since(begun), Peak: peak(), Export: sent})
}

// imports receives, checks and stores a file as the pages do, and returns how many rows were stored.
func (j job) imports(ctx context.Context, db postgres.DB, keys *seal.Keys) (int, error) {
	by, store := audit.System("bench"), importer.NewStore(db, keys)
	content, err := os.ReadFile(j.File)
	if err != nil {
		return 0, err
	}
	id, err := store.Receive(ctx, by, importer.Upload{File: filepath.Base(j.File), Content: content, Cadre: importedCadre})
	if err != nil {
		return 0, err
	}
	if err := store.Work(ctx, id); err != nil {
		return 0, err
	}
	checked, err := store.Import(ctx, id)
	if err != nil {
		return 0, err
	}
	if err := store.Store(ctx, by, id, checked.Version); err != nil {
		return 0, fmt.Errorf("%s %s: %w", checked.State, checked.Trouble, err)
	}
	if err := store.Work(ctx, id); err != nil {
		return 0, err
	}
	stored, err := store.Import(ctx, id)
	if err == nil && stored.State != importer.Stored {
		err = errors.New(string(stored.State) + " " + stored.Trouble)
	}
	return stored.Counts.Stored, err
}

// exports writes a list as csv to nowhere, and returns how many people it has.
func (j job) exports(ctx context.Context, db postgres.DB, keys *seal.Keys) (int, error) {
	book, err := region.NewStore(db, keys).Book(ctx)
	if err != nil {
		return 0, err
	}
	by, workers, now := audit.System("bench"), worker.NewStore(db, keys), time.Now()
	filter := worker.Filter{At: asof.Now(now), Status: worker.Anyone, Cadre: j.Cadre}
	e := workersheet.Export{Export: worker.Export{Filter: filter, Words: "bench", Format: "csv", Whole: j.Whole, Reason: "bench"},
		By: by.Name, At: now, Book: book}
	var lines lineCounter
	if err := e.To(ctx, workers, by, &lines); err != nil {
		return 0, err
	}
	return int(lines), nil
}

// lineCounter counts lines, and forgets them.
type lineCounter int

func (l *lineCounter) Write(p []byte) (int, error) {
	for _, b := range p {
		if b == '\n' {
			*l++
		}
	}
	return len(p), nil
}

var peakLine = regexp.MustCompile(`(?m)^VmHWM:\s*(\d+) kB$`)

// peak is the most memory that this process has had, where the system tells.
func peak() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	m := peakLine.FindSubmatch(status)
	if m == nil {
		return 0
	}
	kB, _ := strconv.ParseInt(string(m[1]), 10, 64)
	return kB << 10
}
