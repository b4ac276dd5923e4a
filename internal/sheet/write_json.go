package sheet

import (
	"bufio"
	"encoding/json"
	"io"
	"time"
)

// jsonWriter writes {"title": […], "rows": [{"Nama": …}, …], "notes": […]}.
type jsonWriter struct {
	table Table
	w     *bufio.Writer
	keys  [][]byte // each head, with its colon
	rows  int
	notes []string
}

func writeJSON(w io.Writer, t Table) (Writer, error) {
	j := &jsonWriter{table: t, w: bufio.NewWriter(w), notes: []string{}}
	title, err := json.Marshal(append([]string{}, t.Title...))
	if err != nil {
		return nil, err
	}
	for _, c := range t.Columns {
		key, err := json.Marshal(c.Head)
		if err != nil {
			return nil, err
		}
		j.keys = append(j.keys, append(key, ':'))
	}
	return j, j.put([]byte(`{"title":`), title, []byte(`,"rows":[`))
}

func (j *jsonWriter) put(parts ...[]byte) error {
	for _, p := range parts {
		if _, err := j.w.Write(p); err != nil {
			return err
		}
	}
	return nil
}

func (j *jsonWriter) Row(cells ...any) error {
	values, err := j.table.checked(cells)
	if err != nil {
		return err
	}
	before := ",\n{"
	if j.rows++; j.rows == 1 {
		before = "\n{"
	}
	for i, v := range values {
		text, err := json.Marshal(jsonValue(j.table.Columns[i].Kind, v))
		if err != nil {
			return err
		}
		if err := j.put([]byte(before), j.keys[i], text); err != nil {
			return err
		}
		before = ","
	}
	return j.put([]byte("}"))
}

func jsonValue(k Kind, v any) any {
	switch v := v.(type) {
	case time.Time:
		if k == Date {
			return v.Format(time.DateOnly)
		}
	case Share:
		return float64(v.Part) / float64(v.Whole)
	}
	return v
}

func (j *jsonWriter) Note(line string) error {
	j.notes = append(j.notes, plain(line))
	return nil
}

func (j *jsonWriter) Close() error {
	notes, err := json.Marshal(j.notes)
	if err != nil {
		return err
	}
	if err := j.put([]byte("\n],\"notes\":"), notes, []byte("}\n")); err != nil {
		return err
	}
	return j.w.Flush()
}
