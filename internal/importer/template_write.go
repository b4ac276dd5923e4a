package importer

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"pilar/internal/region"
	"pilar/internal/sheet"
)

// listSheet is the hidden sheet that holds what a template's drop-down lists offer. It is not read.
const listSheet = "Daftar Pilar"

// guideSheet explains a template. It stays visible, and holds nothing that could be taken for data.
const guideSheet = "Petunjuk"

// WriteTemplate writes the template of a cadre: an empty sheet with the heads of Template, lists to choose from, and a
// sheet that explains them, and says by the cadre's name whose template it is. It holds no example row: that might be
// imported.
func WriteTemplate(w io.Writer, o Options, name string) error {
	t := template{file: excelize.NewFile(), data: "Data " + o.Cadre, asked: Template(o)}
	defer t.file.Close()
	steps := []func() error{
		func() error { return t.file.SetSheetName("Sheet1", t.data) },
		t.makeStyles,
		func() error { return t.lists(o.Places) },
		t.columns,
		func() error { return t.guide(o.Cadre + ": " + name) },
		func() error { return t.file.SetSheetVisible(listSheet, false) },
		func() error {
			now := time.Now().UTC().Format(time.RFC3339)
			return t.file.SetDocProps(&excelize.DocProperties{Creator: "Pilar", LastModifiedBy: "Pilar", Created: now, Modified: now, Title: "Templat " + o.Cadre})
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("make the template of %s: %w", o.Cadre, err)
		}
	}
	return t.file.Write(w)
}

// template is a workbook in the making.
type template struct {
	file  *excelize.File
	data  string // name of the sheet to fill in
	asked []Asked

	text, day, head, headNeeded, title, wrapped int // styles

	kecamatan string   // range of the list
	desas     int      // rows of the list of all desa
	choices   []string // range of each column's list; "" where it has none
}

func (t *template) makeStyles() (err error) {
	add := func(into *int, s excelize.Style) {
		if err == nil {
			*into, err = t.file.NewStyle(&s)
		}
	}
	asText, asDay := "@", "dd-mm-yyyy"
	border := []excelize.Border{{Type: "bottom", Style: 1, Color: "5F6B6A"}}
	heading := func(color string) excelize.Style {
		return excelize.Style{Font: &excelize.Font{Bold: true}, Border: border, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}}
	}
	add(&t.text, excelize.Style{CustomNumFmt: &asText})
	add(&t.day, excelize.Style{CustomNumFmt: &asDay})
	add(&t.head, heading("E7EFEE"))
	add(&t.headNeeded, heading("BFD8D4"))
	add(&t.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
	add(&t.wrapped, excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	return err
}

// lists fills the hidden sheet: the kecamatan, each desa beside its kecamatan, and a column for each list of choices.
func (t *template) lists(places *Places) error {
	if _, err := t.file.NewSheet(listSheet); err != nil {
		return err
	}
	kecamatan, desas := places.inOrder()
	for i, k := range kecamatan {
		if err := t.listed(0, i, k.Name); err != nil {
			return err
		}
	}
	for i, d := range desas {
		if err := t.listed(1, i, places.byCode[codeKey(d.Parent)].Name); err != nil {
			return err
		}
		if err := t.listed(2, i, d.Name); err != nil {
			return err
		}
	}
	t.kecamatan, t.desas = listRange(0, len(kecamatan)), len(desas)
	t.choices = make([]string, len(t.asked))
	for i, a := range t.asked {
		for n, choice := range a.Choices {
			if err := t.listed(3+i, n, choice); err != nil {
				return err
			}
			t.choices[i] = listRange(3+i, n+1)
		}
	}
	return nil
}

func (t *template) listed(column, row int, text string) error {
	return t.file.SetCellStr(listSheet, letter26(column)+strconv.Itoa(row+1), text)
}

// listRange is the first rows of a column of the hidden sheet.
func listRange(column, rows int) string {
	return fmt.Sprintf("'%s'!$%[2]s$1:$%[2]s$%d", listSheet, letter26(column), max(1, rows))
}

func letter26(column int) string {
	name, err := excelize.ColumnNumberToName(column + 1)
	if err != nil {
		panic(err) // no list of columns here is as long as Excel is wide
	}
	return name
}

// inOrder returns the kecamatan by name, and the desa by that of their kecamatan and their own.
func (p *Places) inOrder() (kecamatan, desas []region.Region) {
	for _, r := range p.byCode {
		switch r.Level {
		case region.Kecamatan:
			kecamatan = append(kecamatan, r)
		case region.Desa:
			desas = append(desas, r)
		}
	}
	slices.SortFunc(kecamatan, func(a, b region.Region) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(desas, func(a, b region.Region) int {
		return cmp.Or(cmp.Compare(p.byCode[codeKey(a.Parent)].Name, p.byCode[codeKey(b.Parent)].Name), cmp.Compare(a.Name, b.Name))
	})
	return kecamatan, desas
}

// columns makes the sheet to fill in: heads, widths, formats of whole columns, and what may be chosen.
func (t *template) columns() error {
	for i, a := range t.asked {
		column, format, head := letter26(i), t.text, t.head
		if a.Fill == OneDay {
			format = t.day
		}
		if a.Needed {
			head = t.headNeeded
		}
		steps := []func() error{
			func() error { return t.file.SetColStyle(t.data, column, format) },
			func() error { return t.file.SetColWidth(t.data, column, column, widthOf(a)) },
			func() error { return t.file.SetCellStr(t.data, column+"1", a.Title()) },
			func() error { return t.file.SetCellStyle(t.data, column+"1", column+"1", head) },
			func() error { return t.file.AddDataValidation(t.data, t.validation(i)) },
		}
		for _, step := range steps {
			if err := step(); err != nil {
				return err
			}
		}
	}
	if err := t.file.SetRowHeight(t.data, 1, 32); err != nil {
		return err
	}
	return t.file.SetPanes(t.data, &excelize.Panes{Freeze: true, XSplit: 2, YSplit: 1, TopLeftCell: "C2", ActivePane: "bottomRight"})
}

// Title is the head as it stands in the template.
func (a Asked) Title() string {
	if a.Needed {
		return a.Head + " (wajib)"
	}
	return a.Head
}

func widthOf(a Asked) float64 {
	width := map[Filling]float64{FreeText: 20, Digits: 21, OneDay: 14, OneOf: 14, OneKecamatan: 20, OneDesa: 20}[a.Fill]
	switch a.Column {
	case Name, Address:
		width = 34
	}
	return max(width, float64(len(a.Head)+2))
}

// validation says beside each cell how it is filled in, and asks back where what was typed is not so. Nothing is
// prevented: the reader understands more than the lists offer, and says what it does not.
func (t *template) validation(i int) *excelize.DataValidation {
	a, v := t.asked[i], excelize.NewDataValidation(true)
	column := letter26(i)
	v.Sqref = fmt.Sprintf("%s2:%[1]s%d", column, sheet.MaxRows+1)
	v.SetInput(cut(a.Head, 32), cut(a.Help, 255))
	switch a.Fill {
	case OneOf:
		v.Type, v.Formula1 = "list", t.choices[i]
	case OneKecamatan:
		v.Type, v.Formula1 = "list", t.kecamatan
	case OneDesa:
		v.Type, v.Formula1 = "list", t.desaOf(letter26(i-1))
	case OneDay:
		v.Type, v.Operator, v.Formula1, v.Formula2 = "date", "between", "1", "73050" // to the end of 2099
	}
	if a.Column == NIK {
		v.Type, v.Formula1 = "custom", fmt.Sprintf(`AND(ISTEXT(%s2),LEN(SUBSTITUTE(%[1]s2," ",""))=16)`, column)
	}
	v.ShowErrorMessage = v.Type != ""
	if v.ShowErrorMessage {
		v.SetError(excelize.DataValidationErrorStyleWarning, cut(a.Head, 32), cut("Isian ini tidak seperti yang diminta. "+a.Help, 225))
	}
	return v
}

// desaOf is the part of the list of all desa that belongs to the kecamatan in a column of the same row.
func (t *template) desaOf(column string) string {
	return fmt.Sprintf(`OFFSET('%[1]s'!$C$1,MATCH($%[2]s2,'%[1]s'!$B$1:$B$%[3]d,0)-1,0,COUNTIF('%[1]s'!$B$1:$B$%[3]d,$%[2]s2),1)`, listSheet, column, max(1, t.desas))
}

// cut shortens a text to what a box of Excel holds.
func cut(text string, most int) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), most)])
}

