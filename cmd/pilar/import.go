package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"pilar/internal/account"
	"pilar/internal/asof"
	"pilar/internal/audit"
	"pilar/internal/check"
	"pilar/internal/fault"
	"pilar/internal/importer"
	"pilar/internal/sheet"
)

// importFlags is the command line of `pilar import`.
type importFlags struct {
	cadre string
	apply bool
	json  bool
	asOf  time.Time
	as    *by
	file  string
}

func readImportFlags(p *program, args []string) (importFlags, error) {
	var in importFlags
	f := p.flags("import")
	f.StringVar(&in.cadre, "cadre", "", "`CODE` of the cadre whose people the file lists: TKSK, PSM, TAGANA, PKH, DINSOS")
	f.BoolVar(&in.apply, "apply", false, "store the rows that may be stored")
	f.BoolVar(&in.json, "json", false, "print the report as JSON")
	f.Func("per-tanggal", "the `DATE` that the file speaks of; absent: what its title says, else today", func(typed string) error {
		day, problem := check.Date(typed)
		if problem != nil || day.IsZero() {
			return fmt.Errorf("%q is no date: write 2026-01-05 or 5-1-2026", typed)
		}
		in.asOf = day
		return nil
	})
	in.as = byFlag(f)
	words, err := parse(f, args, 1, 1)
	if err != nil {
		return in, err
	}
	in.file, in.cadre = words[0], strings.ToUpper(in.cadre)
	if in.cadre == "" {
		return in, usageError{"import needs --cadre"}
	}
	return in, nil
}

// importFile checks a file and, with --apply, stores what may be stored. A report with refused rows is no failure.
func importFile(ctx context.Context, p *program, args []string) error {
	in, err := readImportFlags(p, args)
	if err != nil {
		return err
	}
	// A file that can't be read is told before a database is started for it.
	book, err := sheet.Open(in.file)
	if err != nil {
		return fmt.Errorf("%s: %w", in.file, err)
	}
	defer book.Close()
	db, err := p.openForCommand(ctx)
	if err != nil {
		return err
	}
	report, err := in.run(ctx, db, book)
	if err == nil {
		err = in.print(p.stdout, report)
	}
	return errors.Join(err, db.close())
}

func (in importFlags) run(ctx context.Context, db *database, book *sheet.Book) (*importer.Report, error) {
	actor, who, err := in.as.account(ctx, db.accounts, account.RegisterWrite)
	if err != nil {
		return nil, err
	}
	imports := importer.NewStore(db.pool, db.keys)
	options, err := imports.Options(ctx, in.cadre, asof.Today(time.Now()))
	if errors.Is(err, fault.NotFound{}) {
		return nil, usageError{fmt.Sprintf("there is no cadre %q", in.cadre)}
	}
	if err != nil {
		return nil, err
	}
	options.File, options.AsOf = filepath.Base(in.file), in.asOf
	if who != nil {
		options.Limit = who.Kecamatan
	}
	report, err := importer.Read(book, options)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.file, err)
	}
	return report, in.store(ctx, imports, actor, report, options)
}

func (in importFlags) store(ctx context.Context, imports *importer.Store, by audit.Actor, report *importer.Report, o importer.Options) error {
	if in.apply {
		return imports.Apply(ctx, by, report, o)
	}
	return imports.Check(ctx, report, o)
}

func (in importFlags) print(w io.Writer, report *importer.Report) error {
	if in.json {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(report)
	}
	return printReport(w, report, in.apply)
}

var verdicts = map[importer.Verdict]string{importer.New: "baru", importer.Changed: "berubah", importer.Same: "sama",
	importer.Rejected: "ditolak", importer.Repeated: "berulang"}

// printReport writes the report for people: what the file comes to, then each row that is refused, repeated or warned of.
func printReport(w io.Writer, r *importer.Report, stored bool) error {
	count := map[importer.Verdict]int{}
	for _, row := range r.Rows {
		count[row.Verdict]++
	}
	may := "dapat disimpan"
	if stored {
		may = "disimpan"
	}
	fmt.Fprintf(w, "%s, %s, keadaan per %s\n", r.File, r.Cadre, r.AsOf.Format("02-01-2006"))
	fmt.Fprintf(w, "%d baris data: %d %s (%d baru, %d berubah, %d sama), %d ditolak, %d berulang; %d dengan peringatan\n",
		r.DataRows, r.Loadable, may, count[importer.New], count[importer.Changed], count[importer.Same], r.Rejected, r.Repeated, r.Warned)
	for _, h := range r.Unknown() {
		fmt.Fprintf(w, "Judul kolom tidak dikenal, isinya tidak dibaca: %q%s\n", h.Text, inSheet(h.Sheet))
	}
	for _, n := range r.Notes {
		fmt.Fprintf(w, "%s%s\n", n.Message, inSheet(n.Sheet))
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range r.Rows {
		for _, p := range row.Problems {
			fmt.Fprintf(t, "%sbaris %d\t%s\t%s\t%s\t%s\n", sheetPrefix(row.Sheet), row.Number, verdicts[row.Verdict], p.Kind, p.Column, p.Message)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if !stored && r.Loadable > 0 {
		fmt.Fprintln(w, "Belum ada yang disimpan. Tambahkan --apply untuk menyimpan baris yang dapat disimpan.")
	}
	return nil
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
