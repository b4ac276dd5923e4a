package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"text/tabwriter"

	"pilar/internal/importer"
)

// print writes the report of an import, row by row: it is never held whole.
func (in importFlags) print(ctx context.Context, w io.Writer, imports *importer.Store, im importer.Import) error {
	out := bufio.NewWriter(w)
	pages := pagesOf(ctx, imports, importer.RowFilter{Import: im.ID, Problems: !in.json})
	var err error
	if in.json {
		err = printJSON(out, im, pages)
	} else {
		err = printForPeople(out, im, pages, in.apply)
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

// pagesOf returns the rows of an import, a page at a time.
func pagesOf(ctx context.Context, imports *importer.Store, f importer.RowFilter) iter.Seq2[[]importer.Kept, error] {
	f.Limit = 1000
	return func(yield func([]importer.Kept, error) bool) {
		for more := true; more; {
			var page []importer.Kept
			var err error
			page, more, err = imports.Rows(ctx, f)
			if !yield(page, err) || err != nil {
				return
			}
			if more {
				f.After = page[len(page)-1].N
			}
		}
	}
}

// printJSON writes what json.Encoder would write of an importer.Report with an indent of two spaces.
func printJSON(w io.Writer, im importer.Import, pages iter.Seq2[[]importer.Kept, error]) error {
	verdicts := im.Counts.Verdicts
	head, err := json.MarshalIndent(importer.Report{File: im.File, Cadre: im.Cadre, DataRows: im.Counts.Rows(), Loadable: im.Counts.Loadable(),
		Rejected: verdicts[importer.Rejected], Repeated: verdicts[importer.Repeated], Warned: im.Counts.Warned, Rows: []importer.Row{}}, "", "  ")
	if err != nil {
		return err
	}
	at := bytes.LastIndex(head, []byte("[]")) // of the rows, which come last
	fmt.Fprintf(w, "%s[", head[:at])
	separator := ""
	for page, err := range pages {
		if err != nil {
			return err
		}
		for _, k := range page {
			row, err := json.MarshalIndent(k.Row, "    ", "  ")
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "%s\n    %s", separator, row)
			separator = ","
		}
	}
	_, err = fmt.Fprintf(w, "\n  ]%s\n", head[at+2:])
	return err
}

var verdicts = map[importer.Verdict]string{importer.New: "baru", importer.Changed: "berubah", importer.Same: "sama",
	importer.Rejected: "ditolak", importer.Repeated: "berulang"}

// printForPeople writes what the file comes to, then each row that is refused, repeated or warned of.
func printForPeople(w io.Writer, im importer.Import, pages iter.Seq2[[]importer.Kept, error], stored bool) error {
	may := "dapat disimpan"
	if stored {
		may = "disimpan"
	}
	count, loadable := im.Counts.Verdicts, im.Counts.Loadable()
	fmt.Fprintf(w, "%s, %s, keadaan per %s\n", im.File, im.Cadre, im.AsOf.Format("02-01-2006"))
	fmt.Fprintf(w, "%d baris data: %d %s (%d baru, %d berubah, %d sama), %d ditolak, %d berulang; %d dengan peringatan\n",
		im.Counts.Rows(), loadable, may, count[importer.New], count[importer.Changed], count[importer.Same], count[importer.Rejected],
		count[importer.Repeated], im.Counts.Warned)
	for _, h := range im.Heads {
		if h.As == "" {
			fmt.Fprintf(w, "Judul kolom tidak dikenal, isinya tidak dibaca: %q%s\n", h.Text, inSheet(h.Sheet))
		}
	}
	for _, n := range im.Notes {
		fmt.Fprintf(w, "%s%s\n", n.Message, inSheet(n.Sheet))
	}
	for page, err := range pages {
		if err != nil {
			return err
		}
		if err := printProblems(w, page); err != nil {
			return err
		}
	}
	if !stored && loadable > 0 {
		fmt.Fprintln(w, "Belum ada yang disimpan. Tambahkan --apply untuk menyimpan baris yang dapat disimpan.")
	}
	return nil
}

// printProblems writes the problems of some rows in columns, which are as wide as these rows ask for.
func printProblems(w io.Writer, rows []importer.Kept) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for _, p := range row.Problems {
			fmt.Fprintf(t, "%sbaris %d\t%s\t%s\t%s\t%s\n", sheetPrefix(row.Sheet), row.Number, verdicts[row.Verdict], p.Kind, p.Column, p.Message)
		}
	}
	return t.Flush()
}

func inSheet(name string) string {
	if name == "" {
		return ""
	}
	return " (lembar " + name + ")"
}

func sheetPrefix(name string) string {
	if name == "" {
		return ""
	}
	return name + " "
}