// guide writes the sheet that explains. Each line is a sentence: the reader looks for heads, and takes no sentence for one.
func (t *template) guide(title string) error {
	if _, err := t.file.NewSheet(guideSheet); err != nil {
		return err
	}
	row := 0
	line := func(style int, texts ...string) error {
		row++
		for i, text := range texts {
			at := letter26(i) + strconv.Itoa(row)
			if err := t.file.SetCellStr(guideSheet, at, text); err != nil {
				return err
			}
			if err := t.file.SetCellStyle(guideSheet, at, at, style); err != nil {
				return err
			}
		}
		return nil
	}
	if err := line(t.title, "Cara mengisi templat "+title); err != nil {
		return err
	}
	for _, text := range []string{
		"Isi lembar “" + t.data + "”, satu orang satu baris. Jangan mengubah baris judulnya; kolom yang tidak dipakai boleh dibiarkan kosong.",
		"Angka NIK: kolomnya sudah berformat Teks. Ketik semua angkanya tanpa tanda petik. Excel hanya menyimpan lima belas angka pertama dari sebuah bilangan, " +
			"sehingga NIK yang tersimpan sebagai bilangan kehilangan angka terakhirnya dan ditolak.",
		"Bila menyalin dari berkas lain, pakai Tempel Khusus, Nilai, agar format Teks pada kolomnya tetap.",
		"Tanggal ditulis hari, bulan, tahun: 31-12-1985.",
		"Sel kosong berarti data yang sudah tersimpan dipertahankan. Tanda - menghapus isinya.",
		"Sesudah diunggah, Pilar menunjukkan dahulu apa yang akan terjadi pada setiap baris. Tidak ada yang tersimpan sebelum disetujui.",
	} {
		if err := line(t.wrapped, text); err != nil {
			return err
		}
		if err := t.file.MergeCell(guideSheet, "A"+strconv.Itoa(row), "B"+strconv.Itoa(row)); err != nil {
			return err
		}
		if err := t.file.SetRowHeight(guideSheet, row, 15.5*float64(1+len(text)/105)); err != nil {
			return err
		}
	}
	row++
	for _, a := range t.asked {
		if err := line(t.wrapped, "Kolom "+a.Head+":", guided(a)); err != nil {
			return err
		}
	}
	if err := t.file.SetColWidth(guideSheet, "A", "A", 32); err != nil {
		return err
	}
	return t.file.SetColWidth(guideSheet, "B", "B", 80)
}

func guided(a Asked) string {
	if a.Needed {
		return "Wajib diisi. " + a.Help
	}
	return a.Help
}
